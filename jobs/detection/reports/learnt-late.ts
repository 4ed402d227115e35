import type { Day } from '../../../server/contract/day.ts'
import type { EventStream } from '../../../server/contract/signal.ts'
import { addDays, daysBetween } from '../../../server/day.ts'
import type { Occurrence } from './count-once.ts'

/**
 * What was learnt late lies in no window that ends last night, so that no check would ever look at it: forms that come after weeks, deaths
 * learnt of after months. On the nights after some became known, D2 and D6 look at all windows of the study, and tell those that hold them.
 */

/** Learnt so many days after it happened, it is late. */
const LATE_AFTER_DAYS = { deaths: 30, reversals: 14, overdoses: 14 } as const satisfies Record<EventStream, number>
/** News for so many nights. */
const NEWLY_KNOWN_DAYS = 7
const FEWEST_LATE = 3
/** Whatever becomes known so rarely: a year's backlog sent at once has one such week, and what chance brings of every tenth is no news. */
const CLEAR_UP_TO = 0.05
const YEAR = 365

export type LearntLate = {
  /** Whether a window that holds these is to be told: it holds one newly known, and half or more of it was learnt late. */
  isAsked: (members: readonly Occurrence[]) => boolean
  /** Mean days between such nights in the year before: there is no analysis on others. */
  everyDays: number
  /** Of those windows, what is less clear than this is not told. */
  clearUpTo: number
  /** The days of what is newly known. */
  firstDay: Day
  lastDay: Day
}

/** Undefined on nights after which nothing late became known. */
export function learntLate(
  occurrences: readonly Occurrence[],
  stream: EventStream,
  night: Day,
): LearntLate | undefined {
  const isLate = ({ day, knownOn }: Occurrence) =>
    knownOn !== null && daysBetween(day, knownOn) > LATE_AFTER_DAYS[stream]
  const late = occurrences.filter(isLate)
  const isNew = ({ knownOn }: Occurrence) => knownOn !== null && daysBetween(knownOn, night) <= NEWLY_KNOWN_DAYS
  if (late.length < FEWEST_LATE || !late.some(isNew)) return undefined
  const nights = new Set<Day>()
  for (const { knownOn } of late)
    for (let after = 1; after <= NEWLY_KNOWN_DAYS; after++) nights.add(addDays(knownOn as Day, after))
  const yearAgo = addDays(night, -YEAR)
  // with the nights to come of what is newly known: on the first of them it would else be an analysis once a year
  const ofTheYear = [...nights].filter((day) => day > yearAgo).length
  const days = late
    .filter(isNew)
    .map(({ day }) => day)
    .sort()
  return {
    everyDays: Math.max(1, YEAR / ofTheYear),
    clearUpTo: CLEAR_UP_TO,
    firstDay: days[0] as Day,
    lastDay: days.at(-1) as Day,
    isAsked: (members) => {
      const ofThem = members.filter(isLate)
      return ofThem.some(isNew) && ofThem.length >= FEWEST_LATE && ofThem.length >= members.length / 2
    },
  }
}
