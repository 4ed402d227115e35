import { crudeRate, standardisedRatio } from '../../../jobs/stats/counts/rates.ts'
import type { AreaRow } from '../../contract/map.ts'

const FEWEST_EVENTS_FOR_A_RATE = 3 // ONS: no crude rate below 3
const RELIABLE_FROM = 20 // ONS marks rates from fewer as unreliable
// CDC's NHSN gives no standardised ratio where fewer than 1 is predicted (The NHSN Standardized Infection Ratio, 2022)
const LEAST_EXPECTED_FOR_A_RATIO = 1

const RESIDENTS_NOT_KNOWN = 'the number of residents is not known'

type Rate = Pick<AreaRow, 'ratePer100k' | 'rateInterval' | 'rateNote'>
/** Of an area in a period of so many days; with why there is none, or why it is not to be relied on. */
export function rateOf({ events, population }: { events: number; population: number | null }, days: number): Rate {
  const none = (why: string): Rate => ({ ratePer100k: null, rateInterval: null, rateNote: `no rate: ${why}` })
  if (!population) return none(RESIDENTS_NOT_KNOWN)
  if (events < FEWEST_EVENTS_FOR_A_RATE) return none('fewer than 3 events')
  const { rate, low, high } = crudeRate({ events, population: population * (days / 365.25), per: 100_000 })
  return { ratePer100k: told(rate), rateInterval: { low: told(low), high: told(high) }, rateNote: noteOf(events) }
}

type Ratio = Pick<AreaRow, 'expected' | 'ratio' | 'ratioInterval' | 'ratioNote'>
/** Of events to what is expected; null where that is not known. */
export function ratioOf(events: number, expected: number | null): Ratio {
  const none = (why: string): Ratio => ({
    expected: expected && told(expected),
    ratio: null,
    ratioInterval: null,
    ratioNote: `no ratio: ${why}`,
  })
  if (expected === null) return none(RESIDENTS_NOT_KNOWN)
  if (events < FEWEST_EVENTS_FOR_A_RATE) return none('fewer than 3 events')
  if (expected < LEAST_EXPECTED_FOR_A_RATIO) return none('fewer than 1 event is expected')
  const { ratio, low, high } = standardisedRatio(events, expected)
  return {
    expected: told(expected),
    ratio: told(ratio),
    ratioInterval: { low: told(low), high: told(high) },
    ratioNote: noteOf(events),
  }
}

/** To six figures: more are no knowledge, and of a map of three hundred areas a fifth of its bytes. */
const told = (value: number) => Number(value.toPrecision(6))

const noteOf = (events: number) => (events < RELIABLE_FROM ? 'unreliable: fewer than 20 events' : null)
