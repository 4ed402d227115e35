import { z } from 'zod'
import { Day } from './day.ts'

/** For whom an aggregate is made; the disclosure gate shows, hides or rounds by it. */
export const Tier = z.enum(['panel', 'partnership', 'public'])
export type Tier = z.infer<typeof Tier>

/** A count as it leaves the disclosure gate: the number, hidden to protect people, or not known. Hidden is not zero, nor is unknown. */
export const Count = z.union([z.int().nonnegative(), z.literal('hidden'), z.null()])
export type Count = z.infer<typeof Count>

/** What every figure carries: what it counts, by which date, as known when, for whom. */
export const Provenance = z.strictObject({
  definition: z.string(),
  dateBasis: z.string(),
  asKnownOn: Day,
  tier: Tier,
  source: z.string(),
})
export type Provenance = z.infer<typeof Provenance>

export const Interval = z.strictObject({ low: z.number(), high: z.number() })
export type Interval = z.infer<typeof Interval>
