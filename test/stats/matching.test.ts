import { describe, expect, it } from 'vitest'
import { findCandidates } from '../../jobs/stats/matching/candidates.ts'
import { groupIntoEvents } from '../../jobs/stats/matching/events.ts'
import { calibrate, withOwnPriors } from '../../jobs/stats/matching/learn.ts'
import { comparePair, FIELDS, GROUP_OF, NOT_KNOWN } from '../../jobs/stats/matching/levels.ts'
import {
  calibratedBits,
  evidenceOf,
  explain,
  fromCode,
  probabilityOf,
  toCode,
} from '../../jobs/stats/matching/model.ts'
import type { ComparableReport } from '../../jobs/stats/matching/report.ts'
import { SHIPPED_MODEL } from '../../jobs/stats/matching/shipped-model.ts'

const NOON = 27_000_000 - (27_000_000 % 1440) + 720
function report(minutesAfterNoon: number, more: Partial<ComparableReport> = {}): ComparableReport {
  const minute = NOON + minutesAfterNoon
  return {
    ...{
      from: minute,
      until: minute,
      timePrecision: 'minute',
      latitude: 50.263,
      longitude: -5.051,
      placePrecision: 'fine',
    },
    ...{ town: null, ageFrom: null, ageUntil: null, sex: null, products: [], persons: 1, doses: null },
    ...{ ambulanceCalled: null, setting: null, source: String(minutesAfterNoon) },
    ...more,
  }
}
const patternOf = (a: ComparableReport, b: ComparableReport) => comparePair(a, b) ?? expect.fail('is not compared')
const metresNorth = (metres: number) => ({ latitude: 50.263 + metres / 111_195 })

describe('a pair of reports', () => {
  it('is compared alike whichever comes first', () => {
    const [a, b] = [report(0, { sex: 'male', doses: 1 }), report(25, { ...metresNorth(300), sex: 'female', doses: 3 })]
    expect(patternOf(a, b)).toEqual(patternOf(b, a))
  })

  it('is not asked about when too far apart in time or place, or when only the day is known', () => {
    expect(comparePair(report(0), report(121))).toBeUndefined()
    expect(comparePair(report(0), report(0, metresNorth(2100)))).toBeUndefined()
    const day = { from: NOON - 720, until: NOON + 719, timePrecision: 'unknown', placePrecision: null } as const
    expect(comparePair(report(0, day), report(5, { placePrecision: null }))).toBeUndefined()
  })

  it('is compared over midnight', () => {
    expect(patternOf(report(715), report(725))[0]).toBe(patternOf(report(5), report(-5))[0])
  })

  it('weighs nothing by what one of them does not say', () => {
    const pattern = patternOf(report(0, { sex: 'male', ageFrom: 25, ageUntil: 34 }), report(7))
    expect(pattern.slice(2, 5)).toEqual([NOT_KNOWN, NOT_KNOWN, NOT_KNOWN])
    const ofMissing = explain(SHIPPED_MODEL, pattern).filter(({ says }) => says === 'not known of both')
    expect(ofMissing.map(({ field }) => field)).toEqual(['age', 'sex', 'product', 'doses', 'ambulance', 'setting'])
    expect(ofMissing.every(({ bits }) => bits === 0)).toBe(true)
  })

  it('is explained by weights that add up to what is said of it', () => {
    const pattern = patternOf(
      report(0, { sex: 'male', setting: 'vehicle' }),
      report(31, { ...metresNorth(180), sex: 'male', setting: 'vehicle' }),
    )
    const bits = explain(SHIPPED_MODEL, pattern).reduce((sum, weight) => sum + weight.bits, 0)
    expect(bits).toBeCloseTo(calibratedBits(SHIPPED_MODEL, pattern), 9)
    expect(probabilityOf(bits)).toBeGreaterThan(0.9)
  })

  it('keeps its pattern in one number', () => {
    const patterns = [
      patternOf(report(0), report(7)),
      FIELDS.map(({ groups }) => groups.flat().length - 1),
      FIELDS.map((_, field) => (field === 0 ? 0 : NOT_KNOWN)),
    ]
    for (const pattern of patterns) expect(fromCode(toCode(pattern))).toEqual(pattern)
  })
})

