import { cellToLatLng, latLngToCell } from 'h3-js'
import { randomNormal } from '../../../jobs/stats/draws/gamma-draws.ts'
import { type Random, randomBelow, randomFor } from '../../../jobs/stats/draws/random.ts'
import type { ComparableReport } from '../../../jobs/stats/matching/report.ts'

/**
 * Events and what agencies report of them: 1 to 4 reports an event, times with an error of 20 minutes (standard deviation), half of them
 * heaped on quarters of an hour; places with an error of 150 m, then known to a cell; sex, age and product each left out in 30 of 100; and for a
 * fifth of the events another event within an hour and a kilometre.
 */
export const GIVEN = {
  days: 365,
  minutesError: 20,
  heaped: 0.5,
  metresError: 150,
  leftOut: 0.3,
  nearMiss: 0.2,
  nearMinutes: 60,
  nearMetres: 1000,
  sexes: [0.7, 0.3],
  otherSexSaid: 0.02,
  ages: [0.1, 0.25, 0.35, 0.2, 0.1],
  otherAgeSaid: 0.15,
  products: [0.6, 0.4],
  otherProductSaid: 0.05,
} as const

/** How a report knows the time and the place; `mixed` also says the rest, as agencies do. */
export type Manner = 'cells' | 'mixed'

export type Event = {
  minute: number
  latitude: number
  longitude: number
  sex: number
  age: number
  product: number
  isNearMissOf: number | null
}
export type Generated = { reports: ComparableReport[]; eventOf: number[]; events: Event[] }

/** Towns of a county, where events happen: degrees, and how many of 100. */
const TOWNS = [
  [50.416, -5.075, 18],
  [50.263, -5.051, 16],
  [50.213, -5.3, 14],
  [50.119, -5.537, 14],
  [50.152, -5.066, 12],
  [50.339, -4.795, 12],
  [50.47, -4.72, 8],
  [50.83, -4.545, 6],
] as const
const TOWN_METRES = 1500
const METRES_PER_DEGREE = 111_195
const FIRST_MINUTE = 27_000_000

export function drawIndex(random: Random, shares: readonly number[]): number {
  const at = random() * shares.reduce((sum, share) => sum + share, 0)
  let sum = 0
  for (const [index, share] of shares.entries()) {
    sum += share
    if (at < sum) return index
  }
  return shares.length - 1
}

export function moveBy(place: { latitude: number; longitude: number }, north: number, east: number) {
  return {
    latitude: place.latitude + north / METRES_PER_DEGREE,
    longitude: place.longitude + east / (METRES_PER_DEGREE * Math.cos((place.latitude * Math.PI) / 180)),
  }
}

export function drawPlace(random: Random): { latitude: number; longitude: number } {
  const [latitude, longitude] = TOWNS[
    drawIndex(
      random,
      TOWNS.map(([, , share]) => share),
    )
  ] as (typeof TOWNS)[number]
  return moveBy({ latitude, longitude }, TOWN_METRES * randomNormal(random), TOWN_METRES * randomNormal(random))
}

/** A place within a kilometre. */
export function drawNear(random: Random, place: { latitude: number; longitude: number }) {
  const [angle, metres] = [2 * Math.PI * random(), GIVEN.nearMetres * Math.sqrt(random())]
  return moveBy(place, metres * Math.cos(angle), metres * Math.sin(angle))
}

export function reportPlace(random: Random, place: { latitude: number; longitude: number }) {
  return moveBy(place, GIVEN.metresError * randomNormal(random), GIVEN.metresError * randomNormal(random))
}

