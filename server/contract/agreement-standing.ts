import { z } from 'zod'
import { StoredDay } from './day.ts'

/** How an agreement stands today, or an agency by all of its agreements. */
export const AgreementState = z.enum(['in_force', 'ends_soon', 'ended', 'not_begun', 'none'])
export type AgreementState = z.infer<typeof AgreementState>

/** Where an agency stands: with an agreement that has ended it may not go on, with none on record it may. */
export const AgreementStanding = z.strictObject({
  state: AgreementState,
  /** The last day in force, of agreements that follow one another without a gap; null where none has begun. */
  endsOn: StoredDay.nullable(),
  /** The first day of the next one, where there is a gap before it. */
  beginsOn: StoredDay.nullable(),
})
export type AgreementStanding = z.infer<typeof AgreementStanding>
