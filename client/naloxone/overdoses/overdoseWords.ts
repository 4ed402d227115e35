import type { z } from 'zod'
import type {
  Administration,
  GivenBy,
  NewOverdose,
  Outcome,
  OutcomeEvidence,
  OverdoseListQuery,
  ReporterKind,
} from '../../../server/contract/overdose.ts'
import { wordsFor } from '../../words/words.ts'

type Details = z.infer<typeof NewOverdose>

export const outcomeWords = wordsFor<z.infer<typeof Outcome>>({
  recovered_stayed: 'Came round, stayed',
  recovered_left: 'Came round, left',
  taken_by_ambulance_alive: 'Taken by ambulance, alive',
  hospital_later_known_alive: 'In hospital, later known alive',
  died_at_scene: 'Died at the scene',
  died_later: 'Died later',
  not_an_overdose: 'Not an overdose after all',
  unknown: 'Don’t know',
})

export const evidenceWords = wordsFor<z.infer<typeof OutcomeEvidence>>({
  seen_by_reporter: 'Seen by the person reporting',
  told_by_person: 'Told by the person',
  told_by_third_party: 'Told by somebody else',
  confirmed_by_service: 'Confirmed by a service or the ambulance',
  unknown: 'Don’t know',
})

const carrierWords = {
  peer: 'Peer',
  family_or_friend: 'Family or friend',
  police: 'Police',
  outreach: 'Outreach',
  hostel: 'Hostel',
  ambulance: 'Ambulance',
  fire_service: 'Fire service',
  pharmacy: 'Pharmacy',
  prison: 'Prison',
  hospital: 'Hospital',
  drug_service: 'Drug service',
}

export const reporterWords = wordsFor<z.infer<typeof ReporterKind>>({
  ...carrierWords,
  public: 'Member of the public',
  other: 'Other',
  unknown: 'Don’t know',
})

export const givenByWords = wordsFor<z.infer<typeof GivenBy>>({
  ...carrierWords,
  bystander: 'Bystander',
  self: 'The person themselves',
  other: 'Other',
  unknown: 'Don’t know',
})

export const timePrecisionWords = wordsFor<Details['timePrecision']>({
  minute: 'To the minute',
  hour: 'To the hour',
  part_of_day: 'The part of the day',
  unknown: 'Don’t know',
})

export const partOfDayWords = wordsFor<NonNullable<Details['partOfDay']>>({
  overnight: 'Overnight',
  morning: 'Morning',
  afternoon: 'Afternoon',
  evening: 'Evening',
})

export const responseWords = wordsFor<NonNullable<Administration['minutesToResponse']>>({
  under_1: 'Under 1 minute',
  '1_to_3': '1 to 3 minutes',
  '3_to_5': '3 to 5 minutes',
  over_5: 'Over 5 minutes',
  no_response: 'No response',
  unknown: 'Don’t know',
})

export const listStatusWords = wordsFor<NonNullable<OverdoseListQuery['status']>>({
  reversal: 'Reversals',
  died: 'The person died',
  no_naloxone: 'Naloxone not given, or not known',
  withdrawn: 'Withdrawn reports',
})
