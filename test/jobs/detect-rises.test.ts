import { describe, expect, it } from 'vitest'
import { computeHere } from '../../jobs/compute/compute.ts'
import { detectRises } from '../../jobs/detection/checks/rises.ts'
import { explain } from '../../jobs/detection/signals/explain.ts'
import type { Finding } from '../../jobs/detection/signals/finding.ts'
import { sentenceOf } from '../../jobs/detection/signals/sentence.ts'
import { randomFor, randomPoisson } from '../../jobs/stats/draws/random.ts'
import { joinOutcome } from '../../server/contract/check-outcome.ts'
import { joinSentence } from '../../server/contract/signal-sentence.ts'
import { addDays } from '../../server/day.ts'
import type { Snapshot, SnapshotReversal } from '../../server/surveillance/nights/snapshot.ts'

const night = '2026-03-10'
const compute = computeHere()

/** Reversals of the last `days` days, about 300 a year, half of them known the same day and the rest two days later. */
function drawReversals(days: number, seed: string): SnapshotReversal[] {
  const random = randomFor(seed, 0)
  const reversals: SnapshotReversal[] = []
  for (let daysAgo = days; daysAgo >= 1; daysAgo--)
    for (let n = randomPoisson(random, 300 / 365); n > 0; n--) {
      const delay = random() < 0.5 ? 0 : 2
      if (daysAgo > delay) reversals.push(reversal(`${seed} ${reversals.length}`, daysAgo, delay))
    }
  return reversals
}

function reversal(id: string, daysAgo: number, delay: number): SnapshotReversal {
  const day = addDays(night, -daysAgo)
  const place = { longitude: null, latitude: null, areaId: null, minute: null }
  return { id, day, knownOn: addDays(day, delay), source: daysAgo % 2 ? 'ambulance' : 'hostel', person: 1, ...place }
}

const many = Array.from({ length: 12 }, (_, i) => reversal(`more ${i}`, 1 + (i % 3), 0))

const snapshotOf = (reversals: SnapshotReversal[]) =>
  ({ partnershipId: 'a partnership', night, deaths: [], reversals }) as unknown as Snapshot
const judge = (reversals: SnapshotReversal[]) => detectRises(snapshotOf(reversals), 'reversals', compute)

const say = (finding: Finding, reversals: SnapshotReversal[]) =>
  joinSentence(
    sentenceOf(finding, {
      explanation: explain(finding, snapshotOf(reversals), []),
      agreement: null,
      decision: {
        action: 'open',
        candidate: { headline: finding, evidence: [finding], tier: finding.tier },
        splitFrom: null,
        reasons: ['new'],
      },
    }),
  )

describe('the check for rises', () => {
  it('finds twelve more in three days, with their records, and says so in words', async () => {
    const reversals = [...drawReversals(1300, 'seed'), ...many]
    const { findings, check } = await judge(reversals)
    expect(findings).toHaveLength(1)
    const [finding] = findings as [(typeof findings)[number]]
    expect(finding).toMatchObject({
      detector: 'D1',
      kind: 'reversals',
      tier: 'notify',
      firstDay: '2026-03-07',
      lastDay: '2026-03-09',
      centre: null,
      evidence: { check: 'rise', windowDays: 3, yearsOfHistory: 3 },
    })
    expect(finding.cases.map(({ id }) => id)).toEqual(expect.arrayContaining(many.map(({ id }) => id)))
    expect(finding.cases).toHaveLength(finding.observed)
    expect(check).toMatchObject({
      detector: 'D1',
      p: finding.p,
      outcome: [{ kind: 'found', text: 'a rise', count: 1 }],
    })
    const said = say(finding, reversals)
    expect(said).toMatch(
      /^\d+ reversals with naloxone in the whole area in 3 days \(7 March 2026 to 9 March 2026\), when about \d\.\d would be expected from the last 3 years/,
    )
    // of three days, one half of the last two is not in yet
    expect(said).toMatch(/About (2\d|3\d|4\d)% of the reports of these days are still to come, which was allowed for\./)
  })

  it('gives the same answer again', async () => {
    const reversals = [...drawReversals(1300, 'again'), ...many]
    expect(await judge(reversals)).toEqual(await judge(reversals))
  })

  it('finds nothing where nothing happened', async () => {
    const { findings, check } = await judge(drawReversals(1300, 'seed'))
    expect(findings).toEqual([])
    expect(joinOutcome(check.outcome)).toBe('judged: nothing unusual')
    expect(check.p).toBeGreaterThan(0.01)
  })

  it('allows for nothing where it is not known how late reports come, and says that', async () => {
    const undated = [...drawReversals(1300, 'seed'), ...many].map((one) => ({ ...one, knownOn: null }))
    const [finding] = (await judge(undated)).findings
    expect(finding?.evidence).toMatchObject({ check: 'rise', shareKnown: null })
    expect(finding && say(finding, undated)).toContain('How late reports come is not known')
  })

  it('says that it cannot judge with hardly any records, or with none', async () => {
    const few = await judge(drawReversals(90, 'few'))
    expect(few.findings).toEqual([])
    expect(few.check.p).toBeNull()
    expect(joinOutcome(few.check.outcome)).toMatch(
      /^not enough data to judge: reversals in \d+ days: \d+; ten in half a year/,
    )
    expect(joinOutcome((await judge([])).check.outcome)).toMatch(
      /^not enough data to judge: no reversals are known; ten in half/,
    )
  })

  it('judges a few months by what the partnership stated to be usual', async () => {
    const reversals = [...drawReversals(90, 'few'), ...many]
    const stated = { ...snapshotOf(reversals), usualPerYear: { deaths: null, reversals: 300 } }
    const { findings } = await detectRises(stated, 'reversals', compute)
    expect(findings).toMatchObject([{ tier: 'notify', evidence: { check: 'rise', windowDays: 3 } }])
    expect((await judge(reversals)).check.p).toBeNull()
  })

  it('judges a partnership of one year by its level', async () => {
    const reversals = [...drawReversals(365, 'young'), ...many]
    const { findings } = await judge(reversals)
    expect(findings[0]?.evidence).toMatchObject({ check: 'rise', windowDays: 3 })
    expect(findings[0] && say(findings[0], reversals)).toContain('from the last 11 months')
  })
})
