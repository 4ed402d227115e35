import { describe, expect, it } from 'vitest'
import { fateOf, sayFound, sayOutcome } from '../../client/surveillance/nights/sayChecks.ts'
import { CheckOutcome } from '../../server/contract/check-outcome.ts'
import type { NightCheck, NightSignal } from '../../server/contract/signal.ts'

const check = (outcome: string, given: Partial<NightCheck> = {}): NightCheck => ({
  detector: 'D1',
  stream: 'reversals',
  cases: 40,
  outcome: CheckOutcome.parse(outcome),
  p: null,
  ...given,
})
const tooLittle = 'not enough data to judge: deaths in 1200 days: 3; ten are the least'
const night = (...checks: NightCheck[]) => sayFound({ checks, feeds: [], state: 'done' })

describe('what a night says in a line', () => {
  it.each([
    ['every check judged, and found nothing', [check('judged: nothing unusual')], 'nothing unusual'],
    [
      'none could judge: that is not quiet',
      [check(tooLittle), check(tooLittle)],
      'no check could judge; 2 checks had too little to judge',
    ],
    [
      'some could judge: only of those is nothing unusual said',
      [check('judged: nothing unusual', { p: 0.4 }), check(tooLittle), check(tooLittle)],
      'nothing unusual in what 1 check could judge; 2 checks had too little to judge',
    ],
    [
      'panels that do not look for all of the watch-list',
      [
        check(
          'judged: nothing unusual in what is looked for; of the watch-list the panels do not look for X, which cannot be judged',
        ),
      ],
      'nothing unusual; not all of the watch-list is looked for',
    ],
    [
      'nothing new came in',
      [check('no new toxicology since the last night', { detector: 'D3', stream: 'toxicology' })],
      'nothing new came in to judge',
    ],
    [
      'a finding',
      [check('judged: a rise', { p: 0.001 }), check(tooLittle)],
      'reversals: a rise; 1 check had too little to judge',
    ],
  ])('%s', (_, checks, said) => {
    expect(night(...checks)).toBe(said)
  })

  it('names no command where the page has a form', () => {
    const { outcome } = check(
      `${tooLittle}; stating the usual yearly number (vigil partnership usual) or pooling with neighbours would help`,
    )
    expect(sayOutcome(outcome)).toBe(
      `${tooLittle}; stating the usual yearly number (below) or pooling with neighbours would help`,
    )
  })
})

describe('what became of what a check found', () => {
  const cluster: NightSignal = {
    signalId: '00000000-0000-4000-8000-000000000001',
    version: 1,
    tier: 'notify',
    detector: 'D2',
    stream: 'reversals',
    isRenotified: true,
    sentence: [{ kind: 'seen', text: 'Ten reversals near Bodmin.' }],
    alsoFoundBy: [{ detector: 'D1', stream: 'reversals' }],
    mergedInto: null,
  }

  it('is its own signal, with nothing to explain', () => {
    expect(fateOf(check('judged: 1 cluster', { detector: 'D2', p: 0.001 }), [cluster])).toEqual({
      signals: [cluster],
      why: null,
    })
  })

  it('is fewer signals than findings, where several are of the same events', () => {
    const substances = { ...cluster, detector: 'D3' as const, stream: 'toxicology' as const }
    const fate = fateOf(check('judged: 4 findings', { detector: 'D3', stream: 'toxicology', p: 0.001 }), [substances])
    expect([fate.signals, fate.why]).toEqual([[substances], expect.stringContaining('same events are one signal')])
  })

  it('is a signal that says the same more closely, and why', () => {
    const fate = fateOf(check('judged: a rise', { p: 0.001 }), [cluster])
    expect(fate.signals).toEqual([cluster])
    expect(fate.why).toContain('same events')
  })

  it('is none, where chance brings as much too often', () => {
    expect(fateOf(check('judged: nothing unusual', { p: 0.02 }), [cluster]).why).toContain('about once in 50 nights')
    expect(fateOf(check(tooLittle), [cluster])).toEqual({ signals: [], why: null })
  })
})
