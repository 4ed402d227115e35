import type { Day } from '../../../server/contract/day.ts'
import { normalUpperTail } from '../../stats/counts/distributions.ts'
import { delayDistribution, shrinkToPooled } from '../../stats/delay/reporting-delay.ts'
import { growingShares } from '../../stats/emergence/growing-shares.ts'
import { groupBy } from './group-by.ts'
import { feedOf } from './records-of.ts'

/**
 * Of the events of a day, the share that is known by now. Delays are learnt from the last year (docs/statistics.md 4); three things that real
 * reporting does are allowed for, each on the safe side, which is to expect more:
 * lists, that come on some days and hold all of the time before (a coroner's month); reports that have become quicker of late; and days of
 * the week on which nobody reports.
 */

export type Reported = { day: Day; knownOn: Day | null; source?: string; agency?: string | undefined }

/** Day numbers: of the event, and how many days later it became known. */
type Delay = { day: number; delay: number }

export type ShareKnown = {
  /** Of events 0, 1, 2 … days old. */
  byAge: Float64Array
  /** Feeds whose reports come in lists, and how many days ago the last list came. */
  lists: { feed: string; daysAgo: number }[]
  /** Reports come quicker than they did a year ago: what is expected rests on the last weeks alone. */
  isQuicker: boolean
}

const WINDOW = 365
const FEWEST = 30
/** The last weeks by themselves: beside the year, so that reports that become quicker are no rise. */
const RECENT_DAYS = 75
const FEWEST_RECENT = 8
/** Of older events the day of the week no longer matters. What all days of the week know counts as so many events of one. */
const WEEKDAYS_UP_TO = 10
const POOLED = 30
/** How much quicker the last weeks are than the year, before they count alone: by chance once in so many nights. */
const QUICKER_UP_TO = 0.01

/** So many reports of one day are a list; a feed comes in lists where most of its reports come so, on few days. */
const LEAST_ON_A_LIST = 3
const MOSTLY = 0.6
const FEWEST_LISTS = 4
const LEAST_DAYS_BETWEEN = 6
/** Where so many come on lists, all do. */
const NEARLY_ALL = 0.8

/** Undefined where too few delays are known. `now` is last night's day number. */
export function shareKnown<T extends Reported>(
  records: readonly T[],
  numberOf: (day: Day) => number,
  now: number,
  longest: number,
): ShareKnown | undefined {
  const byFeed = groupBy(records, (record) => (record.source === undefined ? '' : feedOf(record as { source: string })))
  const feeds = [...byFeed].map(([feed, own]) => {
    const delays = delaysOf(own, numberOf)
    const list = listsOf(delays, now, longest)
    return { feed, delays: list ? delays : withoutBulks(delays), list }
  })
  const reported = feeds.flatMap(({ delays }) => delays)
  const pooled = delayDistribution(reported, now, { longest, window: WINDOW, fewest: FEWEST })
  if (!pooled) return undefined
  const inLists = feeds.filter(({ list }) => list !== undefined)
  if (inLists.length === 0) {
    const { byAge, isQuicker } = cautious(reported, pooled, now, longest)
    return { byAge, lists: [], isQuicker }
  }

  const others = feeds.filter(({ list }) => list === undefined).flatMap(({ delays }) => delays)
  const ofOthers = delayDistribution(others, now, { longest, window: WINDOW, fewest: FEWEST })
  const rest = ofOthers ? cautious(others, ofOthers, now, longest) : { byAge: pooled, isQuicker: false }
  // how much each feed reports, by what is old enough to be known
  const weight = (delays: readonly Delay[]) =>
    delays.filter(({ day, delay }) => delay >= 0 && day <= now - longest && day > now - longest - 2 * WINDOW).length
  const parts = [
    { byAge: rest.byAge, weight: weight(others) },
    ...inLists.map(({ delays, list }) => ({ byAge: list?.byAge as Float64Array, weight: weight(delays) })),
  ]
  const whole = parts.reduce((sum, part) => sum + part.weight, 0)
  if (whole === 0) return { byAge: pooled, lists: [], isQuicker: false }
  const byAge = new Float64Array(longest + 1)
  for (const part of parts)
    for (let age = 0; age <= longest; age++)
      byAge[age] = (byAge[age] as number) + ((part.byAge[age] as number) * part.weight) / whole
  return {
    byAge,
    lists: inLists.map(({ feed, list }) => ({ feed, daysAgo: list?.daysAgo as number })),
    isQuicker: rest.isQuicker,
  }
}

function delaysOf(records: readonly Reported[], numberOf: (day: Day) => number): Delay[] {
  return records.flatMap(({ day, knownOn }) => {
    if (knownOn === null) return []
    const number = numberOf(day)
    return [{ day: number, delay: Math.max(0, numberOf(knownOn) - number) }]
  })
}

/** So many old reports of one day tell nothing of how late reports usually come. */
const LEAST_IN_A_BULK = 5
const OLD_AFTER_DAYS = 14

/** Without the days on which many came of which half and more were old: a backlog that was sent at once would make delays look long for a year. */
function withoutBulks(delays: readonly Delay[]): Delay[] {
  const onDay = groupBy(delays, ({ day, delay }) => day + delay)
  return delays.filter(({ day, delay }) => {
    const same = onDay.get(day + delay) as Delay[]
    return same.length < LEAST_IN_A_BULK || 2 * same.filter((one) => one.delay > OLD_AFTER_DAYS).length < same.length
  })
}

