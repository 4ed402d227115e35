import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Candidate,
  type Decision,
  type MergedCandidate,
  matchSignals,
  mergeCandidates,
  nextVersion,
  openSignal,
  type Signal,
  stateOn,
  type Tier,
} from '../../jobs/detection/signals/continuity.ts'

const tree = {
  isAncestor: (ancestor: string, node: string) =>
    ({
      ...{ metonitazene: ['nitazenes', 'opioids'], nitazenes: ['opioids'], heroin: ['opioids'] },
      ...{ fentanyl: ['opioids'], etizolam: ['benzodiazepines'], bromazolam: ['benzodiazepines'] },
    })[node]?.includes(ancestor) ?? false,
}

/** A candidate of reversals in two areas; the letters are its cases, those in capitals are deaths. */
function found(letters: string, over: Partial<Candidate> = {}): Candidate {
  return {
    detector: 'D2',
    kind: 'reversals',
    cases: [...letters].map((id) => ({ id: id.toLowerCase(), isDeath: id !== id.toLowerCase() })),
    areaIds: ['market', 'harbour'],
    firstDay: '2026-03-01',
    lastDay: '2026-03-10',
    nodes: [],
    tier: 'notify',
    p: 0.002,
    recurrenceIntervalDays: 500,
    observed: letters.length,
    expected: 1.5,
    ...over,
  }
}

function signal(id: string, letters: string, over: Partial<Signal> & { as?: Partial<Candidate> } = {}): Signal {
  const { as, ...fields } = over
  return { ...openSignal(id, '2026-03-10', only(found(letters, as))), ...fields }
}

function only(candidate: Candidate) {
  return { headline: candidate, evidence: [candidate], tier: candidate.tier }
}

function matchOnly(candidate: Candidate, signals: Signal[], night = '2026-03-11') {
  return matchSignals(night, [only(candidate)], signals, tree)
}

/** What was decided, in few words: 'update s1', 'open', 'merge s2 into s1'. */
function inWords(decisions: Decision[]): string[] {
  return decisions.map((decision) => {
    if (decision.action === 'open') return decision.splitFrom ? `open, split from ${decision.splitFrom}` : 'open'
    if (decision.action === 'merge') return `merge ${decision.signal.id} into ${decision.into}`
    return `${decision.isReopened ? 're-open' : 'update'} ${decision.signal.id}`
  })
}

function reasonsOf(candidate: Candidate, before: Signal, night = '2026-03-11') {
  const [decision] = matchOnly(candidate, [before], night)
  if (decision?.action !== 'update') throw new Error(`expected an update, got ${decision?.action}`)
  return decision.reasons
}

describe('candidates of one night', () => {
  it('that share half of the cases of the smaller one become one, headed by the more specific', () => {
    const area = found('abcdefghij', { detector: 'D1', p: 0.0001 })
    const cluster = found('abcd')
    const merged = mergeCandidates([area, cluster], tree)
    expect(merged).toEqual([{ headline: cluster, evidence: [cluster, area], tier: 'notify' }])
  })

  it('stay two when they share less', () => {
    expect(mergeCandidates([found('abcde'), found('defgh')], tree).length).toBe(2)
  })

  it('in two places are not glued together by a rise of the whole area', () => {
    const merged = mergeCandidates(
      [found('abcdefgh', { detector: 'D1' }), found('abc'), found('fgh', { p: 0.004 })],
      tree,
    )
    expect(merged.map(({ headline, evidence }) => [headline.observed, evidence.length])).toEqual([
      [3, 2],
      [3, 1],
    ])
  })

  it('merge in the same way whatever order they come in', () => {
    const all = [found('abc'), found('bcd', { p: 0.01 }), found('xyz', { detector: 'D3', kind: 'substances' })]
    expect(mergeCandidates(all.toReversed(), tree)).toEqual(mergeCandidates(all, tree))
  })
})

