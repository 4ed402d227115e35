import { describe, expect, it } from 'vitest'
import { measureWorth } from './worth.ts'

const twelve = { partnerships: 12, isKnown: false }

describe('what the public is told of a simulated partnership', () => {
  it.each([50, 150])('is where at least .85 of %i deaths a year were, over six areas and three years', (perYear) => {
    expect(measureWorth('deaths', perYear, twelve).inAreas).toBeGreaterThanOrEqual(0.85)
  })

  it.each([50, 150])('is where at least .40 of %i deaths a year were, over towns and three years', (perYear) => {
    expect(measureWorth('deaths', perYear, twelve).inTowns).toBeGreaterThanOrEqual(0.4)
  })

  it('is where at least .65 of 300 reversals were, over towns and a year, though agencies know half of them', () => {
    expect(measureWorth('reversals', 300, { partnerships: 12, isKnown: true }).inTowns).toBeGreaterThanOrEqual(0.65)
  })

  it('is never without the year’s total, and from 40 a year never without opioids and more than one drug', () => {
    for (const isKnown of [false, true]) {
      expect(measureWorth('deaths', 20, { partnerships: 12, isKnown }).whole.get('year')?.hidden).toBe(0)
      const { whole } = measureWorth('deaths', 40, { partnerships: 12, isKnown })
      for (const slice of ['year', 'opioids', 'poly-drug'])
        expect([slice, whole.get(slice)?.hidden]).toEqual([slice, 0])
    }
  })

  it('has every half-year from 60 a year', () => {
    expect(measureWorth('deaths', 60, twelve).whole.get('half-year')).toEqual({ hidden: 0, small: 0, of: 72 })
  })
})
