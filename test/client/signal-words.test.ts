import { describe, expect, it } from 'vitest'
import { splitSentence } from '../../client/surveillance/signals/signalWords.ts'

describe('a signal on a page', () => {
  it('says what was seen first, also of a place with a stop in its name, and what has a place of its own nowhere else', () => {
    expect(
      splitSentence([
        { kind: 'seen', text: '7 reversals with naloxone near St. Austell in 6 days.' },
        { kind: 'chance', text: 'Chance alone brings something this strong about once in 9 years in this check.' },
        { kind: 'change', text: 'Since the last version: +1.' },
        { kind: 'reach', text: 'It now reaches Market.' },
        { kind: 'limit', text: 'This is a statistical flag: it does not say why.' },
      ]),
    ).toEqual({
      first: '7 reversals with naloxone near St. Austell in 6 days.',
      rest: 'Chance alone brings something this strong about once in 9 years in this check. It now reaches Market.',
    })
  })
})