describe('a merged finding', () => {
  const rise = found('ABCDEFGH', { detector: 'D1', kind: 'deaths', areaIds: [] })

  it('has the loudest tier of its evidence, whichever is its headline', () => {
    const cluster = found('ABCD', { kind: 'deaths', tier: 'watch' })
    const [merged] = mergeCandidates([rise, cluster], tree)
    expect(merged).toMatchObject({ headline: { detector: 'D2', tier: 'watch' }, tier: 'notify' })
    const [decision] = matchSignals('2026-03-11', mergeCandidates([rise, cluster], tree), [], tree)
    expect(decision).toMatchObject({ action: 'open', reasons: ['new'] })
    const opened = openSignal('s1', '2026-03-11', (decision as { candidate: MergedCandidate }).candidate)
    expect(opened).toMatchObject({ tier: 'notify', lastNotified: { tier: 'notify' } })
  })

  it('never hides a rise behind the first death with a drug, nor that death in the rise', () => {
    const first = found('A', { detector: 'D3', kind: 'substances', nodes: ['metonitazene'], tier: 'notice', p: 1 })
    expect(mergeCandidates([rise, first], tree).map(({ headline, tier }) => [headline.detector, tier])).toEqual([
      ['D3', 'notice'],
      ['D1', 'notify'],
    ])
    const three = found('ABC', { detector: 'D3', kind: 'substances', nodes: ['nitazenes'] })
    expect(mergeCandidates([three, first], tree)).toHaveLength(1)
    const told = { ...first, tier: 'notify' as const }
    expect(mergeCandidates([rise, told], tree)).toHaveLength(2)
  })

  it('are two where two drugs that are no part of each other were first found in one death', () => {
    const first = (node: string) =>
      found('A', { detector: 'D3', kind: 'substances', nodes: [node], areaIds: [], tier: 'notice', p: 1 })
    const both = mergeCandidates([first('etizolam'), first('metonitazene')], tree)
    expect(both.map(({ headline }) => headline.nodes)).toEqual([['etizolam'], ['metonitazene']])
    const known = both.map((candidate, i) => openSignal(`s${i + 1}`, '2026-03-10', candidate))
    expect(inWords(matchSignals('2026-03-11', both, known, tree))).toEqual(['update s1', 'update s2'])
    expect(inWords(matchOnly(first('etizolam'), known))).toEqual(['update s1'])
  })
})

describe('toxicology that names a drug in the deaths of an earlier signal', () => {
  const rise = signal('s1', 'ABCDEFGH', { as: { detector: 'D1', kind: 'deaths', areaIds: [] } })
  const named = (letters: string, ...nodes: string[]) =>
    found(letters, { detector: 'D3', kind: 'substances', nodes, areaIds: [] })

  it('goes on with its id, even when it has been closed, and people hear of it', () => {
    expect(inWords(matchOnly(named('ABCX', 'nitazenes'), [rise], '2026-04-02'))).toEqual(['update s1'])
    const [decision] = matchOnly(named('ABCX', 'nitazenes'), [rise], '2026-06-10')
    expect(decision).toMatchObject({ isReopened: true, reasons: ['re-opened', 'new substance'] })
  })

  it('needs two deaths in it, and half of its own', () => {
    expect(inWords(matchOnly(named('AXY', 'nitazenes'), [rise]))).toEqual(['open'])
    expect(inWords(matchOnly(named('ABWXYZ', 'nitazenes'), [rise]))).toEqual(['open'])
  })

  it('takes in its first notice, and tells the drug to those who heard of the rise', () => {
    const notice = signal('s2', 'A', { firstSeen: '2026-03-20', as: { ...named('A', 'nitazenes'), tier: 'notice' } })
    const decisions = matchOnly(named('ABX', 'nitazenes'), [rise, notice], '2026-04-02')
    expect(inWords(decisions)).toEqual(['update s1', 'merge s2 into s1'])
    expect(decisions[0]).toMatchObject({ reasons: ['new substance'] })
  })

  it('goes on with a signal of that substance first', () => {
    const own = signal('s2', 'CXYZ', { as: named('CXYZ', 'nitazenes'), lastFound: '2026-06-09' })
    expect(inWords(matchOnly(named('ABCX', 'nitazenes'), [rise, own], '2026-06-10'))).toEqual(['update s2'])
  })

  it('breaks the silence of one that a person dismissed', () => {
    const dismissed = { ...rise, dismissed: { observed: 8, recurrenceIntervalDays: 500 } }
    expect(reasonsOf(named('ABC', 'nitazenes'), dismissed)).toContain('new substance')
  })
})

