import { describe, expect, it } from 'vitest'
import type { Explanation } from '../../jobs/detection/signals/explain.ts'
import type { Finding, PlaceEvidence } from '../../jobs/detection/signals/finding.ts'
import { sentenceOf } from '../../jobs/detection/signals/sentence.ts'
import { joinSentence } from '../../server/contract/signal-sentence.ts'

const evidence = { check: 'place', placeName: 'Harbour', casesInLastTwoDays: 5, exceedances: 3 } as PlaceEvidence
const finding = {
  ...{ detector: 'D2', stream: 'reversals', tier: 'notify', observed: 7, expected: 1.6, recurrenceIntervalDays: 730 },
  ...{ firstDay: '2026-03-04', lastDay: '2026-03-09', evidence },
} as unknown as Finding
const explanation: Explanation = {
  reportedBy: [
    { source: 'ambulance', cases: 5, usualShare: 0.7 },
    { source: 'outreach', cases: 2, usualShare: 0.3 },
  ],
  largestBatch: { source: 'ambulance', knownOn: '2026-03-09', cases: 2 },
  shareReported: 0.9,
  awaitingToxicology: null,
  deathsThere: 0,
  feeds: [],
}

const partsOf = (over: Partial<Explanation> = {}, newAreas: string[] = [], given = finding) =>
  sentenceOf(given, {
    explanation: { ...explanation, ...over },
    agreement: null,
    newAreas,
    decision: {
      action: 'open',
      candidate: { headline: given, evidence: [given], tier: given.tier },
      splitFrom: null,
      reasons: ['new'],
    },
  })

const say = (...given: Parameters<typeof partsOf>) => joinSentence(partsOf(...given))

describe('what is said of a cluster', () => {
  it('is all there: how many, how often by chance, how many lately, what is still to come, by whom', () => {
    expect(say()).toBe(
      '7 reversals with naloxone near Harbour in 6 days (4 March 2026 to 9 March 2026), when about 1.6 would be expected from the last year (4.4 times). Chance alone brings something this strong about once in 9 years in this check. 5 of 7 were in the last 48 hours. About 10% of the reports of these days are still to come. Reported by 2 sources. This is a statistical flag: it does not say why.',
    )
    expect(say({ shareReported: 1 })).not.toContain('still to come')
    expect(say({ shareReported: null })).not.toContain('still to come')
  })

  it('is in parts, each of which says what it speaks of, what was seen first and what it does not say last', () => {
    const silent = { sentence: 'Nothing came from “outreach”.' } as Explanation['feeds'][number]
    expect(partsOf({ deathsThere: 2, feeds: [silent] }, ['Market']).map(({ kind }) => kind)).toEqual([
      ...['seen', 'chance', 'days', 'deaths', 'late', 'source', 'reach', 'feed', 'limit'],
    ])
  })

  it('says nothing of reports still to come of what is past, nor that all of what is there is still to come', () => {
    const past = { ...finding, evidence: { ...evidence, isPast: true as const } }
    expect(say({ shareReported: 0.2 }, [], past)).not.toContain('still to come')
    expect(say({ shareReported: 0 })).toContain('Usually hardly any report of these days has come by now.')
  })

  it('says that it is at one place or close together where no area has a name', () => {
    const nowhere = { ...finding, evidence: { ...evidence, placeName: null } }
    expect(say({}, [], { ...nowhere, radiusMetres: 0 })).toContain('7 reversals with naloxone at one place in 6 days')
    expect(say({}, [], { ...nowhere, radiusMetres: 800 })).toContain('7 reversals with naloxone close together in 6')
  })

  it('says of what is usual there that it may explain it, and not that so many are usual', () => {
    const usual = { ...finding, usualThere: { of: 'season' as const, windows: 3, mean: 2.4 } }
    expect(say({}, [], usual)).toContain(
      'What is usual there may explain it: in the same days of the 3 years before there were 2.4 on average.',
    )
  })

  it('names a batch that is most of it', () => {
    const batch = (cases: number) => say({ largestBatch: { source: 'ambulance', knownOn: '2026-03-09', cases } })
    expect(batch(4)).toContain('4 of 7 became known from “ambulance” on 9 March 2026, which may explain it.')
    expect(batch(3)).not.toContain('became known')
  })

  it('names the areas it has come to', () => {
    expect(say({}, ['Market'])).toContain('It now reaches Market.')
    expect(say({}, ['Market', 'Station'])).toContain('It now reaches Market and Station.')
    expect(say({}, ['A', 'B', 'C', 'D', 'E'])).toContain('It now reaches A, B, C and 2 more.')
  })

  it('says no more of chance than the replicates can show', () => {
    const never = { ...finding, recurrenceIntervalDays: 10_000, evidence: { ...evidence, exceedances: 0 } }
    expect(say({}, [], never)).toContain('less than once in 123 years')
  })
})
