import { describe, expect, it } from 'vitest'
import { withAgreements } from '../../jobs/detection/signals/corroboration.ts'
import type { FaintFinding, Finding } from '../../jobs/detection/signals/finding.ts'

/** A finding of deaths near the harbour in March, as rare as is said. */
function found(recurrenceIntervalDays: number, over: Partial<Finding> = {}): Finding {
  return {
    detector: 'D2',
    stream: 'deaths',
    tier: 'watch',
    areaIds: ['harbour'],
    firstDay: '2026-03-01',
    lastDay: '2026-03-10',
    cases: [],
    recurrenceIntervalDays,
    observed: 4,
    expected: 0.8,
    ...over,
  } as Finding
}

const reversals = (recurrenceIntervalDays: number, over: Partial<Finding> = {}): FaintFinding =>
  found(recurrenceIntervalDays, { stream: 'reversals', ...over })

describe('two weaker findings of different streams', () => {
  it('are put side by side, with how rare the pair is by chance', () => {
    const [finding] = withAgreements([found(300)], [reversals(40), reversals(60)], false)
    expect(finding).toMatchObject({
      tier: 'watch',
      agreement: { stream: 'reversals', recurrenceIntervalDays: 60, isUpgraded: false },
    })
    // half way between: the mean of the intervals, nearly
    expect(1 / (finding?.agreement?.combinedP ?? 1)).toBeCloseTo(180, 0)
  })

  it('make a watch notify only where that is switched on, and both together are as rare as once in a year', () => {
    const tierOf = (one: number, other: number, upgrades: boolean) =>
      withAgreements([found(one)], [reversals(other)], upgrades)[0]?.tier
    expect(tierOf(300, 440, false)).toBe('watch')
    expect(tierOf(300, 440, true)).toBe('notify')
    expect(tierOf(300, 420, true)).toBe('watch')
  })

  it.each([
    ['at another time', reversals(500, { firstDay: '2026-03-11', lastDay: '2026-03-20' })],
    ['in another place', reversals(500, { areaIds: ['market'] })],
    ['of the same stream', reversals(500, { stream: 'deaths' })],
  ])('say nothing for each other %s', (_, other) => {
    expect(withAgreements([found(300)], [other], true)[0]).toEqual(found(300))
  })

  it('meet where one speaks of the whole partnership', () => {
    expect(withAgreements([found(300)], [reversals(500, { areaIds: [] })], true)[0]?.tier).toBe('notify')
  })

  it('of deaths and of their toxicology meet in the deaths, however late it came', () => {
    const deaths = (...ids: string[]) => ({ cases: ids.map((id) => ({ id, isDeath: true })) })
    const rise = found(60, { detector: 'D1', areaIds: [], ...deaths('a', 'b', 'c', 'd', 'e') })
    const drug = (...ids: string[]) =>
      found(900, { detector: 'D3', stream: 'toxicology', areaIds: [], lastDay: '2026-06-01', ...deaths(...ids) })
    expect(withAgreements([drug('a', 'b', 'x')], [rise], true)[0]?.tier).toBe('notify')
    expect(withAgreements([drug('a', 'x', 'y')], [rise], true)[0]?.tier).toBe('watch')
  })

  it('never make a notice louder: it is listed without a test of chance', () => {
    expect(withAgreements([found(8, { tier: 'notice' })], [reversals(3000)], true)[0]?.tier).toBe('notice')
  })
})