describe('a signal of substances is one story', () => {
  const of = (letters: string, ...nodes: string[]) =>
    found(letters, { detector: 'D3', kind: 'substances', nodes, areaIds: [] })

  it('and goes on under no combination with the class of its drug, whose deaths hold its own', () => {
    const etizolam = signal('s1', 'A', { as: { ...of('A', 'etizolam'), tier: 'notice' } })
    const combination = of('ABCDEFGHIJ', 'benzodiazepines', 'fentanyl', 'heroin')
    expect(inWords(matchOnly(combination, [etizolam]))).toEqual(['open'])
    expect(inWords(matchOnly(of('ABC', 'etizolam', 'heroin'), [etizolam]))).toEqual(['update s1'])
    expect(inWords(matchOnly(of('ABC', 'benzodiazepines'), [etizolam]))).toEqual(['update s1'])
  })

  it('where half of its deaths are the same and a substance is, or both are combinations', () => {
    const pair = signal('s1', 'ABCDEFG', { as: of('ABCDEFG', 'bromazolam', 'heroin') })
    expect(inWords(matchOnly(of('BCDEFGH', 'bromazolam', 'fentanyl'), [pair]))).toEqual(['update s1'])
    expect(inWords(matchOnly(of('GHIJKLM', 'bromazolam', 'fentanyl'), [pair]))).toEqual(['open'])
    expect(inWords(matchOnly(of('ABCDEFG', 'etizolam', 'fentanyl'), [pair]))).toEqual(['update s1'])
    expect(inWords(matchOnly(of('ABCDEFG', 'metonitazene'), [pair]))).toEqual(['open'])
  })
})

describe('a finding continues a signal', () => {
  it('of the same kind with half of the cases', () => {
    expect(inWords(matchOnly(found('cdxy', { areaIds: ['station'] }), [signal('s1', 'abcd')]))).toEqual(['update s1'])
    expect(inWords(matchOnly(found('dwxyz', { areaIds: ['station'] }), [signal('s1', 'abcd')]))).toEqual(['open'])
  })

  it('of the same kind in the same areas, if the windows meet', () => {
    const areaIds = ['market', 'harbour', 'station']
    expect(inWords(matchOnly(found('wxyz', { areaIds, firstDay: '2026-03-08' }), [signal('s1', 'abcd')]))).toEqual([
      'update s1',
    ])
    expect(inWords(matchOnly(found('wxyz', { areaIds, firstDay: '2026-03-11' }), [signal('s1', 'abcd')]))).toEqual([
      'open',
    ])
  })

  it('of the same substance, or of its class', () => {
    const of = (letters: string, ...nodes: string[]) =>
      found(letters, { detector: 'D3', kind: 'substances', nodes, areaIds: [] })
    const before = signal('s1', 'abc', { as: of('abc', 'metonitazene') })
    expect(inWords(matchOnly(of('xyz', 'metonitazene'), [before]))).toEqual(['update s1'])
    expect(inWords(matchOnly(of('xyz', 'nitazenes'), [before]))).toEqual(['update s1'])
    expect(inWords(matchOnly(of('xyz', 'heroin'), [before]))).toEqual(['open'])
  })

  it('as a cluster that is part of the rise people know of', () => {
    const everywhere = (letters: string) => found(letters, { detector: 'D1', areaIds: [] })
    const before = signal('s1', 'abcdefghij', { as: everywhere('abcdefghij') })
    const cluster = found('ijklmn')
    expect(inWords(matchOnly(cluster, [before]))).toEqual(['open'])
    const both = mergeCandidates([cluster, everywhere('cdefghijklmn')], tree)
    expect(inWords(matchSignals('2026-03-11', both, [before], tree))).toEqual(['update s1'])
    const elsewhere = signal('s2', 'bcd', { as: { areaIds: ['station'] } })
    expect(inWords(matchSignals('2026-03-11', both, [elsewhere], tree))).toEqual(['open'])
  })

  it('and never one of another kind', () => {
    expect(inWords(matchOnly(found('abcd', { kind: 'deaths' }), [signal('s1', 'abcd')]))).toEqual(['open'])
  })

  it('that is the oldest, where two fit equally', () => {
    const younger = signal('s1', 'ab', { firstSeen: '2026-03-09' })
    const older = signal('s2', 'cd', { firstSeen: '2026-03-02' })
    expect(inWords(matchOnly(found('abcd'), [younger, older]))).toEqual(['update s2', 'merge s1 into s2'])
  })
})

