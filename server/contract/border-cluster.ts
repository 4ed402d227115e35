import { z } from 'zod'
import { Day, StoredDay } from './day.ts'
import { SignalCase } from './signal.ts'

/** A cluster that crosses the border of the partnership: what the national check tells of it (docs/detection.md, The national tier). */

export const BorderStream = z.enum(['deaths', 'reversals'])
export type BorderStream = z.infer<typeof BorderStream>

const BorderNight = z.strictObject({
  night: StoredDay,
  tier: z.enum(['notify', 'watch']),
  firstDay: StoredDay,
  lastDay: StoredDay,
  /** Of this partnership, in the cluster that night. */
  ownCases: z.int().positive(),
  /** Of this partnership. */
  areaNames: z.array(z.string()),
  /** The other partnerships that have cases in it. */
  neighbours: z.array(z.string()),
  /** How many cases there are in all: own ones of that night, and the others' at their most so far. */
  pooledLow: z.int().positive(),
  pooledHigh: z.int().positive(),
  /** Both ends are the exact number, under sharing agreements between all of them. */
  isExact: z.boolean(),
})

export const BorderCluster = BorderNight.extend({
  borderClusterId: z.uuid(),
  stream: BorderStream,
  /** Found by the latest night that judged its stream, or no longer. */
  state: z.enum(['found', 'quiet']),
  firstNight: StoredDay,
})
export type BorderCluster = z.infer<typeof BorderCluster>

export const BorderClusterQuery = z.strictObject({ night: Day.optional() })

export const BorderClusters = z.strictObject({
  /** The latest night the national check looked at (or the one asked for); null where it never did. */
  night: StoredDay.nullable(),
  /** Streams of which it had too little to go by here that night. */
  notJudged: z.array(BorderStream),
  clusters: z.array(BorderCluster),
})
export type BorderClusters = z.infer<typeof BorderClusters>

/** What each night told of one, latest first. */
export const BorderClusterNights = z.strictObject({ borderClusterId: z.uuid(), nights: z.array(BorderNight) })
export type BorderClusterNights = z.infer<typeof BorderClusterNights>

export const BorderClusterDetail = BorderCluster.extend({
  nights: z.array(BorderNight),
  /** Own records that the latest night found in it. */
  cases: z.array(SignalCase),
})
export type BorderClusterDetail = z.infer<typeof BorderClusterDetail>
