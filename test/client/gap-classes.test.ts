import { describe, expect, it } from 'vitest'
import { classifyGaps } from '../../client/naloxone/allocation/gapClasses.ts'

const area = (name: string, events: number, reached: number) => ({
  ...{ areaId: name, name, events, reached, liveKits: 1 },
  gap: 'little_harm_few_kits' as const,
})

describe('the classes of harm by live reach', () => {
  it('have about a third of all events each, however many areas there are where hardly anybody overdoses', () => {
    const empty = Array.from({ length: 500 }, (_, at) => area(`moor ${at}`, 0.001, 0))
    const towns = [area('few', 4, 0.05), area('some', 4, 0.3), area('most', 4, 0.7)]
    const { classOf } = classifyGaps([...empty, ...towns])
    expect(towns.map((town) => classOf(town).kits)).toEqual([0, 1, 2])
    expect(classOf(area('moor', 0.001, 0))).toMatchObject({ harm: 0, kits: 0 })
  })

  it('keep equal values together, count each area once, and leave a third without an area empty', () => {
    const { classes, harm, kits } = classifyGaps(['a', 'b', 'c', 'd'].map((name) => area(name, 2, 0)))
    expect([harm, kits]).toEqual([
      [null, null, { low: 2, high: 2 }],
      [{ low: 0, high: 0 }, null, null],
    ])
    expect(classes.map(({ areas }) => areas)).toEqual([0, 0, 0, 0, 0, 0, 4, 0, 0])
    expect(new Set(classes.map(({ colour }) => colour)).size).toBe(9)
  })

  it('hide no gap where one area has most events: the most harm is much, and the least reached is little', () => {
    const rows = [area('hot', 50, 0), area('cold', 1, 0.2), area('warm', 4, 0.6)]
    const { classOf } = classifyGaps(rows)
    expect(rows.map((row) => [classOf(row).harm, classOf(row).kits])).toEqual([
      [2, 0],
      [0, 2],
      [0, 2],
    ])
  })

  it('of no area are nine without any', () => {
    expect(classifyGaps([]).classes.map(({ areas }) => areas)).toEqual(Array(9).fill(0))
  })
})