describe('a signal over its nights', () => {
  it('keeps one id while the cluster drifts until none of its first cases is left', () => {
    const letters = 'abcdefghijklmnop'
    let current = signal('s1', letters.slice(0, 5))
    for (let night = 1; night <= 11; night++) {
      const day = `2026-03-${10 + night}`
      const [decision, ...others] = matchOnly(
        found(letters.slice(night, night + 5), { lastDay: day, p: night === 4 ? 0.0005 : 0.003 }),
        [current],
        day,
      )
      expect(others).toEqual([])
      if (decision?.action !== 'update') throw new Error(`night ${night}: ${decision?.action}`)
      current = nextVersion(day, decision)
    }
    expect(current).toMatchObject({
      id: 's1',
      version: 12,
      firstSeen: '2026-03-10',
      lastFound: '2026-03-21',
      p: 0.003,
      peakP: 0.0005,
    })
    expect(current.cases.map(({ id }) => id).join('')).toBe('lmnop')
  })

  it('says what came and what went', () => {
    const [decision] = matchOnly(found('bcde'), [signal('s1', 'abcd')])
    expect(decision).toMatchObject({ casesAdded: ['e'], casesLeft: ['a'] })
  })

  it('that grew into another takes it in: the older id survives, however small it was', () => {
    const older = signal('s1', 'abc', { firstSeen: '2026-03-02' })
    const younger = signal('s2', 'efghij', { firstSeen: '2026-03-08' })
    expect(inWords(matchOnly(found('abcdefghij'), [younger, older]))).toEqual(['update s1', 'merge s2 into s1'])
  })

  it('is not taken in by a rise that merely holds its cases', () => {
    const chance = signal('s1', 'abc', { firstSeen: '2026-03-02' })
    const cluster = signal('s2', 'fghijk', { firstSeen: '2026-03-08' })
    const everywhere = found('abcdefghijklmnopqrst', { detector: 'D1', areaIds: [] })
    expect(inWords(matchOnly(everywhere, [chance, cluster]))).toEqual(['update s2'])
  })

  it('that took in another has told what people heard of either', () => {
    const older = signal('s1', 'abcd', { firstSeen: '2026-03-02', as: { areaIds: ['market'] } })
    const younger = signal('s2', 'efghij', { firstSeen: '2026-03-08', as: { areaIds: ['harbour'] } })
    const [update] = matchOnly(found('bcdefghi'), [older, younger])
    expect(update).toMatchObject({ action: 'update', signal: { id: 's1' }, reasons: [] })
  })

  it('that fell apart leaves its id to the largest part', () => {
    const before = signal('s1', 'abcdefg', { as: { areaIds: ['market', 'harbour'] } })
    const small = only(found('abc', { areaIds: ['market'] }))
    const large = only(found('defg', { areaIds: ['harbour'] }))
    expect(inWords(matchSignals('2026-03-11', [small, large], [before], tree))).toEqual([
      'open, split from s1',
      'update s1',
    ])
  })

  it('does not lose a neighbour that was found in its own right', () => {
    const signals = [signal('s1', 'abcd'), signal('s2', 'wxyz', { as: { areaIds: ['station'] } })]
    const night = [only(found('abcdwx')), only(found('wxyz', { areaIds: ['station'] }))]
    expect(inWords(matchSignals('2026-03-11', night, signals, tree))).toEqual(['update s1', 'update s2'])
  })

  it('is decided in the same way whatever order the signals come in', () => {
    const signals = [signal('s1', 'abc'), signal('s2', 'cde'), signal('s3', 'efg')]
    const night = [only(found('abcde')), only(found('defg'))]
    expect(matchSignals('2026-03-11', night, signals.toReversed(), tree)).toEqual(
      matchSignals('2026-03-11', night, signals, tree),
    )
  })
})

it('uses each finding once and each signal at most once, whatever they share', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'abcdefghij'), minLength: 3, maxLength: 7 })
  const sets = fc.array(letters, { maxLength: 6 })
  fc.assert(
    fc.property(sets, sets, (tonight, known) => {
      const night = tonight.map((cases) => only(found(cases)))
      const signals = known.map((cases, i) => signal(`s${i}`, cases, { firstSeen: `2026-03-0${1 + (i % 5)}` }))
      const decisions = matchSignals('2026-03-11', night, signals, tree)
      const candidates = decisions.flatMap((decision) => (decision.action === 'merge' ? [] : [decision.candidate]))
      const ids = decisions.flatMap((decision) => (decision.action === 'open' ? [] : [decision.signal.id]))
      expect(candidates).toEqual(night)
      expect(new Set(ids).size).toBe(ids.length)
      for (const decision of decisions)
        if (decision.action === 'merge')
          expect(decisions.some((one) => one.action === 'update' && one.signal.id === decision.into)).toBe(true)
    }),
  )
})

