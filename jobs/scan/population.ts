import type { DayNumber } from './times.ts'

export type PopulationAt = { day: DayNumber; people: number }

/**
 * Person-days by cell = place × units + unit. The population changes linearly from one date to the next and is constant before the first
 * and after the last (statistics.md 5.1); each day counts with its population at noon.
 */
export function personDays(
  populations: ReadonlyMap<number, readonly PopulationAt[]>,
  places: number,
  unitStarts: readonly DayNumber[],
): Float64Array {
  const units = unitStarts.length - 1
  const personTime = new Float64Array(places * units)
  for (const [place, given] of populations) {
    const dates = given.toSorted((a, b) => a.day - b.day)
    for (let unit = 0; unit < units; unit++) {
      const [from, to] = [unitStarts[unit] as number, unitStarts[unit + 1] as number]
      let time = 0
      if (dates.length === 1) time = (to - from) * (dates[0]?.people as number)
      else for (let day = from; day < to; day++) time += peopleAt(dates, day + 0.5)
      personTime[place * units + unit] = time
    }
  }
  return personTime
}

/** The population at an instant, from dates in order. */
export function peopleAt(dates: readonly PopulationAt[], day: number): number {
  const next = dates.findIndex((date) => date.day > day)
  const before = dates[next < 0 ? dates.length - 1 : next - 1]
  const after = dates[next]
  if (!before || !after) return (before ?? after)?.people ?? 0
  return before.people + ((after.people - before.people) * (day - before.day)) / (after.day - before.day)
}
