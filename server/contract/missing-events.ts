import { z } from 'zod'
import { Day } from './day.ts'
import { Count, Interval, Provenance } from './figure.ts'
import { ReporterKind } from './overdose.ts'

export const MissingEventsQuery = z
  .strictObject({
    from: Day.optional(),
    to: Day.optional(),
    one: ReporterKind.exclude(['unknown']).default('ambulance'),
    other: ReporterKind.exclude(['unknown']).default('peer'),
  })
  .refine(({ one, other }) => one !== other, { path: ['other'], message: 'is the same kind of reporter' })

/** Why two kinds of reporters do not know nothing of each other, said wherever the estimate is. */
export const SOURCES_DEPEND =
  'Peers who call 999 bring the ambulance: the two kinds of reporters depend on each other, and then there are more events than this says.'

/** Events in all, by how many two kinds of reporters both reported. */
export const MissingEvents = z.strictObject({
  provenance: Provenance,
  from: Day,
  to: Day,
  one: ReporterKind,
  other: ReporterKind,
  /** Off until the partnership switches it on; refused where both reported too few. */
  state: z.enum(['off', 'refused', 'estimated']),
  reportedByOne: Count,
  reportedByOther: Count,
  reportedByBoth: Count,
  /** Null unless estimated. */
  estimate: z.strictObject({ total: z.number(), interval: Interval }).nullable(),
  caution: z.string(),
})
export type MissingEvents = z.infer<typeof MissingEvents>
