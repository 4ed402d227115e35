import { DeathStatus, NewDeath } from '../../contract/death.ts'
import { FindingRole } from '../../contract/finding.ts'
import type { ColumnMapping, ImportField, ImportSubject } from '../../contract/import.ts'
import { GivenBy, NewOverdose, Outcome, OutcomeEvidence, ReporterKind } from '../../contract/overdose.ts'
import { Setting } from '../../contract/place.ts'
import { NewSupply } from '../../contract/supply.ts'

/** The columns of Vigil's own CSV, documented one by one; the template and the mapping page are made from this list. */

export type VigilField = ImportField & {
  /** What other files call it, in lower-case words. */
  alsoCalled: string[]
}

export function choices(options: readonly string[]): string {
  return options.join(', ')
}

/** What the page calls a column whose own name does not say it. */
const LABELS: Readonly<Record<string, string>> = {
  reference: 'Your reference number',
  event_day_basis: 'What that day is',
  event_day_precision: 'How exactly the day is known',
  known_on: 'When the partnership learnt it',
  status: 'Where the death stands',
  exclusion_reason: 'Reason, if excluded',
  age_years: 'Age in years',
  treatment: 'Drug treatment',
  prison_release_on: 'Last release from prison',
  hospital_discharge_on: 'Last discharge from hospital',
  setting: 'Kind of place',
  was_alone: 'Was the person alone?',
  was_witnessed: 'Did anybody see it?',
  ambulance_called: 'Was an ambulance called?',
  naloxone_present: 'Was naloxone there?',
  naloxone_given: 'Was naloxone given?',
  substances: 'Substances',
  toxicology_complete_on: 'Toxicology complete on',
  toxicology_panel: 'Toxicology panel',
  underlying_cause_icd10: 'Underlying cause (ICD-10)',
  conclusion: 'Coroner’s conclusion',
  record: 'Supply or overdose',
  agency: 'Agency',
  product: 'Naloxone product',
  person: 'Number of the person in the event',
  reporter_kind: 'Who reported it',
  given_by: 'Who gave the naloxone',
  minutes_to_response: 'Minutes to a response',
  was_unresponsive: 'Was the person unresponsive?',
  opioid_plausible: 'Could it have been an opioid?',
  outcome_evidence: 'How the outcome is known',
  kits: 'Number of kits',
  recipient_kind: 'Who received the kits',
  expires_on: 'Expiry as printed',
  supply_kind: 'First or repeat supply',
  reason: 'Reason for the supply',
  is_first_contact: 'First contact with the service?',
  training_given: 'Was training given?',
  ...placeLabels('residence', 'where the person lived'),
  ...placeLabels('found', 'where the person was found'),
  ...placeLabels('place', 'of the event or supply'),
}

function placeLabels(prefix: string, where: string): Record<string, string> {
  return {
    [`${prefix}_longitude`]: `Longitude ${where}`,
    [`${prefix}_latitude`]: `Latitude ${where}`,
    [`${prefix}_precision`]: `How exactly the point is known, ${where}`,
    [`${prefix}_postcode`]: `Postcode ${where}`,
    [`${prefix}_town`]: `Town ${where}`,
  }
}

function inPlainEnglish(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words[0]?.toUpperCase() + words.slice(1)
}

function field(
  name: string,
  meaning: string,
  example: string,
  alsoCalled: string[] = [],
  isRequired = false,
): VigilField {
  return { name, label: LABELS[name] ?? inPlainEnglish(name), isRequired, meaning, example, alsoCalled }
}

const DAYS = 'Days: 2024-03-31, or 31/03/2024 as usual in the partnership’s country.'
const YES_NO = 'yes, no or unknown; empty is unknown, never no.'

