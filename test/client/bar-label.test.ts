import { describe, expect, it } from 'vitest'
import { barLabel } from '../../client/charts/barLabel.ts'

describe('the number on a bar', () => {
  const elevenYears = { barWidth: 21.6, barHeight: 90, slotWidth: 32.7, letterSize: 12 }

  it.each([
    [
      '1,017 over eleven years is wider than its bar, and is written over it, in smaller letters',
      1017,
      elevenYears,
      '1,017',
      'small',
    ],
    ['and so is 118', 118, elevenYears, '118', 'over'],
    ['a number that fits stands on its bar', 47, elevenYears, '47', 'inside'],
    ['a low bar cannot carry its number', 3, { ...elevenYears, barHeight: 2 }, '3', 'over'],
    [
      'between many years it stands upright',
      12_321,
      { ...elevenYears, barWidth: 8, slotWidth: 14 },
      '12,321',
      'upright',
    ],
    ['what is not known is a question mark', 'unknown' as const, elevenYears, '?', 'inside'],
  ])('is never cut: %s', (_, count, room, text, lies) => {
    expect(barLabel(count, room)).toEqual({ text, lies })
  })
})
