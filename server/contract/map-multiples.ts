import { z } from 'zod'
import { Day } from './day.ts'
import { Count, Provenance } from './figure.ts'
import { MapQuery } from './map.ts'

/** The same map several times: for each of the most frequent drugs of a period, or for each of the last quarters. */
export const MultiplesQuery = MapQuery.omit({ compare: true, from: true }).extend({
  by: z.enum(['substance', 'quarter']),
  /** By substance it is needed; quarters begin three years before `to`. */
  from: Day.optional(),
})
export type MultiplesQuery = z.infer<typeof MultiplesQuery>

export const SmallMap = z.strictObject({
  /** The code of the drug, or the first day of the quarter. */
  key: z.string(),
  label: z.string(),
  from: Day,
  to: Day,
  /** Null where records do not reach back to it. */
  total: Count,
  withoutPlace: Count,
  /** Reports of its days are still to come. */
  isIncomplete: z.boolean(),
  /** Areas with at least one event, most events first. */
  areas: z.array(z.strictObject({ areaId: z.uuid(), events: Count })),
})
export type SmallMap = z.infer<typeof SmallMap>

export const MapMultiples = z.strictObject({
  provenance: Provenance,
  by: MultiplesQuery.shape.by,
  /** By substance the most frequent first, twelve at most; by quarter in their order. */
  maps: z.array(SmallMap),
  /** Events of the days of the maps that are in none of them: no drug is named, or a rarer one; or the quarter is not known. */
  inNoMap: Count,
  /** Every area of the maps, once. */
  areas: z.array(z.strictObject({ areaId: z.uuid(), name: z.string() })),
})
export type MapMultiples = z.infer<typeof MapMultiples>
