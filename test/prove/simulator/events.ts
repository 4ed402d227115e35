import { drawNormal, drawWeighted } from '../../../jobs/demo/draw.ts'
import type { Random } from '../../../jobs/stats/draws/random.ts'
import { randomPoisson } from '../../../jobs/stats/draws/random.ts'
import { daysBetween } from '../../../server/day.ts'
import { type Area, lineThrough, nearestTo } from './areas.ts'
import { DAYS, type Disturbance, type Injection, JUDGED_FROM, PARAMETERS, type Stream } from './parameters.ts'
import { addMetabolites, drawMixture } from './substances.ts'

/** A death or a reversal; days are numbered from the first of the six years. */
export type Event = {
  stream: Stream
  /** Unique within its stream; those injected begin with 'injected'. */
  name: string
  day: number
  knownOn: number
  area: number
  source: string
  isInjected: boolean
  /** Which of several injected clusters it is of; 0 for all others. */
  cluster?: number
  /** Of reversals: how many at the overdose; one where nothing is said. */
  persons?: number
  /** Of deaths only. */
  toxicologyKnownOn: number
  found: string[]
}

type Disturbances = ReadonlySet<Disturbance | null>

const NOTHING_BUT_CHANCE = { trendAYear: 0, season: 0, dayOfWeek: [1, 1, 1, 1, 1, 1, 1], frailtyVariance: 0 }

const GROWTH = 1.2

export const firstWeekday = ((daysBetween('2024-01-01', PARAMETERS.firstDay) % 7) + 7) % 7 // 2024-01-01 was a Monday

/**
 * Six years of the background: each day Poisson with trend, season and day of the week, times the factor of its week. The yearly number
 * given is that of the judged year, on average.
 */
export function drawBackground(
  random: Random,
  stream: Stream,
  aYear: number,
  areas: readonly Area[],
  disturbances: Disturbances,
): Event[] {
  const isRandom = disturbances.has('random')
  const { trendAYear, season, dayOfWeek, frailtyVariance } = isRandom ? NOTHING_BUT_CHANCE : PARAMETERS[stream]
  const meanOfWeek = dayOfWeek.reduce((sum, factor) => sum + factor, 0) / 7
  const variance = frailtyVariance * (disturbances.has('overdispersion') ? 2 : 1)
  const peak = 365 * random()
  const phase = Math.floor(7 * random())
  const weightsOn = disturbances.has('drifting_areas') ? drift(random, areas) : () => areas.map(({ weight }) => weight)
  const events: Event[] = []
  let frailty = 1
  let weights: (readonly [number, number])[] = []
  for (let day = 0; day < DAYS; day++) {
    if (day === 0 || (day + phase) % 7 === 0) {
      frailty = variance > 0 ? drawGamma(random, 1 / variance) * variance : 1
      weights = weightsOn(day).map((weight, area) => [area, weight] as const)
    }
    const rate =
      (aYear / 365) *
      (disturbances.has('growth') ? 1 : Math.exp((trendAYear * (day - (JUDGED_FROM + 182))) / 365)) *
      (1 + season * Math.cos((2 * Math.PI * (day - peak)) / 365)) *
      (disturbances.has('growth') ? GROWTH ** ((day - (JUDGED_FROM + 182)) / 365) : 1) *
      ((dayOfWeek[(day + firstWeekday) % 7] as number) / meanOfWeek) *
      (disturbances.has('trend_break') && day >= JUDGED_FROM ? Math.exp((0.3 * (day - JUDGED_FROM)) / 365) : 1)
    for (let n = randomPoisson(random, rate * frailty); n > 0; n--)
      events.push(drawEvent(random, stream, `${events.length}`, day, drawWeighted(random, weights), isRandom))
  }
  return events
}

function drawEvent(
  random: Random,
  stream: Stream,
  name: string,
  day: number,
  area: number,
  isKnownAtOnce: boolean,
): Event {
  const source = drawWeighted<string>(random, PARAMETERS[stream].sources)
  const isInjected = name.startsWith('injected')
  const event = { stream, name, day, area, source, isInjected, found: [], toxicologyKnownOn: Number.POSITIVE_INFINITY }
  if (isKnownAtOnce) return { ...event, knownOn: day, toxicologyKnownOn: DAYS }
  if (stream === 'reversals') {
    const delay = Math.floor(-PARAMETERS.reversals.meanDelayDays * Math.log(1 - random()))
    return { ...event, knownOn: day + delay }
  }
  const { notified, toxicology } = PARAMETERS.deaths
  const delay = (median: number, spread: number) => Math.round(median * Math.exp(spread * drawNormal(random)))
  const knownOn = day + delay(notified.medianDays, notified.spread)
  const toxicologyKnownOn = Math.max(knownOn + 1, day + delay(toxicology.medianDays, toxicology.spread))
  return { ...event, knownOn, toxicologyKnownOn, found: drawMixture(random) }
}

