import type { z } from 'zod'
import type { NewDeath } from '../../server/contract/death.ts'
import type { DeathStatus } from '../../server/contract/filters.ts'
import type { FindingRole, NewFinding } from '../../server/contract/finding.ts'
import { wordsFor } from './words.ts'

type Details = z.infer<typeof NewDeath>

export const statusWords = wordsFor<DeathStatus>({
  notified: 'Notified',
  accepted_suspected: 'Accepted as suspected',
  post_mortem: 'Post-mortem',
  toxicology_pending: 'Awaiting toxicology',
  toxicology_in: 'Toxicology received',
  panel: 'With the panel',
  inquest: 'Inquest',
  registered: 'Registered',
  ons_matched: 'Matched with ONS',
  closed: 'Closed',
  excluded: 'Excluded',
})

export const roleWords = wordsFor<FindingRole>({
  implicated: 'Implicated in the death',
  detected: 'Detected',
  believed_taken: 'Believed taken (not a test)',
  metabolite: 'Metabolite',
  given_in_resuscitation: 'Given in resuscitation',
  incidental: 'Incidental',
  not_detected: 'Tested for, not detected',
})

export const matrixWords = wordsFor<NonNullable<NewFinding['matrix']>>({
  femoral_blood: 'Femoral blood',
  blood: 'Blood',
  urine: 'Urine',
  vitreous: 'Vitreous',
  hair: 'Hair',
  stomach_contents: 'Stomach contents',
  other: 'Other',
})

export const unitWords = wordsFor<NonNullable<NewFinding['unit']>>({
  'mg/L': 'mg/L',
  'ug/L': 'µg/L',
  'ng/mL': 'ng/mL',
  'mg/100mL': 'mg/100 mL',
  'ng/mg': 'ng/mg',
  other: 'other',
})

export const decidedByWords = wordsFor<NonNullable<NewFinding['decidedBy']>>({
  pathologist: 'Pathologist',
  coroner: 'Coroner',
  panel: 'Panel',
  laboratory: 'Laboratory',
  import: 'Import',
})

export const basisWords = wordsFor<Details['eventDayBasis']>({
  death: 'The day of death',
  found: 'The day the person was found',
  reported: 'The day it was reported',
})

export const sexWords = wordsFor<Details['sex']>({
  female: 'Female',
  male: 'Male',
  other: 'Other',
  unknown: 'Don’t know',
})

export const housingWords = wordsFor<Details['housing']>({
  own_or_rented: 'Own or rented home',
  with_family_or_friends: 'With family or friends',
  hostel_or_supported: 'Hostel or supported housing',
  temporary: 'Temporary accommodation',
  rough_sleeping: 'Sleeping rough',
  prison: 'Prison',
  other: 'Other',
  unknown: 'Don’t know',
})

export const treatmentWords = wordsFor<Details['treatment']>({
  in_treatment: 'In treatment',
  within_six_months: 'In treatment within the last six months',
  earlier: 'In treatment earlier',
  never: 'Never in treatment',
  unknown: 'Don’t know',
})

export const conclusionWords = wordsFor<Details['conclusion']>({
  accident: 'Accident or misadventure',
  alcohol_or_drug_related: 'Alcohol or drug related',
  narrative: 'Narrative',
  suicide: 'Suicide',
  homicide: 'Homicide',
  natural: 'Natural causes',
  undetermined: 'Open or undetermined',
  pending: 'Pending',
  unknown: 'Don’t know',
})

export const panelFindingWords = wordsFor<Details['panelFinding']>({
  not_yet: 'Not reviewed yet',
  drug_related: 'A drug-related death',
  alcohol_specific: 'A death from alcohol',
  not_drug_related: 'Not related to drugs',
  undetermined: 'Could not be decided',
})