/** Where the last weeks know more of an age than the year does, what they know; shrunk to the year's, unless delays have surely changed. */
function cautious(
  reported: readonly Delay[],
  year: Float64Array,
  now: number,
  longest: number,
): { byAge: Float64Array; isQuicker: boolean } {
  const recent = reported.filter(({ day, delay }) => day + delay <= now && day > now - RECENT_DAYS)
  const byWeekday = ofTheseWeekdays(reported, year, now, longest)
  const ofRecent = delayDistribution(recent, now, { longest, window: RECENT_DAYS, fewest: FEWEST_RECENT })
  if (!ofRecent) return { byAge: byWeekday, isQuicker: false }
  const isQuicker = quickerP(recent, year, now) <= QUICKER_UP_TO
  const drawn = isQuicker ? ofRecent : shrinkToPooled(ofRecent, recent.length, year)
  return { byAge: byWeekday.map((share, age) => Math.max(share, drawn[age] as number)), isQuicker }
}

/**
 * Of events of the days of the week that each age is tonight, what was known at that age, drawn towards the year's, where it is more: where
 * nobody reports at weekends, a Monday knows more of the days before than other nights do.
 */
function ofTheseWeekdays(reported: readonly Delay[], year: Float64Array, now: number, longest: number): Float64Array {
  const settled = reported.filter(({ day }) => day <= now - longest && day > now - longest - WINDOW)
  const delaysOn = Array.from({ length: 7 }, (_, weekday) =>
    settled.filter(({ day }) => day % 7 === weekday).map(({ delay }) => delay),
  )
  return year.map((share, age) => {
    const delays = delaysOn[(((now - age) % 7) + 7) % 7] as number[]
    if (age > WEEKDAYS_UP_TO || delays.length === 0) return share
    const knownAtAge = delays.filter((delay) => delay <= age).length
    return Math.max(share, (knownAtAge + POOLED * share) / (delays.length + POOLED))
  })
}

/**
 * How surprising it is that the reports of the last weeks came so quickly. Given its age, a report known by now came at some quantile of the
 * delays that the year leads one to expect; quick ones are low. One-sided, by the normal approximation to their sum.
 */
function quickerP(recent: readonly Delay[], year: Float64Array, now: number): number {
  let [sum, count, variance] = [0, 0, 0]
  for (const { day, delay } of recent) {
    const known = year[Math.min(now - day, year.length - 1)] as number
    if (known <= 0) continue
    const at = Math.min(delay, year.length - 1)
    const [below, upTo] = [at === 0 ? 0 : (year[at - 1] as number), year[at] as number]
    const width = (upTo - below) / known
    // the middle of its step: delays are whole days
    sum += (below + upTo) / 2 / known
    variance += (1 - width ** 2) / 12
    count++
  }
  if (variance <= 0) return 1
  const z = (sum - count / 2) / Math.sqrt(variance)
  return normalLowerTail(z)
}

function normalLowerTail(z: number): number {
  return z < -38 ? 0 : normalUpperTail(-z)
}

/**
 * The days on which a feed's lists came, the earliest first: most of its reports came on these few days. Undefined where it does not come in
 * lists. `reportsOn`: reports by the number of the day on which they became known, of a year or so.
 */
export function listDaysOf(reportsOn: ReadonlyMap<number, number>): number[] | undefined {
  let [whole, onLists] = [0, 0]
  const days: number[] = []
  for (const [day, reports] of reportsOn) {
    whole += reports
    if (reports < LEAST_ON_A_LIST) continue
    onLists += reports
    days.push(day)
  }
  days.sort((a, b) => a - b)
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined || days.length < FEWEST_LISTS || onLists < MOSTLY * whole)
    return undefined
  if ((last - first) / (days.length - 1) < LEAST_DAYS_BETWEEN) return undefined
  // a quiet month makes a list of one or two
  return onLists >= NEARLY_ALL * whole ? [...reportsOn.keys()].sort((a, b) => a - b) : days
}

type Lists = { byAge: Float64Array; daysAgo: number }

/**
 * A feed that comes in lists: of an event so many days before a list, the chance that the list holds it, which grows with the days. An event
 * since the last list is known only if it was told singly.
 */
function listsOf(delays: readonly Delay[], now: number, longest: number): Lists | undefined {
  const known = delays.filter(({ day, delay }) => day + delay <= now)
  const reportsOn = new Map<number, number>()
  for (const { day, delay } of known)
    if (day + delay > now - WINDOW - longest) reportsOn.set(day + delay, (reportsOn.get(day + delay) ?? 0) + 1)
  const listDays = listDaysOf(reportsOn)
  if (!listDays) return undefined
  const last = listDays.at(-1) as number

  // the lists that had time to be followed by all later ones
  const settled = listDays.filter((day) => day <= now - longest / 2)
  if (settled.length < FEWEST_LISTS - 1) return undefined
  const holds = new Float64Array(longest + 1)
  const asked = new Float64Array(longest + 1)
  for (const listDay of settled)
    for (const { day, delay } of known) {
      const before = listDay - day
      if (before < 0 || before > longest) continue
      asked[before] = (asked[before] as number) + 1
      if (day + delay <= listDay) holds[before] = (holds[before] as number) + 1
    }
  const byDaysBefore = growingShares(holds, asked)
  let [whole, onLists] = [0, 0]
  for (const [day, reports] of reportsOn) {
    whole += reports
    if (listDays.includes(day)) onLists += reports
  }
  const single = 1 - onLists / whole
  const daysAgo = now - last
  return {
    daysAgo,
    byAge: Float64Array.from({ length: longest + 1 }, (_, age) => {
      const before = age - daysAgo
      return before < 0 ? single : Math.max(single, byDaysBefore[before] as number)
    }),
  }
}
