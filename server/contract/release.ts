import { z } from 'zod'
import { Day, Instant } from './day.ts'
import { Count, Interval, Provenance, Tier } from './figure.ts'
import { ReleaseKind } from './filters.ts'

export const ReleasedTier = Tier.exclude(['panel'])
export type ReleasedTier = z.infer<typeof ReleasedTier>

const Year = z.coerce.number().int().min(1900).max(2200)

/** What is hidden and rounded, in words for people, and what each kind of figure is called where a number would stand. */
export const DisclosureRule = z.strictObject({
  sentences: z.array(z.string()),
  /** What stands for a hidden count. */
  hidden: z.string(),
  /** What stands for a count that is not known. */
  notKnown: z.string(),
})
export type DisclosureRule = z.infer<typeof DisclosureRule>

export const Release = z.strictObject({
  releaseId: z.uuid(),
  kind: ReleaseKind,
  year: z.int(),
  /** 1 for the first of this kind and year. */
  sequence: z.int().positive(),
  asKnownOn: Day,
  madeAt: Instant,
  /** Whether areas and towns are in it: deaths are counted there over three years together, so not every year. */
  hasAreas: z.boolean(),
})
export type Release = z.infer<typeof Release>

/** A release that was asked for and is not there yet, or came to nothing. */
export const ReleaseRun = z.strictObject({
  kind: ReleaseKind,
  year: z.int(),
  askedOn: Day,
  state: z.enum(['asked', 'running', 'done', 'failed']),
  /**
   * held_back: what has come in since the last release could only be told by telling on somebody.
   * no_records: nothing of this kind is recorded up to the end of the year, which is not the same as none.
   */
  outcome: z.enum(['released', 'held_back', 'unchanged', 'no_records']).nullable(),
})
export type ReleaseRun = z.infer<typeof ReleaseRun>

/** Newest years first; the last of a chain first. */
export const Releases = z.strictObject({
  partnership: z.strictObject({ name: z.string(), isSynthetic: z.boolean() }),
  tier: ReleasedTier,
  rule: DisclosureRule,
  releases: z.array(Release),
})
export type Releases = z.infer<typeof Releases>
export const ReleaseRuns = z.array(ReleaseRun)

/** Left out, `kind` is every kind. The year has ended. */
export const ReleaseAsk = z.strictObject({ year: z.int().min(1900).max(2200), kind: ReleaseKind.optional() })
export type ReleaseAsk = z.infer<typeof ReleaseAsk>

export const FiguresQuery = z.strictObject({
  kind: ReleaseKind.default('deaths'),
  year: Year,
  /** Left out: all areas, all slices. */
  area: z.string().max(4000).optional(),
  slice: z.string().max(80).optional(),
  /** A release of this kind and year; left out, the latest. */
  release: z.uuid().optional(),
})
export type FiguresQuery = z.infer<typeof FiguresQuery>

export const TotalsQuery = z.strictObject({ kind: ReleaseKind.optional(), year: Year.optional() })
export type TotalsQuery = z.infer<typeof TotalsQuery>

export const ReleasedArea = z.strictObject({
  area: z.string(),
  name: z.string(),
  level: z.enum(['partnership', 'authority', 'area', 'small', 'remainder']),
  within: z.string().nullable(),
  /** Names of the areas it counts: more than one where areas are shown together. */
  members: z.array(z.string()),
  residents: z.int().nonnegative().nullable(),
})
export type ReleasedArea = z.infer<typeof ReleasedArea>

export const ReleasedSlice = z.strictObject({
  slice: z.string(),
  name: z.string(),
  group: z.enum(['time', 'substance', 'toxicology', 'outcome']),
})
export type ReleasedSlice = z.infer<typeof ReleasedSlice>

const Cell = z.strictObject({
  area: z.string(),
  slice: z.string(),
  count: Count,
  isRounded: z.boolean(),
  /** Of the count, by chance alone; null where the count is hidden, not known or rounded. */
  interval: Interval.nullable(),
  /** For years, and years together: per 100,000 residents a year; null wherever the interval is, without residents, and under 3 events. */
  ratePer100k: z.number().nullable(),
  rateInterval: Interval.nullable(),
})
export type ReleasedCell = z.infer<typeof Cell>

export const ReleasedFigures = z.strictObject({
  provenance: Provenance,
  rule: DisclosureRule,
  release: Release,
  areas: z.array(ReleasedArea),
  slices: z.array(ReleasedSlice),
  /** How slices add up or lie in one another, in every area alike. */
  relations: z.array(
    z.strictObject({ kind: z.enum(['sum', 'overlap']), whole: z.string(), parts: z.array(z.string()) }),
  ),
  cells: z.array(Cell),
})
export type ReleasedFigures = z.infer<typeof ReleasedFigures>

export const ShapesQuery = FiguresQuery.pick({ kind: true, year: true, release: true })
export type ShapesQuery = z.infer<typeof ShapesQuery>

/** Outlines of the areas and towns of a release, as it shows them: in one piece where places are shown together. GeoJSON, rounded to about 100 m. */
export const ReleasedShapes = z.strictObject({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.strictObject({
      type: z.literal('Feature'),
      /** `area` of the figures. */
      id: z.string(),
      properties: z.strictObject({ name: z.string(), level: ReleasedArea.shape.level }),
      geometry: z.strictObject({
        type: z.literal('MultiPolygon'),
        coordinates: z.array(z.array(z.array(z.array(z.number())))),
      }),
    }),
  ),
})
export type ReleasedShapes = z.infer<typeof ReleasedShapes>

export const ReleasedTotals = z.strictObject({
  rule: DisclosureRule,
  rows: z.array(
    z.strictObject({
      provenance: Provenance,
      kind: ReleaseKind,
      year: z.int(),
      slice: z.string(),
      name: z.string(),
      group: ReleasedSlice.shape.group,
      count: Count,
      isRounded: z.boolean(),
      interval: Interval.nullable(),
      /** Of a year's reported reversals, if shown: how many would have died without naloxone. An estimate, and no part of any count. */
      deathsAverted: Interval.nullable(),
    }),
  ),
})
export type ReleasedTotals = z.infer<typeof ReleasedTotals>
