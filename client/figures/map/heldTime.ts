import { Day } from '../../../server/contract/day.ts'
import { addDays, dayInWords, daysBetween } from '../../words/day.ts'
import { plural } from '../../words/words.ts'
import type { Period } from './sayPeriod.ts'

/** As many periods of a range are looked at for its scale. */
const MOST_FRAMES = 26
/** How far around it one scale is held when time is stepped through, days: as much as the brush shows. */
const LEAST_REACH = 154

/** "2025-12-01_2026-11-30", as it stands in the address. */
export function writeTime({ from, to }: Period) {
  return `${from}_${to}`
}

export function readTime(written: string | undefined): Period | undefined {
  const [from, to] = written?.split('_') ?? []
  return Day.safeParse(from).success && Day.safeParse(to).success && from && to && from <= to ? { from, to } : undefined
}

/**
 * Periods over a range of days, their first and last day `length` apart: the first and the last of the range among them, each half a length
 * after the one before, by whole weeks and a week at least, or further where they would be too many.
 */
export function framesOf(length: number, range: Period): Period[] {
  const room = daysBetween(range.from, range.to) - length
  const last = { from: addDays(range.to, -length), to: range.to }
  if (room <= 0) return [last]
  const weeks = Math.max(1, Math.round(length / 14), Math.ceil(room / 7 / (MOST_FRAMES - 1)))
  const before = Array.from({ length: Math.ceil(room / (7 * weeks)) }, (_, position) => {
    const from = addDays(range.from, position * 7 * weeks)
    return { from, to: addDays(from, length) }
  })
  return [...before, last]
}

/** The days over which one scale is held while time goes on from `period` to `next`: those held already where both lie in them. */
export function timeToHold(held: Period | undefined, period: Period, next: Period, today: string): Period {
  if (held && [period, next].every(({ from, to }) => from >= held.from && to <= held.to)) return held
  const reach = Math.max(LEAST_REACH, daysBetween(period.from, period.to))
  const [from = period.from] = [period.from, next.from].sort()
  const [, to = period.to] = [period.to, next.to].sort()
  return { from: addDays(from, -reach), to: [addDays(to, reach), today].sort()[0] ?? today }
}

/** "One scale for every 28 days from 1 December 2025 to 30 November 2026." */
export function sayHeld({ from, to }: Period, held: Period) {
  return `One scale for all times: every ${plural(daysBetween(from, to) + 1, 'day')} from ${dayInWords(held.from)} to ${dayInWords(held.to)}.`
}