export function generate(
  seed: string,
  { events: wanted = 500, days = GIVEN.days as number, manner = 'cells' as Manner } = {},
): Generated {
  const random = randomFor(seed, 0)
  const events: Event[] = []
  /** Events that no other lies near yet: each has one at most. */
  const alone: number[] = []
  while (events.length < wanted) {
    const isNear = alone.length > 0 && random() < GIVEN.nearMiss
    const before = isNear ? (alone.splice(randomBelow(random, alone.length), 1)[0] as number) : null
    if (!isNear) alone.push(events.length)
    const beside = before === null ? null : (events[before] as Event)
    events.push({
      minute: beside
        ? beside.minute + Math.round(GIVEN.nearMinutes * (2 * random() - 1))
        : FIRST_MINUTE + randomBelow(random, days * 1440),
      ...(beside ? drawNear(random, beside) : drawPlace(random)),
      sex: drawIndex(random, GIVEN.sexes),
      age: drawIndex(random, GIVEN.ages),
      product: drawIndex(random, GIVEN.products),
      isNearMissOf: before,
    })
  }
  const eventOf: number[] = []
  const reports = events.flatMap((event, at) => {
    const isOfTwo = random() < 0.06
    const wasCalled = random() < 0.7
    const setting = drawIndex(random, [0.4, 0.2, 0.15, 0.15, 0.1])
    const doses = 1 + drawIndex(random, [0.45, 0.35, 0.15, 0.05])
    const sources = ['peer', 'ambulance', 'police', 'outreach', 'hostel', 'public'].sort(() => random() - 0.5)
    return Array.from({ length: 1 + randomBelow(random, 4) }, (_, number): ComparableReport => {
      eventOf.push(at)
      const report = reportOf(random, event)
      if (manner === 'cells') return { ...report, source: `report ${eventOf.length}` }
      const said = <Value>(value: Value) => (random() < GIVEN.leftOut ? null : value)
      return {
        ...inItsManner(random, report, event),
        source: (random() < 0.1 ? sources[0] : sources[number]) as string,
        persons: isOfTwo === random() > 0.15 ? 2 : 1,
        doses: said(Math.max(1, doses + drawIndex(random, [0.7, 0.3]) * (random() < 0.5 ? 1 : -1))),
        ambulanceCalled: said(random() < 0.93 ? wasCalled : !wasCalled),
        setting: said(String(random() < 0.85 ? setting : drawIndex(random, [0.4, 0.2, 0.15, 0.15, 0.1]))),
      }
    })
  })
  return { reports, eventOf, events }
}

function reportOf(random: Random, event: Event): ComparableReport {
  const told = event.minute + GIVEN.minutesError * randomNormal(random)
  const minute = random() < GIVEN.heaped ? 15 * Math.round(told / 15) : Math.round(told)
  const place = reportPlace(random, event)
  const [latitude, longitude] = cellToLatLng(latLngToCell(place.latitude, place.longitude, 8))
  const said = (value: number, options: readonly number[], otherSaid: number, other: (value: number) => number) => {
    const isSaid = random() >= GIVEN.leftOut
    const told = random() < otherSaid ? other(value) : value
    return isSaid && told >= 0 && told < options.length ? told : null
  }
  const sex = said(event.sex, GIVEN.sexes, GIVEN.otherSexSaid, (value) => 1 - value)
  const step = random() < 0.5 ? 1 : -1
  const age = said(event.age, GIVEN.ages, GIVEN.otherAgeSaid, (value) => besides(value, step))
  const product = said(event.product, GIVEN.products, GIVEN.otherProductSaid, (value) => 1 - value)
  return {
    from: minute,
    until: minute,
    timePrecision: 'minute',
    latitude,
    longitude,
    placePrecision: 'cell',
    town: null,
    ageFrom: age === null ? null : 15 + 10 * age,
    ageUntil: age === null ? null : 24 + 10 * age,
    sex: sex === null ? null : String(sex),
    products: product === null ? [] : [String(product)],
    persons: 1,
    doses: null,
    ambulanceCalled: null,
    setting: null,
    source: 'cells',
  }
}

/** A band of age beside another: within those there are. */
export function besides(age: number, step: number): number {
  return age + step < 0 || age + step >= GIVEN.ages.length ? age - step : age + step
}

const PARTS = [0, 360, 720, 1080]

function inItsManner(random: Random, report: ComparableReport, event: Event): ComparableReport {
  const time = drawIndex(random, [0.6, 0.2, 0.12, 0.08])
  const day = Math.floor(report.from / 1440) * 1440
  const part = PARTS.findLast((from) => report.from - day >= from) as number
  const hour = Math.round(report.from / 60) * 60
  const timed = [
    { from: report.from, until: report.from, timePrecision: 'minute' },
    { from: hour, until: hour, timePrecision: 'hour' },
    { from: day + part, until: day + part + 359, timePrecision: 'part_of_day' },
    { from: day, until: day + 1439, timePrecision: 'unknown' },
  ] as const
  const place = drawIndex(random, [0.35, 0.35, 0.15, 0.15])
  const exact = reportPlace(random, event)
  const town = Math.round(event.latitude * 8) / 8
  const coarse = moveBy({ latitude: town, longitude: Math.round(event.longitude * 8) / 8 }, 0, 0)
  const placed = [
    { ...exact, placePrecision: 'fine' },
    {},
    { ...coarse, placePrecision: 'coarse' },
    {
      latitude: null,
      longitude: null,
      placePrecision: null,
      town: random() < 0.5 ? `${coarse.latitude} ${coarse.longitude}` : null,
    },
  ] as const
  return { ...report, ...(timed[time] as (typeof timed)[number]), ...(placed[place] as Partial<ComparableReport>) }
}
