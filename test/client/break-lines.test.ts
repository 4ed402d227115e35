import { describe, expect, it } from 'vitest'
import { breakLines } from '../../client/figures/map/drawPicture.ts'

describe('the words on a picture of the map', () => {
  const letters = (part: string) => part.length

  it('are broken between words, as full as there is room', () => {
    expect(breakLines('Map of reversals: Cornwall & Isles of Scilly', 20, letters)).toEqual([
      'Map of reversals:',
      'Cornwall & Isles of',
      'Scilly',
    ])
  })

  it('let a word that is wider than the room stand alone, and lose none', () => {
    expect(breakLines('a protonitazenepyrrolidine b', 10, letters)).toEqual(['a', 'protonitazenepyrrolidine', 'b'])
    expect(breakLines('', 10, letters)).toEqual([])
  })
})
