import { z } from 'zod'
import { LARGEST_RADIUS, SMALLEST_RADIUS } from './circle.ts'
import { Day } from './day.ts'
import { Count, Interval, Provenance } from './figure.ts'
import { AskedRole } from './filters.ts'
import { SavedLives } from './indicator.ts'
import { EventKind, MapQuery } from './map.ts'
import { Signal } from './signal.ts'

/** One place: an area by its id, or a circle by its middle and radius. */
export const WithinQuery = MapQuery.pick({
  ...{ from: true, to: true, place: true },
  ...{ substance: true, role: true, asKnownOn: true },
} as const).extend({
  areaId: z.uuid().optional(),
  latitude: z.coerce.number().min(-90).max(90).optional(),
  longitude: z.coerce.number().min(-180).max(180).optional(),
  radiusMetres: z.coerce.number().int().min(SMALLEST_RADIUS).max(LARGEST_RADIUS).optional(),
})
export type WithinQuery = z.infer<typeof WithinQuery>

export const PlaceAsked = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('area'),
    areaId: z.uuid(),
    areaKind: z.string(),
    name: z.string(),
    authority: z.string().nullable(),
    residents: z.int().nullable(),
  }),
  z.strictObject({
    kind: z.literal('circle'),
    latitude: z.number(),
    longitude: z.number(),
    radiusMetres: z.int(),
  }),
])
export type PlaceAsked = z.infer<typeof PlaceAsked>

export const FigureWithin = z.strictObject({
  events: EventKind,
  /** What is counted, and what a reader may take it for. */
  definition: z.string(),
  count: Count,
  /** In the period of equal length before; null where records do not reach back to its first day. */
  countBefore: Count,
  /** Of a circle: events known only by a town or a small area whose middle lies in it; not among the count. Of an area null: they count. */
  roughlyPlaced: Count,
  /** Events of the period anywhere in the partnership that have no usable place: some may have been here. */
  withoutPlace: Count,
  /** Of an area, as on the map; of a circle none. */
  ratePer100k: z.number().nullable(),
  rateInterval: Interval.nullable(),
  rateNote: z.string().nullable(),
  /** Why there is no figure for whoever asks; null where there is. */
  notTold: z.string().nullable(),
})
export type FigureWithin = z.infer<typeof FigureWithin>

export const SubstanceWithin = z.strictObject({
  /** Null: everything that is not in the tree, together. */
  code: z.string().nullable(),
  name: z.string(),
  deaths: Count,
  deathsBefore: Count,
})
export type SubstanceWithin = z.infer<typeof SubstanceWithin>

export const MapWithin = z.strictObject({
  provenance: Provenance,
  place: PlaceAsked,
  from: Day,
  to: Day,
  /** What everything here but signals and kits is narrowed to; null: any substance. */
  withSubstance: z.strictObject({ code: z.string(), name: z.string(), role: AskedRole }).nullable(),
  /** Deaths, reversals, overdoses and kits supplied, in this order. */
  figures: z.array(FigureWithin),
  /** Implicated in the deaths here, most deaths first; null for those who are not told of the deaths. */
  substances: z
    .strictObject({
      rows: z.array(SubstanceWithin),
      /** Deaths of the period in which none is implicated, or not yet. */
      deathsWithNone: Count,
    })
    .nullable(),
  /** As they stand today, of whatever substance: signals of the period whose place overlaps, most surprising first; null for those who do not read signals. */
  signals: z.array(Signal).nullable(),
  /** Of the reversals here; null where those are not told. */
  savedLives: SavedLives.omit({ provenance: true }).nullable(),
})
export type MapWithin = z.infer<typeof MapWithin>
