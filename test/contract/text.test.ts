import { describe, expect, it } from 'vitest'
import { findNotText, freeText, nameKey, normaliseBatchNumber, normaliseName } from '../../server/contract/text.ts'

describe('a name', () => {
  it.each([
    ['St Petroc’s', "St Petroc's"],
    ['St  Petroc`s ', "St Petroc's"],
    ['Cafe\u0301 Truro', 'Café Truro'],
    ['St\u00a0Petroc\u2019s', "St Petroc's"],
  ])('%j is kept in one spelling', (written, name) => {
    expect(normaliseName(written)).toBe(name)
  })

  it('is there already whatever the case, the apostrophe and the blanks', () => {
    expect(nameKey(' ST PETROC’S')).toBe(nameKey("St Petroc's"))
    expect(nameKey('St Petroc')).not.toBe(nameKey("St Petroc's"))
  })

  it('of a batch is one however it was typed', () => {
    expect(['px1', 'PX1', ' PX1', 'ｐｘ１'].map(normaliseBatchNumber)).toEqual(['PX1', 'PX1', 'PX1', 'PX1'])
  })
})

describe('text', () => {
  it.each([
    ['a sign that turns the line', 'Tru\u202ero'],
    ['an isolate', 'Tru\u2066ro'],
    ['a mark of direction', 'Truro\u200f'],
    ['NUL', 'Tru\u0000ro'],
    ['an escape', 'Tru\u001bro'],
    ['a lone surrogate', 'Truro \ud83d'],
    ['the other half of one', '\ude00 Truro'],
  ])('with %s is refused', (_, text) => {
    expect(freeText(80).safeParse(text).success).toBe(false)
  })

  it.each(['a line\nand another\r\n\tindented', 'naïve café', '😀', 'שלום', 'Ünïcödé'])('%j is taken', (text) => {
    expect(freeText(80).safeParse(text).success).toBe(true)
  })

  it('that cannot be kept is found at its path', () => {
    expect(findNotText({ persons: [{ asWritten: 'x\u202e' }], town: 'Truro' })).toMatchObject([
      { path: ['persons', 0, 'asWritten'] },
    ])
  })
})