function placeFields(prefix: string, whose: string): VigilField[] {
  return [
    field(`${prefix}_longitude`, `Longitude of ${whose}, in degrees (WGS 84), negative west of Greenwich.`, '-5.0516', [
      `${prefix} lon`,
      `${prefix} lng`,
      `${prefix} long`,
      `${prefix} x`,
    ]),
    field(`${prefix}_latitude`, `Latitude of ${whose}, in degrees (WGS 84).`, '50.2632', [
      `${prefix} lat`,
      `${prefix} y`,
    ]),
    field(
      `${prefix}_precision`,
      `How well the point is known: exact, postcode, lsoa or town. Empty: exact.`,
      'exact',
      [],
    ),
    field(
      `${prefix}_postcode`,
      `Postcode of ${whose}, looked up among the partnership’s postcodes where there are no coordinates; it is not kept.`,
      '',
      [`${prefix} post code`, `${prefix} pcd`],
    ),
    field(`${prefix}_town`, `Town or village of ${whose}.`, 'Truro', [
      `${prefix} city`,
      `${prefix} village`,
      `${prefix} locality`,
    ]),
  ]
}

export const DEATH_FIELDS: VigilField[] = [
  field(
    'reference',
    'Your own number for the death: a row imported twice is known by it. Never an NHS number.',
    'DRD-2024-017',
    ['id', 'case id', 'case number', 'case ref', 'ref', 'record id'],
  ),
  field(
    'event_day',
    `The day of death, or the day the person was found or the death reported. ${DAYS}`,
    '2024-03-31',
    ['date of death', 'death date', 'date', 'dod', 'day of death', 'event date'],
    true,
  ),
  field('event_day_basis', 'What the day is the day of: death, found or reported. Empty: death.', 'death', [
    'date type',
    'date basis',
  ]),
  field('event_day_precision', 'day, month or year. Empty: day.', 'day', ['date precision']),
  field(
    'known_on',
    'The day the partnership learnt it. Empty: assumed to be the day of the event, and marked so.',
    '2024-04-02',
    ['first known', 'date known', 'known date'],
  ),
  field('status', `Where the death is on its way: ${choices(DeathStatus.options)}. Empty: notified.`, 'toxicology_in', [
    'case status',
    'stage',
  ]),
  field('exclusion_reason', 'Why an excluded death is excluded.', ''),
  field('notified_on', 'The day of the first notice.', '2024-04-02', [
    'date notified',
    'notification date',
    'date reported',
  ]),
  field('registered_on', 'The day of registration.', '', ['registration date', 'date registered']),
  field('age_years', 'Age in whole years.', '41', ['age', 'age at death']),
  field('sex', `${choices(NewDeath.shape.sex.unwrap().options)}; M and F are understood.`, 'male', ['gender']),
  field('ethnicity', 'As recorded.', '', ['ethnic group', 'race']),
  field('housing', choices(NewDeath.shape.housing.unwrap().options), 'hostel_or_supported', [
    'accommodation',
    'housing status',
  ]),
  field('treatment', `Drug treatment: ${choices(NewDeath.shape.treatment.unwrap().options)}`, 'within_six_months', [
    'treatment status',
    'in treatment',
  ]),
  field('prison_release_on', 'Last release from prison.', '', ['release date', 'prison release date']),
  field('hospital_discharge_on', 'Last discharge from hospital.', '', ['discharge date', 'hospital discharge date']),
  ...placeFields('residence', 'where the person lived'),
  ...placeFields('found', 'where the person was found'),
  field('setting', `The kind of place: ${choices(Setting.options)}`, 'own_home', [
    'place type',
    'location type',
    'place of death',
  ]),
  field('was_alone', `Was the person alone? ${YES_NO}`, 'yes', ['alone', 'using alone']),
  field('was_witnessed', `Did somebody see it happen? ${YES_NO}`, 'no', ['witnessed', 'bystander present']),
  field('ambulance_called', `Was 999 called? ${YES_NO}`, 'yes', ['999 called', 'ambulance']),
  field('naloxone_present', `Was there a kit? ${YES_NO}`, 'unknown', ['kit present', 'naloxone available']),
  field('naloxone_given', `Was naloxone given? ${YES_NO}`, 'no', ['naloxone', 'naloxone administered']),
  field(
    'substances',
    `Each substance with its role, separated by semicolons: name:role, or name:role:prescribed. Roles: ${choices(FindingRole.options)}.`,
    'heroin:implicated; diazepam:detected:prescribed',
    ['drugs', 'toxicology', 'substances found', 'drugs found'],
  ),
  field(
    'toxicology_complete_on',
    'The day toxicology was complete. Where that is after the death was known, its results are kept as learnt on that day.',
    '2024-06-12',
    ['toxicology date', 'tox date', 'toxicology received'],
  ),
  field(
    'toxicology_panel',
    'What the laboratory looked for: the name of a panel in your register. Empty: the panel chosen for the whole file; where there is none, a substance that is not found counts as not tested.',
    '',
    ['panel', 'tox panel', 'toxicology screen'],
  ),
  field('cause_of_death', 'The cause of death as certified. No names.', 'Combined toxicity of heroin and diazepam', [
    'cod',
    'cause',
    'medical cause of death',
    '1a',
  ]),
  field('other_conditions', 'Part II of the certificate.', '', ['part ii', 'other significant conditions', 'part 2']),
  field('underlying_cause_icd10', 'ICD-10 code of the underlying cause.', 'X42', [
    'icd10',
    'icd 10',
    'icd code',
    'underlying cause',
  ]),
  field('conclusion', `The coroner’s: ${choices(NewDeath.shape.conclusion.unwrap().options)}`, 'accident', [
    'coroner conclusion',
    'verdict',
    'manner of death',
  ]),
]

