import { z } from 'zod'
import { Day } from './day.ts'
import { Count, Interval, Provenance } from './figure.ts'
import { SavedLivesSplit } from './filters.ts'
import { FeedProblem, Signal } from './signal.ts'

/** Of the whole partnership, or of one area of today. */
export const SavedLivesQuery = z.strictObject({
  from: Day.optional(),
  to: Day.optional(),
  areaId: z.uuid().optional(),
  asKnownOn: Day.optional(),
})

/** What a reversal is, in words; the rule is `is_reversal` of the database. */
export const REVERSAL =
  'one person in one event who was given naloxone and neither died nor turned out not to have overdosed'

/** What is true of every count of reversals and overdoses while reports of one event are not matched. */
export const EACH_REPORT_COUNTS =
  'Reports that somebody has said are of one event count once. Until then each counts, so that an event that several agencies reported may count as often as they reported it.'

/** docs/domain.md, “Lives saved”: three lines, never one. */
export const SavedLives = z.strictObject({
  provenance: Provenance,
  from: Day,
  to: Day,
  /** R = S + U; see `REVERSAL`. */
  reversals: Count,
  /** S: known alive, and seen, told by the person, or confirmed by a service. */
  survivorsKnown: Count,
  /** U: never added to S. */
  outcomeUnknown: Count,
  /** A: an estimate, never added to anything. Null where nothing is reported to estimate from. */
  deathsAverted: z
    .strictObject({
      /** R′: reversals that are opioid-plausible and where the person was unresponsive, unknown counted as plausible. */
      basis: Count,
      scenarios: z.array(
        z.strictObject({ probability: z.number(), source: z.string(), estimate: z.number(), interval: Interval }),
      ),
      range: Interval,
    })
    .nullable(),
  sentence: z.string(),
  definitions: z.array(z.strictObject({ term: z.string(), meaning: z.string() })),
})
export type SavedLives = z.infer<typeof SavedLives>

export const SavedLivesByQuery = z.strictObject({
  by: SavedLivesSplit,
  from: Day.optional(),
  to: Day.optional(),
  asKnownOn: Day.optional(),
})

/** The four figures of each month, area, kind of agency or channel of kits: never added across the lines of a row. */
export const SavedLivesBy = z.strictObject({
  provenance: Provenance,
  by: SavedLivesSplit,
  from: Day,
  to: Day,
  rows: z.array(
    z.strictObject({
      /** A month (`2026-03`), an area's id, a kind of agency, a setting of supply; null where it is not known. */
      part: z.string().nullable(),
      /** Of an area. */
      name: z.string().nullable(),
      reversals: Count,
      survivorsKnown: Count,
      outcomeUnknown: Count,
      deathsAverted: z.strictObject({ basis: Count, range: Interval }).nullable(),
    }),
  ),
  definitions: z.array(z.strictObject({ term: z.string(), meaning: z.string() })),
})
export type SavedLivesBy = z.infer<typeof SavedLivesBy>

export const DeathsByYear = z.strictObject({
  provenance: Provenance,
  years: z.array(
    z.strictObject({
      year: z.int(),
      /** by date of death (or found) */
      deaths: Count,
      /** deaths of which only the day they were reported is known: shown apart, never added */
      byDayReported: Count,
      interval: Interval.nullable(),
      /** deaths with complete toxicology, and of these with two or more substances implicated */
      withToxicology: Count,
      polyDrug: Count,
      isIncomplete: z.boolean(),
    }),
  ),
})
export type DeathsByYear = z.infer<typeof DeathsByYear>

export const BusiestArea = z.strictObject({ areaId: z.uuid(), name: z.string(), deaths: Count, reversals: Count })
export type BusiestArea = z.infer<typeof BusiestArea>
export const BusiestAreas = z.strictObject({ provenance: Provenance, from: Day, to: Day, areas: z.array(BusiestArea) })
export type BusiestAreas = z.infer<typeof BusiestAreas>

/** What a partnership must have before there is anything to look at, in the order in which to bring it. */
export const Need = z.enum([
  'areas',
  'residents',
  'postcodes',
  'toxicology_panel',
  'deaths',
  'found_places',
  'complete_toxicology',
  'reversals',
  'usual_numbers',
])
export type Need = z.infer<typeof Need>

/** One page: what is happening, where, and what should I look at? */
export const Overview = z.strictObject({
  provenance: Provenance,
  today: Day,
  /** The loudest first; null for those who do not read signals. */
  openSignals: z.array(Signal).nullable(),
  last28Days: z.strictObject({
    deaths: Count,
    deathsBefore: Count,
    reversals: Count,
    reversalsBefore: Count,
    supplies: Count,
  }),
  busiestAreas: z.array(BusiestArea),
  awaitingToxicology: Count,
  lastNight: Day.nullable(),
  /** How many checks of the last night could judge, and how many had too little to; null for those who do not read nights. */
  /** Blind to some: a check judged, though not all of the watch-list, of which the panels do not look for a part. */
  lastChecks: z.strictObject({ judged: z.int(), couldNotJudge: z.int(), isBlindToSome: z.boolean() }).nullable(),
  /** What is not there yet. */
  needs: z.array(Need),
  isLate: z.boolean(),
  lateSentence: z.string().nullable(),
  /** What was wrong with the feeds in the last night; null for those who do not read nights. */
  feeds: z.array(FeedProblem).nullable(),
})
export type Overview = z.infer<typeof Overview>
