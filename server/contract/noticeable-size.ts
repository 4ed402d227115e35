import { z } from 'zod'
import { Day } from './day.ts'

/** The smallest cluster that the nightly checks would notice here most of the time, from simulation on the partnership's own records. */
export const NoticeableSize = z.strictObject({
  stream: z.enum(['deaths', 'reversals']),
  /** Extra events at one place within so many days. */
  days: z.int().positive(),
  tier: z.enum(['notify', 'watch']),
  /** Noticed in at least 80 % of runs; null where no size tried was, or the checks had too little to judge. */
  size: z.int().positive().nullable(),
  /** The share of runs in which each size was noticed. */
  tried: z.array(z.strictObject({ size: z.int(), runs: z.int(), noticed: z.int() })),
  sentence: z.string(),
})
export type NoticeableSize = z.infer<typeof NoticeableSize>

/** As of a night; null before the first time it was worked out. */
export const NoticeableSizes = z.strictObject({ night: Day.nullable(), sizes: z.array(NoticeableSize) })
export type NoticeableSizes = z.infer<typeof NoticeableSizes>