export const NALOXONE_FIELDS: VigilField[] = [
  field(
    'record',
    'What the row is: supply (kits handed out) or overdose (an event, whether or not naloxone was given).',
    'overdose',
    ['record type', 'row type', 'type'],
    true,
  ),
  field(
    'reference',
    'Your own number. Overdose rows with the same one are one event: a row a person, or a further administration.',
    'R-103',
    ['id', 'incident id', 'event id', 'ref', 'record id'],
  ),
  field(
    'day',
    `The day of the supply or the event. ${DAYS}`,
    '2024-03-31',
    ['date', 'event day', 'event date', 'incident date', 'supply date', 'supplied on', 'date of supply'],
    true,
  ),
  field('known_on', 'The day the partnership learnt it. Empty: assumed to be the day itself, and marked so.', '', [
    'date reported',
    'reported on',
  ]),
  field('time', 'Overdose: time of day, 14:05.', '14:05', ['event time', 'incident time', 'time of event']),
  field(
    'part_of_day',
    `Overdose without a time: ${choices(NewOverdose.shape.partOfDay.unwrap().unwrap().options)}`,
    '',
    ['time of day'],
  ),
  ...placeFields('place', 'the event, or of the supply'),
  field(
    'setting',
    `Overdose: ${choices(Setting.options)}. Supply: ${choices(NewSupply.shape.setting.unwrap().options)}.`,
    'tent_or_street',
    ['place type', 'location type'],
  ),
  field('agency', 'The agency’s name, as in Vigil’s list of agencies.', '', [
    'organisation',
    'service',
    'provider',
    'supplier',
  ]),
  field('product', 'Naloxone product: code or name, such as nyxoid or prenoxad.', 'nyxoid', [
    'naloxone product',
    'kit type',
    'product name',
  ]),
  field('person', 'Overdose: number of the person within the event. Empty: 1.', '1', [
    'person number',
    'victim number',
  ]),
  field('age_band', 'Overdose: such as 25-34 or 65+.', '25-34', ['age group', 'age range', 'age']),
  field('sex', 'Overdose: female, male, other, unknown.', 'female', ['gender']),
  field('reporter_kind', `Overdose: who reported it: ${choices(ReporterKind.options)}`, 'peer', [
    'reported by',
    'reporter',
  ]),
  field('ambulance_called', `Overdose: was 999 called? ${YES_NO}`, 'yes', ['999 called']),
  field('naloxone_given', `Overdose: ${YES_NO}`, 'yes', ['naloxone', 'naloxone administered', 'narcan given']),
  field('doses', 'Overdose: doses given, 1 to 20.', '2', ['dose count', 'number of doses', 'doses given']),
  field('milligrams', 'Overdose: milligrams given in all.', '', ['mg', 'total mg']),
  field('given_by', `Overdose: ${choices(GivenBy.options)}`, 'peer', ['administered by']),
  field('minutes_to_response', 'Overdose: under_1, 1_to_3, 3_to_5, over_5, no_response, unknown.', '1_to_3', [
    'response time',
  ]),
  field('was_unresponsive', `Overdose: unresponsive or not breathing before? ${YES_NO}`, 'yes', [
    'unresponsive',
    'not breathing',
  ]),
  field('opioid_plausible', `Overdose: could it have been an opioid? ${YES_NO}`, 'yes', ['opioid suspected', 'opioid']),
  field(
    'substances',
    'Overdose: what the person is believed to have taken, separated by semicolons.',
    'heroin; pregabalin',
    ['drugs', 'suspected drugs', 'substances taken'],
  ),
  field('outcome', `Overdose: ${choices(Outcome.options)}. Empty: unknown.`, 'recovered_stayed', [
    'survived',
    'result',
  ]),
  field(
    'outcome_evidence',
    `Overdose: how the outcome is known: ${choices(OutcomeEvidence.options)}`,
    'seen_by_reporter',
    ['evidence'],
  ),
  field('kits', 'Supply: number of kits.', '', ['quantity', 'qty', 'number of kits', 'kits supplied']),
  field('recipient_kind', `Supply: ${choices(NewSupply.shape.recipientKind.options)}`, '', [
    'recipient',
    'recipient type',
    'supplied to',
  ]),
  field('batch_number', 'Supply: as printed.', '', ['batch', 'lot', 'lot number']),
  field('expires_on', 'Supply: as printed on the kit.', '', ['expiry', 'expiry date', 'expires']),
  field('supply_kind', 'Supply: first, repeat or unknown.', '', ['first or repeat', 'supply type']),
  field('reason', `Supply: ${choices(NewSupply.shape.reason.unwrap().options)}`, '', [
    'reason for supply',
    'resupply reason',
  ]),
  field('site', 'Supply: name of the site.', '', ['site name', 'location']),
  field('is_first_contact', `Supply: at the first contact with the service? ${YES_NO}`, '', ['first contact']),
  field('training_given', `Supply: ${YES_NO}`, '', ['training', 'trained']),
]

