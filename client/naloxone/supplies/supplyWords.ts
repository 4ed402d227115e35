import type { z } from 'zod'
import type { NewSupply } from '../../../server/contract/supply.ts'
import { wordsFor } from '../../words/words.ts'

type Details = z.infer<typeof NewSupply>

export const recipientWords = wordsFor<Details['recipientKind']>({
  at_risk: 'A person at risk',
  family_or_friend: 'Family or friend',
  worker: 'A worker',
  peer_distributor: 'A peer who passes kits on',
  public_box: 'A public box',
  vehicle: 'A vehicle',
  unknown: 'Don’t know',
})

export const supplyKindWords = wordsFor<Details['supplyKind']>({
  first: 'First supply',
  repeat: 'Repeat supply',
  unknown: 'Don’t know',
})

export const reasonWords = wordsFor<Details['reason']>({
  first: 'First kit',
  used: 'The last kit was used',
  lost: 'The last kit was lost',
  expired: 'The last kit expired',
  confiscated: 'The last kit was confiscated',
  damaged: 'The last kit was damaged',
  spare: 'A spare kit',
  unknown: 'Don’t know',
})

export const supplierWords = wordsFor<Details['supplierKind']>({
  drug_service: 'Worker, volunteer or peer of a drug treatment service',
  pharmacist: 'Pharmacist',
  pharmacy_technician: 'Pharmacy technician',
  nurse: 'Nurse outside a drug service',
  midwife: 'Midwife',
  paramedic: 'Paramedic',
  police: 'Police',
  prison: 'Prison',
  probation: 'Probation',
  youth_justice: 'Youth justice',
  hostel: 'Hostel',
  day_centre: 'Day centre',
  homeless_outreach: 'Homeless outreach',
  employer: 'Employer',
  forces_medical: 'Medical staff of the armed forces',
  other: 'Other',
  unknown: 'Don’t know',
})

export const suppliedUnderWords = wordsFor<Details['suppliedUnder']>({
  without_prescription: 'Without a prescription, as the law lets them',
  patient_group_direction: 'Patient group direction (PGD)',
  patient_specific_direction: 'Patient specific direction (PSD)',
  prescription: 'Prescription',
  unknown: 'Don’t know',
})

export const interceptWords = wordsFor<Details['interceptStage']>({
  not_in_justice: 'Not in contact with it',
  community: 'In the community, before any contact',
  police_contact: 'In contact with the police',
  custody: 'In police custody',
  court: 'At court',
  prison: 'In prison',
  release: 'On release from prison',
  community_sentence: 'On probation or a community sentence',
  unknown: 'Don’t know',
})
