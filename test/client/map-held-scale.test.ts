import { describe, expect, it } from 'vitest'
import { classify, colourOf } from '../../client/figures/map/classes.ts'
import { classifyDescription } from '../../client/figures/map/descriptionClasses.ts'
import { classifyHeld } from '../../client/figures/map/heldClasses.ts'
import { framesOf, readTime, timeToHold, writeTime } from '../../client/figures/map/heldTime.ts'
import { mostTogether } from '../../client/figures/map/points/clusterPoints.ts'
import { addDays, daysBetween } from '../../client/words/day.ts'
import type { AreaRow } from '../../server/contract/map.ts'
import type { MapDescription } from '../../server/contract/map-description.ts'

const row = (given: Partial<AreaRow>) => ({ areaId: 'a', events: 1, eventsBefore: null, ...given }) as AreaRow
const counts = (...events: number[]) => events.map((count) => row({ events: count }))

describe('one scale for all the time that is gone through', () => {
  it('is taken from periods of one length over the whole of it, the first and the last among them, and not from too many', () => {
    for (const days of [7, 28, 91, 365, 1000])
      for (const reach of [10, 28, 364, 2000]) {
        const range = { from: '2024-02-28', to: addDays('2024-02-28', reach) }
        const frames = framesOf(days - 1, range)
        expect(frames.every(({ from, to }) => daysBetween(from, to) === days - 1)).toBe(true)
        expect(frames.at(-1)?.to).toBe(range.to)
        if (reach >= days) expect(frames[0]?.from).toBe(range.from)
        expect(new Set(frames.map(({ from }) => from)).size).toBe(frames.length)
        expect(frames.length).toBeLessThanOrEqual(26)
      }
    // a year of four weeks: no week of it is left out
    const year = framesOf(27, { from: '2025-12-01', to: '2026-11-30' })
    for (const [at, { to }] of year.entries()) expect((year[at + 1]?.from ?? to) <= addDays(to, 1)).toBe(true)
  })

  it('is kept while both periods lie in its time, and taken anew around them where they do not', () => {
    const [one, next] = [
      { from: '2026-02-01', to: '2026-02-28' },
      { from: '2026-02-08', to: '2026-03-07' },
    ]
    const held = timeToHold(undefined, one, next, '2026-03-15')
    expect(held).toEqual({ from: '2025-08-31', to: '2026-03-15' })
    expect(timeToHold(held, next, one, '2026-03-15')).toBe(held)
    const far = { from: '2025-01-01', to: '2025-01-28' }
    expect(timeToHold(held, one, far, '2026-03-15').from).toBe('2024-07-31')
    expect(readTime(writeTime(held))).toEqual(held)
    for (const wrong of ['2026-01-01', '2026-02-31_2026-03-01', '2026-03-01_2026-02-01'])
      expect(readTime(wrong)).toBeUndefined()
  })

  it('gives one number one colour in every period, and says how many areas of the one shown are in each class', () => {
    const over = counts(1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 9, 14)
    const quiet = classifyHeld(counts(1, 2), 'count', over)
    const busy = classifyHeld(counts(1, 2, 14, 14, 9), 'count', over)
    // alone, the two of the quiet period would be as dark as the fourteen of the busy one
    expect(colourOf(row({ events: 2 }), classify(counts(1, 2), 'count'))).toBe(
      colourOf(row({ events: 14 }), classify(counts(1, 2, 14, 14, 9), 'count')),
    )
    for (let events = 1; events < 20; events++)
      expect(colourOf(row({ events }), quiet)).toBe(colourOf(row({ events }), busy))
    expect(quiet.classes.map(({ range }) => range)).toEqual(busy.classes.map(({ range }) => range))
    expect(quiet.classes.map(({ range, areas }) => [range, areas])).toEqual([
      ['1', 1],
      ['2 to 4', 1],
      ['5 to 7', 0],
      ['8 to 13', 0],
      ['14 or more', 0],
    ])
  })

  it('has every value of any period in one class, below and above what was looked at too', () => {
    const over = [30, 41, 55, 70, 90, 160].map((rate) => row({ ratePer100k: rate }))
    const rates = classifyHeld([row({ ratePer100k: 12 }), row({ ratePer100k: 400 })], 'rate', over)
    expect(rates.classes[0]).toMatchObject({ areas: 1, range: expect.stringMatching(/^under /) })
    expect(rates.classes.at(-1)).toMatchObject({ areas: 1, range: expect.stringMatching(/ or more$/) })
    expect(rates.hatched).toBe(0)
    const change = (events: number, eventsBefore: number) => row({ events, eventsBefore })
    const changes = classifyHeld([change(0, 9), change(1, 1), change(9, 0)], 'change', [change(6, 1), change(1, 5)])
    expect(changes.classes.map(({ range, areas }) => [range, areas])).toEqual([
      ['−3 or lower', 1],
      ['−2 to −1', 0],
      ['as many as before', 1],
      ['+1 to +2', 0],
      ['+3 or higher', 1],
    ])
    expect(classifyHeld([row({ ratio: 1 })], 'ratio', []).classes).toHaveLength(7)
    expect(classifyHeld(counts(2), 'count', []).classes).toEqual(classify(counts(2), 'count').classes)
  })

  it('holds the steps of the density, and the largest circle of the points', () => {
    const area = (density: number) => ({ areaId: `${density}`, density })
    const description = { layer: 'density', areas: [area(1), area(2)] } as unknown as MapDescription
    expect(classifyDescription(description, 10).classes.map(({ words, areas }) => [words, areas])).toEqual([
      ['0 to 2', 1],
      ['2 to 4', 1],
      ['4 to 6', 0],
      ['6 to 8', 0],
      ['8 or more', 0],
    ])
    // three at one place, on the 1st, the 2nd and the 20th; one far off
    const points = {
      from: '2026-01-01',
      northwards: [50_000, 0, 0, 500],
      eastwards: [-5000, -5000, -5000, -5000],
      days: [0, 1, 19, 1],
      weights: [1, 1, 1, 1],
    } as never
    const frame = (from: string, to: string) => ({ from, to })
    expect(mostTogether({ points, frames: [frame('2026-01-01', '2026-01-07')] }, 9)).toBe(2)
    expect(mostTogether({ points, frames: [frame('2026-01-01', '2026-01-31')] }, 9)).toBe(3)
    expect(mostTogether({ points, frames: [frame('2026-01-01', '2026-01-31')] }, 17)).toBe(1)
  })
})
