import { describe, expect, it } from 'vitest'
import {
  classify,
  colouredClasses,
  diverging,
  fillOf,
  hatch,
  isBelow,
  ruled,
} from '../../client/figures/map/classes.ts'
import { classStarts } from '../../client/figures/map/classStarts.ts'
import { sizeOf } from '../../client/figures/map/symbolSize.ts'
import type { AreaRow } from '../../server/contract/map.ts'
import { makeAreaRow } from '../support/area-rows.ts'

const area = (events: AreaRow['events'], given: Partial<AreaRow> = {}) => makeAreaRow({ events, ...given })
const times = (count: number, value: number) => Array.from({ length: count }, () => value)
const counts = (values: readonly number[]) =>
  classify(
    values.map((value) => area(value)),
    'count',
  )
const ranges = (values: readonly number[]) => counts(values).classes.map(({ low, high, areas }) => [low, high, areas])

describe('the classes of a map of counts', () => {
  it.each([
    [
      '80 areas of 1, then 2, 3, 4, 5, 30',
      [...times(80, 1), 2, 3, 4, 5, 30],
      [
        [1, 1, 80],
        [2, 2, 1],
        [3, 3, 1],
        [4, 5, 2],
        [30, 30, 1],
      ],
    ],
    ['all level', times(40, 3), [[3, 3, 40]]],
    ['one area', [7], [[7, 7, 1]]],
    ['none', [], []],
    [
      'noughts beside a few',
      [...times(30, 0), 1, 1, 2],
      [
        [0, 0, 30],
        [1, 1, 2],
        [2, 2, 1],
      ],
    ],
    [
      'a huge outlier',
      [...times(60, 1), ...times(20, 2), ...times(9, 3), 4, 4, 5, 6, 8, 4000],
      [
        [1, 1, 60],
        [2, 2, 20],
        [3, 4, 11],
        [5, 8, 3],
        [4000, 4000, 1],
      ],
    ],
    [
      'the highest level six times',
      [...times(50, 1), ...times(20, 2), 3, 4, 5, 6, 7, ...times(6, 9)],
      [
        [1, 1, 50],
        [2, 2, 20],
        [3, 4, 2],
        [5, 7, 3],
        [9, 9, 6],
      ],
    ],
  ])('tell the top from the rest: %s', (_, values, expected) => {
    expect(ranges(values)).toEqual(expected)
  })

  it('have every area in one class, whatever the counts', () => {
    for (let n = 1; n < 60; n++) {
      const values = Array.from({ length: n * 3 }, (_, i) => 1 + ((i * i * 7 + n * i) % (1 + (n % 23))))
      const { classes } = counts(values)
      expect(classes.reduce((sum, { areas }) => sum + areas, 0)).toBe(values.length)
      for (const [position, { low, high }] of classes.entries()) {
        expect(low).toBeLessThanOrEqual(high)
        expect(classes[position + 1]?.low ?? Infinity).toBeGreaterThan(high)
      }
    }
  })

  it('set the five busiest apart from the next ten, wherever their numbers differ', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const values = Array.from({ length: 40 + seed }, (_, i) =>
        Math.ceil(-Math.log(((i * 7919 + seed * 104729) % 9973) / 9973 + 1e-4) * (1 + (seed % 9))),
      ).sort((a, b) => b - a)
      const start = classStarts(values, 5).findLast((low) => low <= (values[4] as number)) as number
      if (values[4] !== values[5]) expect(values.slice(5, 15).every((value) => value < start)).toBe(true)
    }
  })
})

describe('the classes of released counts', () => {
  it('are those of the map: 30 is not one class with 5', () => {
    expect(colouredClasses([1, 1, 2, 3, 4, 5, 30]).map(({ low, high, areas }) => [low, high, areas])).toEqual([
      [1, 1, 2],
      [2, 2, 1],
      [3, 3, 1],
      [4, 5, 2],
      [30, 30, 1],
    ])
  })
})

