import { z } from 'zod'
import { Day } from './day.ts'
import { Count, Interval, Provenance } from './figure.ts'
import { NowcastMeasure } from './filters.ts'

export const NowcastQuery = z.strictObject({ measure: NowcastMeasure.default('deaths'), asKnownOn: Day.optional() })

export const NowcastMonth = z.strictObject({
  /** '2026-03' */
  month: z.string(),
  observed: Count,
  /** The share of the month's deaths that is expected to be known by now; null where the delay is not known. */
  shareKnown: z.number().nullable(),
  /** How many there will be in the end; null where it cannot be said. */
  estimate: z
    .strictObject({ expected: z.number(), median: z.int(), band50: Interval, band90: Interval, band95: Interval })
    .nullable(),
  /** Whether its last day has passed. */
  isOver: z.boolean(),
  /** Known to 80 % or more; where the delay is not known, half a year past. */
  isComplete: z.boolean(),
  /** Known to 99 % or more: no band is drawn. */
  isSettled: z.boolean(),
})
export type NowcastMonth = z.infer<typeof NowcastMonth>

/** Estimates made at the ends of past months, held against what is known now, by months between the two. Sums, so that they can be added. */
export const NowcastLag = z.strictObject({
  lag: z.int().nonnegative(),
  estimates: z.int().positive(),
  shareKnown: z.number(),
  within50: z.int(),
  within90: z.int(),
  within95: z.int(),
  /** Known then, expected then, and known now. */
  observed: z.int(),
  expected: z.number(),
  final: z.int(),
  /** Weighted interval scores, and those of taking what was known then for the end: absolute errors. Lower is better. */
  score: z.number(),
  scoreOfObserved: z.number(),
  /** Continuous ranked probability scores; without an estimate they would be the absolute errors above. Null of a night before they were kept. */
  rankedScore: z.number().nullable().default(null),
})
export type NowcastLag = z.infer<typeof NowcastLag>

export const NowcastBacktest = z.strictObject({
  measure: NowcastMeasure,
  /** Null before the first. */
  night: Day.nullable(),
  lags: z.array(NowcastLag),
})
export type NowcastBacktest = z.infer<typeof NowcastBacktest>

export const Nowcast = z.strictObject({
  provenance: Provenance,
  measure: NowcastMeasure,
  /** How long it took to become known; null where too few days of it are known. */
  delay: z
    .strictObject({ events: z.int(), windowDays: z.int(), medianDays: z.int(), ninetyPercentDays: z.int() })
    .nullable(),
  /** Of toxicology: the share of deaths that get it in the end, learnt from older ones; null of deaths, and where it cannot be said. */
  shareEver: z.number().nullable(),
  months: z.array(NowcastMonth),
  /** Deaths of which only the year, or only the day they were reported, is known: in no month. */
  withoutMonth: Count,
  /** Deaths of which it was assumed when they became known: counted, and no part of the delay. */
  withoutKnownDay: Count,
  /** Of the latest night; null before the first. */
  backtest: z.strictObject({ night: Day, lags: z.array(NowcastLag) }).nullable(),
})
export type Nowcast = z.infer<typeof Nowcast>
