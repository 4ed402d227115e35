import type { DayNumber } from './times.ts'

export type PopulationAt = { day: DayNumber; people: number }

/**
 * Person-days by cell = place × units + unit. The population of a place changes linearly from one date to the next and is constant
 * before the first and after the last (docs/statistics.md 1). Dates are in order.
 */
export function personDays(
  populations: ReadonlyMap<number, readonly PopulationAt[]>,
  places: number,
  unitStarts: readonly DayNumber[],
): Float64Array {
  const units = unitStarts.length - 1
  const personTime = new Float64Array(places * units)
  for (const [place, dates] of populations)
    for (let unit = 0; unit < units; unit++)
      personTime[place * units + unit] = personDaysBetween(
        dates,
        unitStarts[unit] as number,
        unitStarts[unit + 1] as number,
      )
  return personTime
}

/** Person-days from the start of one day to that of another: between two dates the mean of both ends holds. */
export function personDaysBetween(dates: readonly PopulationAt[], from: DayNumber, to: DayNumber): number {
  let time = 0
  let start = from
  for (const { day } of dates) {
    if (day <= start || day >= to) continue
    time += (day - start) * peopleAt(dates, (start + day) / 2)
    start = day
  }
  return time + (to - start) * peopleAt(dates, (start + to) / 2)
}

/** The population at an instant. */
export function peopleAt(dates: readonly PopulationAt[], day: number): number {
  let next = 0
  while (next < dates.length && (dates[next] as PopulationAt).day <= day) next++
  const before = dates[Math.max(0, next - 1)]
  const after = dates[Math.min(next, dates.length - 1)]
  if (!before || !after) return 0
  if (before === after) return before.people
  return before.people + ((after.people - before.people) * (day - before.day)) / (after.day - before.day)
}
