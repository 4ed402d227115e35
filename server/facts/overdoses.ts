import { EACH_REPORT_COUNTS, REVERSAL } from '../contract/indicator.ts'

/**
 * What counts as an overdose, a reversal and a survivor, in words; the functions stand in migrations (0013). `counted_overdose(day, moment)`
 * and `counted_reversal(day, moment)` give them as known on a day and recorded until a moment; `is_overdose`, `is_fatal`, `is_reversal` and
 * `is_survivor_known` say it of one person.
 */
export const OVERDOSES = `Reported overdose events, fatal or not, with or without naloxone (withdrawn reports left out). ${EACH_REPORT_COUNTS}`

export const REVERSALS = `Reported reversals: ${REVERSAL}. ${EACH_REPORT_COUNTS}`

export const SURVIVORS_KNOWN =
  'Of the reversals, those where the person is alive and this was seen by the reporter, told by the person, or confirmed by a service.'

export const OUTCOME_UNKNOWN = 'The other reversals. They are never added to the survivors.'
