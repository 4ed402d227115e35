import { describe, expect, it } from 'vitest'
import { CheckOutcome, joinOutcome, type OutcomeKind } from '../../server/contract/check-outcome.ts'

const usual = 'stating the usual yearly number (vigil partnership usual) or pooling with neighbours would help'
const leftOut = '3 deaths are left out, known only by the month or the year'

/** Outcomes as nights kept them before 30 November 2026, each in one text. */
const EARLIER: [string, OutcomeKind[], number?][] = [
  ['judged: a rise', ['found'], 1],
  ['judged: 1 cluster', ['found'], 1],
  [`judged: 12 findings; ${leftOut}`, ['found', 'left out'], 12],
  ['judged: nothing unusual', ['quiet']],
  [
    'judged: nothing unusual in what is looked for; of the watch-list the panels do not look for xylazine and medetomidine, which cannot be judged',
    ['quiet', 'blind'],
  ],
  [
    `judged: nothing unusual; reports have become quicker of late, so that the last weeks alone say how many are still to come; “Outreach; north” comes in lists, the last 3 days ago; ${leftOut}`,
    ['quiet', 'delay', 'delay', 'left out'],
  ],
  [
    `not enough data to judge: deaths in 1200 days: 3; ten in half a year, before the last 2 days, are the least that show what is usual; ${usual}; ${leftOut}`,
    ['too little', 'usual numbers', 'left out'],
  ],
  [
    'not enough data to judge: deaths with a place where the person was found in 365 days: 4, 10 needed; recording places, or pooling with neighbours, would help',
    ['too little', 'advice'],
  ],
  [
    'not enough data to judge what is new or rising: of 40 deaths with complete toxicology 0 say what was looked for, 30 needed; record their panel (Registers)',
    ['too little', 'advice'],
  ],
  ['no new toxicology since the last night', ['nothing new']],
  ['no new report since the last night', ['nothing new']],
  ['judged', ['text']],
]

describe('an outcome that was kept as one text', () => {
  it.each(EARLIER)('“%s” is read in its parts, and is the same text again', (text, kinds, found) => {
    const outcome = CheckOutcome.parse(text)
    expect(outcome.map(({ kind }) => kind)).toEqual(kinds)
    expect(outcome.find(({ kind }) => kind === 'found')?.count).toBe(found)
    expect(joinOutcome(outcome)).toBe(text)
  })
})

it('an outcome in parts is read as it stands', () => {
  const outcome = [{ kind: 'found', text: '2 clusters', count: 2 }]
  expect(CheckOutcome.parse(outcome)).toEqual(outcome)
})