describe('the classes of a map of rates', () => {
  const rate = (ratePer100k: number, isReliable = true) =>
    area(isReliable ? 25 : 4, { ratePer100k, rateNote: isReliable ? null : 'unreliable: fewer than 20 events' })

  it('are their own, say how many are not to be relied on, and count those without a rate', () => {
    const rows = [
      ...times(20, 12).map((value) => rate(value)),
      rate(14),
      rate(19),
      rate(31),
      rate(44),
      rate(240, false),
      area(1),
    ]
    const { classes, hatched } = classify(rows, 'rate')
    expect(classes.map(({ low, areas, unreliable }) => [low, areas, unreliable])).toEqual([
      [12, 20, 0],
      [14, 2, 0],
      [31, 1, 0],
      [44, 1, 0],
      [240, 1, 1],
    ])
    expect(hatched).toBe(1)
  })

  it('rule the colour of a rate from fewer than 20, and hatch what has none', () => {
    const rows = [rate(12), rate(240, false), area(1)]
    const classes = classify(rows, 'rate')
    const [reliable, unreliable, none] = rows.map((row) => fillOf(row, classes))
    expect(reliable).toMatch(/^var\(--map-class-\d\)$/)
    expect(unreliable).toBe(ruled(classes.classes[1]?.colour ?? ''))
    expect(none).toBe(hatch)
  })
})

describe('the classes of a map of change', () => {
  const changed = (events: AreaRow['events'], eventsBefore: AreaRow['events']) => area(events, { eventsBefore })

  it('are as wide on the side of falls as on that of rises, with those that stayed between them', () => {
    const rows = [
      changed(0, 9),
      changed(2, 3),
      changed(5, 5),
      changed(4, 4),
      changed(3, 2),
      changed(6, 4),
      changed(12, 2),
      changed(7, 1),
      changed(3, null),
      changed('hidden', 2),
    ]
    const { classes, hatched } = classify(rows, 'change')
    expect(classes.map(({ range, areas }) => [range, areas])).toEqual([
      ['−9', 1],
      ['−1', 1],
      ['as many as before', 2],
      ['+1 to +2', 2],
      ['+6 to +10', 2],
    ])
    expect(new Set(classes.map(({ colour }) => colour)).size).toBe(5)
    expect(hatched).toBe(2)
  })

  it('give each area the colour of its own class, and tell falls by their line, too', () => {
    const rows = [changed(0, 9), changed(3, 2), changed(12, 2)]
    const classes = classify(rows, 'change')
    expect(rows.map((row) => fillOf(row, classes))).toEqual([diverging[0], diverging[5], diverging[6]])
    expect(rows.map((row) => isBelow(row, 'change'))).toEqual([true, false, false])
    expect(rows.map((row) => sizeOf(row, 'change'))).toEqual([9, 1, 10])
  })
})

describe('the classes of a map of observed against expected', () => {
  const observed = (ratio: number | null, isReliable = true) =>
    area(25, {
      ratio,
      ratioNote:
        ratio === null ? 'no ratio: fewer than 3 events' : isReliable ? null : 'unreliable: fewer than 20 events',
    })

  it('lie evenly about 1, rule what is not to be relied on, and hatch what has none', () => {
    const rows = [
      observed(0.4),
      observed(0.6),
      observed(0.79),
      observed(1),
      observed(1.3),
      observed(1.6),
      observed(2.4, false),
      observed(null),
    ]
    const classes = classify(rows, 'ratio')
    expect(classes.classes.map(({ range }) => range)).toEqual([
      'under 0.5',
      '0.5 to 0.67',
      '0.67 to 0.8',
      '0.8 to 1.25: about as expected',
      '1.25 to 1.5',
      '1.5 to 2',
      '2 times or more',
    ])
    expect(rows.slice(0, 6).map((row) => fillOf(row, classes))).toEqual(diverging.slice(0, 6))
    expect(fillOf(rows[6], classes)).toBe(ruled(diverging[6]))
    expect(fillOf(rows[7], classes)).toBe(hatch)
    expect(rows.map((row) => isBelow(row, 'ratio'))).toEqual([true, true, true, false, false, false, false, false])
  })
})
