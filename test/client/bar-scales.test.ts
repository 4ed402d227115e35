import { describe, expect, it } from 'vitest'
import { barScales } from '../../client/charts/barScales.ts'

describe('where bars stand', () => {
  const asked = { keys: ['2023', '2024', '2025'], share: 0.66, highest: 60, width: 360, top: 18, base: 126 }

  it('gives every bar a slot of one width, and its middle', () => {
    const { slotWidth, barWidth, middleOf } = barScales(asked)
    expect(slotWidth).toBeCloseTo(120, 10)
    expect(barWidth).toBeCloseTo(79.2, 10)
    expect(asked.keys.map(middleOf).map(Math.round)).toEqual([60, 180, 300])
  })

  it('keeps a few bars from growing wide, and puts two side by side into a slot', () => {
    expect(barScales({ ...asked, widest: 34 }).barWidth).toBe(34)
    const { barWidth, slotWidth } = barScales({ ...asked, share: 0.86, barsInSlot: 2 })
    expect(barWidth).toBeCloseTo(slotWidth * 0.43, 10)
  })

  it('stands nought on the base and the most at the top', () => {
    const { topOf } = barScales(asked)
    expect([0, 30, 60].map(topOf)).toEqual([126, 72, 18])
  })

  it('draws a chart of noughts flat, and one without a bar at all', () => {
    expect(barScales({ ...asked, highest: 0 }).topOf(0)).toBe(126)
    expect(barScales({ ...asked, keys: [], highest: Math.max(...[]) }).topOf(0)).toBe(126)
  })
})