/** A second example row in the template: what a supply looks like. */
export const SUPPLY_EXAMPLE: Readonly<Record<string, string>> = {
  record: 'supply',
  reference: 'S-2041',
  day: '2024-03-28',
  place_town: 'Truro',
  setting: 'outreach',
  product: 'prenoxad',
  kits: '2',
  recipient_kind: 'at_risk',
  batch_number: 'PX1234',
  expires_on: '2026-09-30',
  supply_kind: 'first',
  reason: 'first',
  is_first_contact: 'yes',
  training_given: 'yes',
}

export function fieldsOf(subject: ImportSubject): VigilField[] | undefined {
  return subject === 'deaths' ? DEATH_FIELDS : subject === 'naloxone' ? NALOXONE_FIELDS : undefined
}

/** The template: the headings, and one example row of each kind. */
export function templateRows(subject: 'deaths' | 'naloxone'): Record<string, string>[] {
  const fields = subject === 'deaths' ? DEATH_FIELDS : NALOXONE_FIELDS
  const example = Object.fromEntries(fields.map(({ name, example }) => [name, example]))
  if (subject === 'deaths') return [example]
  return [example, Object.fromEntries(fields.map(({ name }) => [name, SUPPLY_EXAMPLE[name] ?? '']))]
}

function inWords(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

/** What each of Vigil's fields is probably called in a file; each heading is used once, the surest match first. */
export function suggestColumns(headings: readonly string[], fields: readonly VigilField[]): ColumnMapping {
  const suggested: ColumnMapping = {}
  const free = new Map(headings.filter((heading) => heading !== '').map((heading) => [inWords(heading), heading]))
  const ranks: ((candidate: VigilField) => string[])[] = [
    ({ name, label }) => [inWords(name), inWords(label)],
    ({ alsoCalled }) => alsoCalled.map(inWords),
  ]
  for (const namesOf of ranks) {
    for (const candidate of fields) {
      if (suggested[candidate.name]) continue
      const match = namesOf(candidate).find((name) => free.has(name))
      if (match === undefined) continue
      suggested[candidate.name] = free.get(match) as string
      free.delete(match)
    }
  }
  return suggested
}
