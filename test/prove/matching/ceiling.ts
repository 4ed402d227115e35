import { cellToLatLng, gridDistance, latLngToCell } from 'h3-js'
import { randomFor } from '../../../jobs/stats/draws/random.ts'
import type { ComparableReport } from '../../../jobs/stats/matching/report.ts'
import { besides, drawNear, drawPlace, type Generated, GIVEN, reportPlace } from './generator.ts'

/**
 * The best that anybody could say of two reports: the log2 of the odds by the likelihoods that the generator draws from, and by how many pairs
 * really are of one event, of two near each other, and of any two. Two steps away in the grid or more is one kind of place.
 */
export function ceilingOf({ eventOf, events }: Pick<Generated, 'eventOf' | 'events'>, days: number) {
  const [same, near, any] = pairsByKind(
    eventOf,
    events.map(({ isNearMissOf }) => isNearMissOf),
  )
  const times = timesByKind(days)
  const [samePlace, nearPlace, anyPlace] = placesByKind()
  const facts = [
    ofTwo(GIVEN.sexes, (said, true_) => (said === true_ ? 1 - GIVEN.otherSexSaid : GIVEN.otherSexSaid)),
    ofTwo(GIVEN.ages, (said, true_) => ageSaid(said, true_)),
    ofTwo(GIVEN.products, (said, true_) => (said === true_ ? 1 - GIVEN.otherProductSaid : GIVEN.otherProductSaid)),
  ]
  return function bitsOf(a: ComparableReport, b: ComparableReport): number {
    const steps = stepsBetween(a, b)
    const [ifSame, ifNear, ifAny] = times(a, b)
    const heads = (same * ifSame * (samePlace[steps] as number)) as number
    const tails = near * ifNear * (nearPlace[steps] as number) + any * ifAny * (anyPlace[steps] as number)
    const [sex, age, product] = [
      [a.sex, b.sex],
      [a.ageFrom, b.ageFrom].map((from) => (from === null ? null : (from - 15) / 10)),
      [a.products[0] ?? null, b.products[0] ?? null],
    ] as const
    const agree = [sex, age, product].reduce((ratio, [one, other], at) => {
      if (one === null || one === undefined || other === null || other === undefined) return ratio
      return ratio * ((facts[at] as number[][])[Number(one)]?.[Number(other)] as number)
    }, 1)
    return Math.log2((heads * agree) / tails)
  }
}

function pairsByKind(eventOf: readonly number[], nearMissOf: readonly (number | null)[]): [number, number, number] {
  const reportsOf = new Array<number>(nearMissOf.length).fill(0)
  for (const event of eventOf) reportsOf[event] = (reportsOf[event] as number) + 1
  const same = reportsOf.reduce((sum, reports) => sum + (reports * (reports - 1)) / 2, 0)
  const near = nearMissOf.reduce<number>(
    (sum, other, event) => (other === null ? sum : sum + (reportsOf[event] as number) * (reportsOf[other] as number)),
    0,
  )
  return [same, near, (eventOf.length * (eventOf.length - 1)) / 2 - same - near]
}

/** How much likelier two are said of one than of two persons. */
function ofTwo(shares: readonly number[], said: (said: number, true_: number) => number): number[][] {
  const alone = shares.map((_, one) => shares.reduce((sum, share, true_) => sum + share * said(one, true_), 0))
  return shares.map((_, one) =>
    shares.map((_, other) => {
      const together = shares.reduce((sum, share, true_) => sum + share * said(one, true_) * said(other, true_), 0)
      return together / ((alone[one] as number) * (alone[other] as number))
    }),
  )
}

function ageSaid(said: number, true_: number): number {
  if (said === true_) return 1 - GIVEN.otherAgeSaid
  return [-1, 1].reduce((sum, step) => sum + (besides(true_, step) === said ? GIVEN.otherAgeSaid / 2 : 0), 0)
}