describe('states', () => {
  const reversals = signal('s1', 'abcd')
  const deaths = signal('s2', 'ABCD', { as: { kind: 'deaths' } })

  it('go from new to updated with the second version', () => {
    expect(stateOn('2026-03-10', reversals)).toBe('new')
    expect(stateOn('2026-03-12', { ...reversals, version: 2, lastFound: '2026-03-12' })).toBe('updated')
  })

  it.each([
    ['reversals', reversals, '2026-03-23', '2026-03-24', '2026-04-06', '2026-04-07'],
    ['deaths', deaths, '2026-04-06', '2026-04-07', '2026-05-04', '2026-05-05'],
  ] as const)('of %s are quiet and then closed after so many nights without', (_, one, open, quiet, still, closed) => {
    expect([open, quiet, still, closed].map((night) => stateOn(night, one))).toEqual([
      'new',
      'quiet',
      'quiet',
      'closed',
    ])
  })

  it('count nights rightly over the change to summer time', () => {
    const one = { ...reversals, lastFound: '2026-03-22' }
    expect(stateOn('2026-04-04', one)).toBe('new')
    expect(stateOn('2026-04-05', one)).toBe('quiet')
  })

  it('are closed when a person closed it', () => {
    expect(stateOn('2026-03-11', { ...reversals, closedOn: '2026-03-11' })).toBe('closed')
  })

  it('a quiet signal that is found again goes on', () => {
    expect(inWords(matchOnly(found('abcd'), [reversals], '2026-03-30'))).toEqual(['update s1'])
  })

  it('a closed one re-opens within 90 days, and people hear of it', () => {
    const [decision] = matchOnly(found('abcd'), [reversals], '2026-07-06')
    expect(decision).toMatchObject({ action: 'update', isReopened: true, reasons: ['re-opened'] })
    if (decision?.action !== 'update') throw new Error('expected an update')
    expect(stateOn('2026-07-06', nextVersion('2026-07-06', decision))).toBe('updated')
  })

  it('and not on the 91st day: then it is a new signal', () => {
    expect(inWords(matchOnly(found('abcd'), [reversals], '2026-07-07'))).toEqual(['open'])
  })
})

