import { z } from 'zod'
import { Count, Provenance } from './figure.ts'
import { MapQuery } from './map.ts'

/** Ways to describe where events were. None is a test, and none ever raises an alert. */
export const DescriptionLayer = z.enum(['hot_spots', 'density', 'groups', 'groups_in_time'])
export type DescriptionLayer = z.infer<typeof DescriptionLayer>

export const DescriptionQuery = MapQuery.omit({ compare: true, asKnownOn: true }).extend({ layer: DescriptionLayer })
export type DescriptionQuery = z.infer<typeof DescriptionQuery>

/** An area; of the layers with groups, an area in one group. What another layer says is null. */
export const DescribedArea = z.strictObject({
  areaId: z.uuid(),
  name: z.string(),
  authority: z.string().nullable(),
  events: Count,
  /** hot_spots: per 100,000 residents a year, drawn towards the rate of all areas where residents are few. */
  smoothedRate: z.number().nullable(),
  /** hot_spots: Gi*, standard deviations above or below all areas, of the area and its neighbours. */
  score: z.number().nullable(),
  /** hot_spots: two-sided p, adjusted over all areas (Benjamini–Hochberg): for reading the score, not a finding. */
  adjustedP: z.number().nullable(),
  /** density: events per square kilometre a year, smoothed. */
  density: z.number().nullable(),
  /** groups: numbered from the largest. */
  group: z.int().positive().nullable(),
})
export type DescribedArea = z.infer<typeof DescribedArea>

export const MapDescription = z.strictObject({
  provenance: Provenance,
  layer: DescriptionLayer,
  /** How it was made, in plain words and with its settings. */
  method: z.string(),
  /** Why there is nothing to show; null where there is. */
  refusal: z.string().nullable(),
  areas: z.array(DescribedArea),
  /** Events in the layer, and those it leaves out: without a place, outside every area, or placed too roughly for groups. */
  events: Count,
  leftOut: Count,
})
export type MapDescription = z.infer<typeof MapDescription>
