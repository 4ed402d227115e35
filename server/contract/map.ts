import { z } from 'zod'
import { AreaKind } from './area.ts'
import { Day } from './day.ts'
import { Count, Interval, Provenance } from './figure.ts'
import { AskedRole } from './filters.ts'
import { Place } from './place.ts'
import { Signal } from './signal.ts'

export const EventKind = z.enum(['deaths', 'reversals', 'overdoses', 'supplies'])
export type EventKind = z.infer<typeof EventKind>

export const MapQuery = z.strictObject({
  events: EventKind.default('deaths'),
  from: Day,
  to: Day,
  areaKind: AreaKind,
  substance: z.string().max(80).optional(),
  /** deaths only: as what the substance is asked for */
  role: AskedRole.default('implicated'),
  /** deaths only: map them where the person was found or where they lived */
  place: z.enum(['found', 'residence']).default('found'),
  /** `before`: areas that had events only in the period before are rows too, after the others. */
  compare: z.enum(['none', 'before']).default('none'),
  /** As known on a day; what is known today where it is left out. */
  asKnownOn: Day.optional(),
})
export type MapQuery = z.infer<typeof MapQuery>

export const AreaRow = z.strictObject({
  areaId: z.uuid(),
  name: z.string(),
  authority: z.string().nullable(),
  events: Count,
  /** Events in the period of equal length before; null where records do not reach back to its first day. */
  eventsBefore: Count,
  population: z.int().nullable(),
  /** Events per 100,000 residents a year; null with the reason in `rateNote`. No rate under 3 events. */
  ratePer100k: z.number().nullable(),
  rateInterval: Interval.nullable(),
  rateNote: z.string().nullable(),
  /** How many there would be at the rate of all areas with known residents together; null where the residents are not known. */
  expected: z.number().nullable(),
  /** Events ÷ expected; null with the reason in `ratioNote`. None under 3 events, or where fewer than 1 is expected. */
  ratio: z.number().nullable(),
  ratioInterval: Interval.nullable(),
  ratioNote: z.string().nullable(),
})
export type AreaRow = z.infer<typeof AreaRow>

export const MapAnswer = z.strictObject({
  provenance: Provenance,
  /** Areas with at least one event, most events first; then, if compared, those with events only in the period before, most first. */
  rows: z.array(AreaRow),
  total: Count,
  /** Events of the period that have no usable place, or one outside every area of this kind. */
  withoutPlace: Count,
  /** Events in the period of equal length before; null where records do not reach back to its first day. */
  totalPeriodBefore: Count,
})
export type MapAnswer = z.infer<typeof MapAnswer>

export const TimelineQuery = MapQuery.pick({ events: true, substance: true, role: true, asKnownOn: true }).extend({
  from: Day.optional(),
  to: Day.optional(),
})
export type TimelineQuery = z.infer<typeof TimelineQuery>
export const Timeline = z.strictObject({
  provenance: Provenance,
  /** Weeks from Monday, or months where there are many years; in order, none left out. */
  step: z.enum(['week', 'month']),
  steps: z.array(z.strictObject({ firstDay: Day, events: Count, isIncomplete: z.boolean() })),
  /** Records with a day that cannot be: in none of the steps, until they are put right. */
  inDoubt: Count,
  /** Records known only by their month or year: in none of the steps, which are shorter. */
  inexact: Count,
})
export type Timeline = z.infer<typeof Timeline>

export const MapSignals = z.array(Signal)

export const Basemap = z.strictObject({
  /** The box around the partnership’s own areas, for judging points; null before there are any. */
  extent: z.strictObject({ west: z.number(), south: z.number(), east: z.number(), north: z.number() }).nullable(),
  /** Where the map opens. */
  bounds: z.strictObject({ west: z.number(), south: z.number(), east: z.number(), north: z.number() }),
  /** Addresses of shipped GeoJSON files; null: none ships for here, draw the areas. */
  landUrl: z.string().nullable(),
  outlinesUrl: z.string().nullable(),
  settlementsUrl: z.string().nullable(),
  tilesUrl: z.string().nullable(),
  tilesAttribution: z.string().nullable(),
  attribution: z.string(),
})
export type Basemap = z.infer<typeof Basemap>
export const Settlements = z.array(z.strictObject({ name: z.string(), place: Place, population: z.int() }))