describe('people hear of a signal again only', () => {
  const before = signal('s1', 'abcde', { as: { tier: 'watch' } })
  const same = { tier: 'watch' } as const

  it('not when nothing material changed', () => {
    expect(reasonsOf(found('abcde', same), before)).toEqual([])
    expect(reasonsOf(found('bcdefg', same), before)).toEqual([])
    expect(reasonsOf(found('abcde', { tier: 'notice' }), before)).toEqual([])
  })

  it('when its tier rises', () => {
    expect(reasonsOf(found('abcde', { tier: 'notify' }), before)).toEqual(['tier rose'])
  })

  it('when it has three more cases and twice as many, or five more and half as many again', () => {
    const three = signal('s1', 'abc', { as: same })
    expect(reasonsOf(found('abcde', same), three)).toEqual([])
    expect(reasonsOf(found('abcdef', same), three)).toEqual(['more cases'])
    const eight = signal('s1', 'abcdefgh', { as: same })
    expect(reasonsOf(found('abcdefghijkl', same), eight)).toEqual([])
    expect(reasonsOf(found('abcdefghijklm', same), eight)).toEqual(['more cases'])
    const twelve = signal('s1', 'abcdefghijkl', { as: same })
    expect(reasonsOf(found('abcdefghijklmnopq', same), twelve)).toEqual([])
  })

  it('not when a longer window holds more cases, and as many more were to be expected', () => {
    const rise = (letters: string, expected: number) =>
      found(letters, { ...same, detector: 'D1', areaIds: [], expected })
    const week = signal('s1', 'abcdefg', { as: rise('abcdefg', 2) })
    expect(reasonsOf(rise('abcdefghijklmno', 8), week)).toEqual([])
    expect(reasonsOf(rise('abcdefghijklmno', 4), week)).toEqual(['more cases'])
  })

  it('not when a rise of the whole area takes up a cluster, unless its tier is higher', () => {
    const rise = (tier: Tier) => found('abcdefghijklmn', { tier, detector: 'D1', areaIds: [], expected: 2 })
    expect(reasonsOf(rise('watch'), before)).toEqual([])
    expect(reasonsOf(rise('notify'), before)).toEqual(['tier rose'])
    const risen = signal('s1', 'abcdefghijklmn', { as: rise('watch') })
    expect(reasonsOf(found('abcde', same), risen)).toEqual(['new area'])
  })

  it('when growth adds up over nights, since it is counted from when they last heard', () => {
    const bigger = signal('s1', 'abcdefgh', { as: same })
    const [first] = matchOnly(found('abcdefghijk', same), [bigger])
    if (first?.action !== 'update') throw new Error('expected an update')
    expect(first.reasons).toEqual([])
    expect(reasonsOf(found('abcdefghijklm', same), nextVersion('2026-03-11', first))).toEqual(['more cases'])
  })

  it('when it reaches a new area with three and a quarter as many more cases, once', () => {
    expect(reasonsOf(found('abcdefg', { ...same, areaIds: ['market', 'station'] }), before)).toEqual([])
    const sixteen = signal('s1', 'abcdefghijklmnop', { as: same })
    expect(reasonsOf(found('abcdefghijklmnopqrs', { ...same, areaIds: ['station'] }), sixteen)).toEqual([])
    const wider = found('abcdefgh', { ...same, areaIds: ['market', 'harbour', 'station'] })
    const [decision] = matchOnly(wider, [before])
    if (decision?.action !== 'update') throw new Error('expected an update')
    expect(decision.reasons).toEqual(['new area'])
    const after = nextVersion('2026-03-11', decision)
    const [back] = matchOnly(found('abcde', same), [after], '2026-03-12')
    if (back?.action !== 'update') throw new Error('expected an update')
    expect(reasonsOf(wider, nextVersion('2026-03-12', back), '2026-03-13')).toEqual([])
  })

  it('when a new substance joins', () => {
    const of = (...nodes: string[]) => found('ABCDE', { ...same, detector: 'D3', kind: 'substances', nodes })
    expect(reasonsOf(of('nitazenes', 'heroin'), signal('s1', 'ABCDE', { as: of('nitazenes') }))).toEqual([
      'new substance',
    ])
  })

  it('not when its class is named, or a member of what they heard of', () => {
    const of = (...nodes: string[]) => found('ABCDE', { ...same, detector: 'D3', kind: 'substances', nodes })
    expect(reasonsOf(of('metonitazene'), signal('s1', 'ABCDE', { as: of('nitazenes') }))).toEqual([])
    expect(reasonsOf(of('nitazenes'), signal('s1', 'ABCDE', { as: of('metonitazene') }))).toEqual([])
  })

  it('not when one drug of several was in some of its cases, and all of them are found again', () => {
    const of = (letters: string, ...nodes: string[]) =>
      found(letters, { ...same, detector: 'D3', kind: 'substances', nodes })
    const wide = signal('s1', 'ABCDEFGH', { as: of('ABCDEFGH', 'nitazenes') })
    const [both] = matchOnly(of('ABCD', 'nitazenes', 'heroin'), [wide])
    if (both?.action !== 'update') throw new Error('expected an update')
    expect(both.reasons).toEqual(['new substance'])
    expect(reasonsOf(of('ABCDEFGHI', 'nitazenes'), nextVersion('2026-03-11', both), '2026-03-12')).toEqual([])
  })

  it('when a death joins what were reversals only', () => {
    expect(reasonsOf(found('abcdE', same), before)).toEqual(['a death joined'])
    expect(reasonsOf(found('abcDE', same), signal('s1', 'abcdE', { as: same }))).toEqual([])
  })

  it('after dismissal, when it has three more cases and its recurrence interval has doubled', () => {
    const dismissed = { ...before, dismissed: { observed: 5, recurrenceIntervalDays: 500 } }
    const interval = (days: number) => ({ tier: 'notify', recurrenceIntervalDays: days }) as const
    expect(reasonsOf(found('abcdefgh', interval(900)), dismissed)).toEqual([])
    expect(reasonsOf(found('abcdefg', interval(2000)), dismissed)).toEqual([])
    expect(reasonsOf(found('abcdefgh', interval(1000)), dismissed)).toEqual(['tier rose', 'more cases'])
    expect(reasonsOf(found('abcdefgh', { ...interval(1000), tier: 'watch' }), dismissed)).toEqual(['more cases'])
  })

  it('after dismissal at the longest interval that can be shown, when it has three more cases and half as many again', () => {
    const longest = { tier: 'notify', p: 0.0001, recurrenceIntervalDays: 10_000 } as const
    const eight = signal('s1', 'abcdefgh', {
      as: longest,
      dismissed: { observed: 8, recurrenceIntervalDays: 10_000 },
    })
    expect(reasonsOf(found('abcdefghijk', longest), eight)).toEqual([])
    expect(reasonsOf(found('abcdefghijkl', longest), eight)).toEqual(['more cases'])
    expect(reasonsOf(found('abcdefghijkl', { ...longest, p: 0.0002 }), eight)).toEqual([])
  })
})