/** The density of two times, where the event is at any minute of the days. */
function timesByKind(days: number): (a: ComparableReport, b: ComparableReport) => [number, number, number] {
  const all = days * 1440
  const REACH = 160
  const normal = (minutes: number) =>
    Math.exp(-0.5 * (minutes / GIVEN.minutesError) ** 2) / (GIVEN.minutesError * Math.sqrt(2 * Math.PI))
  const within = (minutes: number, half: number) => {
    let sum = 0
    for (let step = -half; step <= half; step += 0.5)
      sum += normal(minutes + step) * (Math.abs(step) === half ? 0.25 : 0.5)
    return sum
  }
  const plain = Array.from({ length: 2 * REACH + 1 }, (_, at) => (1 - GIVEN.heaped) * within(at - REACH, 0.5))
  const onQuarter = Array.from({ length: 2 * REACH + 1 }, (_, at) => GIVEN.heaped * within(at - REACH, 7.5))
  const told = (isQuarter: boolean, minutes: number) =>
    Math.abs(minutes) > REACH
      ? 0
      : (plain[minutes + REACH] as number) + (isQuarter ? (onQuarter[minutes + REACH] as number) : 0)
  const alone = (isQuarter: boolean) => 1 - GIVEN.heaped + (isQuarter ? 15 * GIVEN.heaped : 0)
  const kept = new Map<string, [number, number]>()
  const convolved = (a: boolean, b: boolean, apart: number): [number, number] => {
    const key = `${a} ${b} ${apart}`
    const found = kept.get(key)
    if (found) return found
    const sameAt = (distance: number) => {
      let sum = 0
      for (let minute = -REACH; minute <= REACH; minute++) sum += told(a, minute) * told(b, minute + distance)
      return sum
    }
    let near = 0
    for (let gap = -GIVEN.nearMinutes; gap <= GIVEN.nearMinutes; gap++)
      near += sameAt(apart + gap) / (2 * GIVEN.nearMinutes + 1)
    const both: [number, number] = [sameAt(apart) / all, near / all]
    kept.set(key, both)
    return both
  }
  return (a, b) => {
    const [isA, isB] = [a.from % 15 === 0, b.from % 15 === 0]
    const [same, near] = convolved(isA, isB, b.from - a.from)
    return [same, near, (alone(isA) * alone(isB)) / (all * all)]
  }
}

function stepsBetween(a: ComparableReport, b: ComparableReport): number {
  return stepsOf(
    latLngToCell(a.latitude as number, a.longitude as number, 8),
    latLngToCell(b.latitude as number, b.longitude as number, 8),
  )
}

function stepsOf(one: string, other: string): number {
  if (one === other) return 0
  const [a, b] = [cellToLatLng(one), cellToLatLng(other)]
  // the grid tells steps within one of its bases; further away than this is far anyway
  if (Math.hypot(a[0] - b[0], a[1] - b[1]) > 0.04) return 2
  return Math.min(2, gridDistance(one, other))
}

/** How many steps lie between the cells of two reports: of one event, of two near each other, of any two. By drawing them. */
function placesByKind(draws = 40_000): [number[], number[], number[]] {
  const random = randomFor('cells of two reports', 0)
  const counts = [0, 1, 2].map(() => [1, 1, 1])
  const cellOf = (place: { latitude: number; longitude: number }) => latLngToCell(place.latitude, place.longitude, 8)
  for (let draw = 0; draw < draws; draw++) {
    const event = drawPlace(random)
    const here = cellOf(reportPlace(random, event))
    const others = [event, drawNear(random, event), drawPlace(random)]
    others.forEach((other, kind) => {
      const steps = stepsOf(here, cellOf(reportPlace(random, other)))
      const ofKind = counts[kind] as number[]
      ofKind[steps] = (ofKind[steps] as number) + 1
    })
  }
  return counts.map((ofKind) => ofKind.map((count) => count / (draws + 3))) as [number[], number[], number[]]
}
