import { exactPoissonInterval } from '../../../jobs/stats/counts/rates.ts'
import type { Day } from '../../contract/day.ts'
import { addDays, daysBetween } from '../../day.ts'

/** Kits went at a steady rate if they went at that of the last so many days. */
export const WINDOW_DAYS = 91
/** A kit that expires within so many days is no cover: whoever is given it must come back for another at once. */
export const SOON_DAYS = 60
const LEVEL = 0.9
const DAYS_A_MONTH = 365.25 / 12
const MOST_DAYS = 3653

export const COVER_RULE = `Kits go at the rate at which they left the holder in the last ${WINDOW_DAYS} days, given out or moved on, those that expire first before the others. What expires within ${SOON_DAYS} days, or is kept back by a safety alert, is no cover. The interval is that of the rate (${LEVEL * 100} %), in which kits that left together count as one.`

export type CoverOf = {
  today: Day
  /** What may be given out, without what is kept back. */
  batches: readonly { kits: number; expiresOn: Day }[]
  /** Kits of each departure of the last `WINDOW_DAYS` days. */
  left: readonly number[]
}

/** How long stock lasts. Nothing that left says nothing of how long. */
export function coverOf({ today, batches, left }: CoverOf) {
  const usable = batches
    .filter(({ expiresOn }) => daysBetween(today, expiresOn) > SOON_DAYS)
    .toSorted((a, b) => (a.expiresOn < b.expiresOn ? -1 : 1))
  const kits = left.reduce((sum, one) => sum + one, 0)
  const found = { usable: usable.reduce((sum, batch) => sum + batch.kits, 0), issuedLately: kits }
  if (kits === 0) return { ...found, months: null, runsOutOn: null, runsOutEarliest: null, runsOutLatest: null }
  // of a compound Poisson process the variance of the sum is the sum of squares
  const departures = kits ** 2 / left.reduce((sum, one) => sum + one ** 2, 0)
  const { low, high } = exactPoissonInterval(departures, LEVEL)
  const days = (count: number) => daysAt(usable, (count * kits) / departures / WINDOW_DAYS, today)
  const onDay = (count: number) => addDays(today, Math.floor(days(count)))
  return {
    ...found,
    months: days(departures) / DAYS_A_MONTH,
    runsOutOn: onDay(departures),
    runsOutEarliest: onDay(high),
    runsOutLatest: onDay(low),
  }
}

/** First to expire, first to go; what is not reached by its day is lost. */
function daysAt(batches: CoverOf['batches'], kitsADay: number, today: Day): number {
  let days = 0
  for (const { kits, expiresOn } of batches) {
    const inDate = daysBetween(today, expiresOn) + 1
    if (inDate > days) days += Math.min(kits / kitsADay, inDate - days)
  }
  return Math.min(days, MOST_DAYS)
}