export type Injected = {
  firstDay: number
  lastDay: number
  /** The day the last of them became known. */
  lastKnownOn: number
  areas: number[]
  substances: readonly string[]
  names: string[]
}

/**
 * Adds the events of a scenario to the background, in some areas and from some day of the judged year on, so early that its horizon ends
 * within that year. Changes `events`.
 */
export function inject(
  random: Random,
  events: Event[],
  injection: Injection,
  areas: readonly Area[],
  disturbances: Disturbances,
): Injected {
  const firstDay = JUDGED_FROM + Math.floor(random() * (365 - injection.horizonDays))
  const centre = disturbances.has('populous')
    ? drawWeighted(
        random,
        areas.map(({ weight }, area) => [area, weight] as const),
      )
    : Math.floor(random() * areas.length)
  const there = disturbances.has('elongated') ? lineThrough(centre) : nearestTo(areas, centre).slice(0, injection.areas)
  const substances = injection.substances ?? []
  const days = Array.from({ length: injection.events }, (_, i) =>
    i === 0 ? firstDay : firstDay + Math.floor(random() * injection.days),
  ).sort((a, b) => a - b)

  const replaceable = events.filter(({ day }) => day >= firstDay && day < firstDay + injection.days)
  const replaced = replaceable.slice(0, Math.round((injection.replacing ?? 0) * injection.events))
  for (const event of replaced) {
    event.isInjected = true
    event.found = addTo(random, event.found, substances)
  }
  const added = days.slice(0, injection.events - replaced.length).map((day, i) => {
    const event = drawEvent(
      random,
      injection.stream,
      `injected-${i}`,
      day,
      there[Math.floor(random() * there.length)] as number,
      disturbances.has('random'),
    )
    const [least, most] = injection.learntAfter ?? []
    const knownOn =
      least === undefined || most === undefined
        ? event.knownOn
        : day + least + Math.floor(random() * (most - least + 1))
    return {
      ...event,
      knownOn,
      toxicologyKnownOn: Math.max(event.toxicologyKnownOn, knownOn + 1),
      found: addTo(random, event.found, substances),
    }
  })
  const more = Array.from({ length: (injection.clusters ?? 1) - 1 }, (_, i) => i + 1).flatMap((cluster) => {
    // as far from the first as there is
    const elsewhere = nearestTo(areas, nearestTo(areas, centre).at(-cluster) as number).slice(0, injection.areas)
    return days.map((day, i) => ({
      ...drawEvent(
        random,
        injection.stream,
        `injected-${cluster}-${i}`,
        day,
        elsewhere[Math.floor(random() * elsewhere.length)] as number,
        disturbances.has('random'),
      ),
      cluster,
    }))
  })
  events.push(...added, ...more)
  const all = [...replaced, ...added, ...more]
  return {
    firstDay: Math.min(...all.map(({ day }) => day)),
    lastDay: Math.max(...all.map(({ day }) => day)),
    lastKnownOn: Math.max(...all.map(({ knownOn }) => knownOn)),
    areas: there,
    substances,
    names: all.map(({ name }) => name),
  }
}

function addTo(random: Random, found: readonly string[], substances: readonly string[]): string[] {
  return substances.length > 0 ? addMetabolites(random, [...new Set([...found, ...substances])]) : [...found]
}

/** The areas' weights on a day, wandering from the judged year's mean backwards and forwards by weekly steps. */
function drift(random: Random, areas: readonly Area[]): (day: number) => number[] {
  const step = 0.35 / Math.sqrt(52)
  const weights = areas.map(({ weight }) => weight)
  return () => {
    for (let area = 0; area < weights.length; area++)
      weights[area] = (weights[area] as number) * Math.exp(step * drawNormal(random))
    return weights.slice()
  }
}

/**
 * A gamma draw of the given shape (at least 1), scale 1.
 * Marsaglia G, Tsang WW. A simple method for generating gamma variables. ACM TOMS 2000;26:363–372.
 */
function drawGamma(random: Random, shape: number): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v
  }
}