describe('the shipped model', () => {
  it('holds shares that add up to one in each group', () => {
    for (const of of [SHIPPED_MODEL.m, SHIPPED_MODEL.u])
      of.forEach((levels, field) => {
        const sums = new Map<number, number>()
        levels.forEach((share, level) => {
          const group = GROUP_OF[field]?.[level] as number
          sums.set(group, (sums.get(group) ?? 0) + share)
        })
        for (const sum of sums.values()) expect(sum).toBeCloseTo(1, 3)
      })
  })

  it('finds agreement likelier of one event than the lack of it, in every field', () => {
    const age = (from: number) => ({ ageFrom: from, ageUntil: from + 9 })
    const both = (agree: Partial<ComparableReport>, other: Partial<ComparableReport>) =>
      evidenceOf(SHIPPED_MODEL, patternOf(report(0, agree), report(7, { source: 'other', ...other })))
    const agreements: [Partial<ComparableReport>, Partial<ComparableReport>][] = [
      [{ sex: 'male' }, { sex: 'female' }],
      [age(25), age(55)],
      [{ products: ['nyxoid'] }, { products: ['prenoxad'] }],
      [{ doses: 1 }, { doses: 4 }],
      [{ ambulanceCalled: true }, { ambulanceCalled: false }],
      [{ setting: 'vehicle' }, { setting: 'own_home' }],
      [{ persons: 1 }, { persons: 2 }],
      [{ source: 'one' }, { source: 'report 0' }],
    ]
    for (const [one, other] of agreements.slice(0, 7)) expect(both(one, one)).toBeGreaterThan(both(one, other))
    // two reports of one source are less often of one event
    expect(both({ source: 'a' }, { source: 'b' })).toBeGreaterThan(both({ source: 'a' }, { source: 'a' }))
    const minutes = [0, 25, 55, 80, 110].map((after) =>
      evidenceOf(SHIPPED_MODEL, patternOf(report(1), report(1 + after + 1))),
    )
    expect(minutes.toSorted((a, b) => b - a)).toEqual(minutes)
  })

  it('suggests a peer’s, an ambulance’s and a police report at 14:05, 14:20 and 14:31 within 200 m as one event', () => {
    const reports = [report(125), report(140, metresNorth(120)), report(151, metresNorth(190))]
    const { length, one, other, code } = findCandidates(reports)
    const pairs = Array.from({ length }, (_, at) => ({
      ...{ one: one[at] as number, other: other[at] as number },
      bits: calibratedBits(SHIPPED_MODEL, fromCode(code[at] as number)),
    }))
    expect(pairs).toHaveLength(3)
    expect([...groupIntoEvents(3, pairs)]).toEqual([0, 0, 0])
  })
})

describe('events from pairs', () => {
  it('keeps apart what agrees with a third but not with each other', () => {
    const pairs = [
      { one: 0, other: 1, bits: 4 },
      { one: 1, other: 2, bits: 2 },
      { one: 0, other: 2, bits: -6 },
    ]
    expect([...groupIntoEvents(3, pairs)]).toEqual([0, 0, 2])
    expect([...groupIntoEvents(3, pairs.slice(0, 2))]).toEqual([0, 0, 2])
    expect([
      ...groupIntoEvents(
        3,
        pairs.map((pair) => ({ ...pair, bits: Math.abs(pair.bits) })),
      ),
    ]).toEqual([0, 0, 0])
  })
})

describe('learning', () => {
  it('takes over how many pairs are of one event where it is used, and keeps the model’s share where there is nothing', () => {
    withOwnPriors(SHIPPED_MODEL, new Map()).priors.forEach((share, block) => {
      expect(share).toBeCloseTo(SHIPPED_MODEL.priors[block] as number, 9)
    })
    const unlike = toCode(patternOf(report(0, { sex: 'male' }), report(90, { ...metresNorth(900), sex: 'female' })))
    const [share = 1] = withOwnPriors(SHIPPED_MODEL, new Map([[unlike, 5000]])).priors
    expect(share).toBeLessThan(0.05)
  })

  it('stretches the bits of one that is too sure: by hand, 4 bits that are true 3 times in 4 are log2 3', () => {
    const pairs = [1, -1].flatMap((sign) =>
      [1, 1, 1, 0].map((right) => ({ bits: 4 * sign, isSame: sign > 0 === (right === 1) })),
    )
    const { slope, intercept } = calibrate(pairs)
    expect(intercept).toBeCloseTo(0, 6)
    expect(4 * slope).toBeCloseTo(Math.log2(3), 6)
  })
})
