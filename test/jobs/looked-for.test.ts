import { describe, expect, it } from 'vitest'
import { computeHere } from '../../jobs/compute/compute.ts'
import { detectSubstances } from '../../jobs/detection/checks/substances.ts'
import type { SubstanceEvidence } from '../../jobs/detection/signals/finding.ts'
import { joinOutcome } from '../../server/contract/check-outcome.ts'
import { addDays } from '../../server/day.ts'
import type { Snapshot, SnapshotDeath } from '../../server/surveillance/nights/snapshot.ts'

const drug = (code: string, parentCode: string | null, over: object = {}) => ({
  ...{ code, name: code, parentCode, level: 'drug', isWatched: false, isMetabolite: false, ...over },
})
const family = { level: 'family', isWatched: true }
const substances = [
  drug('opioids', null, { level: 'class' }),
  drug('heroin', 'opioids'),
  drug('nitazenes', 'opioids', family),
  drug('metonitazene', 'nitazenes', { isWatched: true }),
  drug('alpha-2-agonists', null, family),
  drug('medetomidine', 'alpha-2-agonists', { isWatched: true }),
  drug('xylazine', 'alpha-2-agonists', { isWatched: true }),
]
const columns = '00000000-0000-4000-8000-00000000000a'
const later = '00000000-0000-4000-8000-00000000000b'
const panels = [
  { panelId: columns, covers: ['opioids'] },
  { panelId: later, covers: ['opioids', 'xylazine'] },
]

/** One a day; the deaths in which the drug was found are counted back from the latest, which is 1. */
function deathsWith(
  drug: string,
  count: number,
  foundIn: number[],
  over: (back: number) => Partial<SnapshotDeath> = () => ({}),
) {
  return Array.from({ length: count }, (_, number): SnapshotDeath => {
    const back = count - number
    const day = addDays('2026-03-01', -back)
    return {
      ...{
        id: `death-${String(number).padStart(5, '0')}`,
        source: 'examiner',
        day,
        knownOn: day,
        toxicologyKnownOn: day,
      },
      ...{ longitude: null, latitude: null, areaId: null, panelId: columns, notDetected: [] },
      found: foundIn.includes(back) ? ['heroin', drug] : ['heroin'],
      ...over(back),
    }
  })
}

const judge = (deaths: SnapshotDeath[]) =>
  detectSubstances(
    {
      ...{ partnershipId: '00000000-0000-4000-8000-000000000000', night: '2026-03-01', previousNight: null },
      ...{ deaths, reversals: [], areas: [], foundEarlier: [], residentsPerSquareKilometre: null },
      ...{ panels, substances },
    } satisfies Snapshot,
    computeHere(),
  )

const naming = (judged: Awaited<ReturnType<typeof judge>>, code: string) =>
  judged.findings.filter(({ nodes, evidence }) => nodes.includes(code) && evidence.check === 'substance')

describe('a drug that the panels do not name', () => {
  // Connecticut's xylazine on 19 April 2019: 5 of the last 20, 3 of 2,515 before, and no panel that names it
  const recent = [1, 5, 9, 14, 19]
  const before = [400, 700, 850]

  it('is taken as looked for in all deaths of a source that names it by itself from the third on, and its rise is notified, marked assumed', async () => {
    const [rise] = naming(await judge(deathsWith('xylazine', 900, [...recent, ...before])), 'xylazine')
    expect(rise).toMatchObject({ tier: 'notify', observed: 5 })
    const evidence = rise?.evidence as SubstanceEvidence
    expect(evidence).toMatchObject({
      ...{ recentCount: 5, recentDenominator: 20, earlierCount: 3, earlierDenominator: 880 },
      assumed: [{ name: 'xylazine', source: 'examiner' }],
    })
  })

  it('is not, while it has named it twice, nor in the deaths of other sources', async () => {
    expect(naming(await judge(deathsWith('xylazine', 120, [1, 5])), 'xylazine')).toEqual([])
    const two = await judge(
      deathsWith('xylazine', 400, recent, (back) => ({ source: back % 2 ? 'examiner' : 'hospital', panelId: columns })),
    )
    const [rise] = naming(two, 'xylazine')
    expect(rise?.evidence).toMatchObject({ earlierDenominator: 190 })
  })

  it('is not, where another panel of the source looks for it: then the first says that it did not', async () => {
    const deaths = deathsWith('xylazine', 300, [...recent, 60, 80, 100], (back) => ({
      panelId: back <= 30 ? later : columns,
    }))
    expect(naming(await judge(deaths), 'xylazine')).toEqual([])
  })

  it('is not taken as looked for in deaths that say no panel, whoever names it', async () => {
    const deaths = (isNull: (back: number) => boolean) =>
      deathsWith('xylazine', 300, recent, (back) => ({ panelId: isNull(back) ? null : columns }))
    expect(naming(await judge(deaths((back) => back > 20)), 'xylazine')).toEqual([])
    expect(naming(await judge(deaths((back) => back <= 20 || back > 60)), 'xylazine')).toEqual([])
  })
})

it('says of which of the watch-list the panels cannot judge, and never “nothing unusual” of those', async () => {
  const { check } = await judge(deathsWith('xylazine', 60, []))
  expect(joinOutcome(check.outcome)).toBe(
    'judged: nothing unusual in what is looked for; of the watch-list the panels do not look for alpha-2-agonists, which cannot be judged',
  )
  const some = await judge(deathsWith('xylazine', 60, [], () => ({ panelId: later })))
  expect(joinOutcome(some.check.outcome)).toContain('do not look for medetomidine, which')
  const all = await judge(deathsWith('xylazine', 60, [], () => ({ notDetected: ['alpha-2-agonists'] })))
  expect(joinOutcome(all.check.outcome)).toBe('judged: nothing unusual')
})

it('counts how often chance has its turn by how often toxicology came in within the year', async () => {
  const [daily] = naming(await judge(deathsWith('metonitazene', 400, [1, 3, 5, 7, 9])), 'metonitazene')
  expect(daily && daily.recurrenceIntervalDays * daily.p).toBeCloseTo(1, 1)
  const monthly = await judge(
    deathsWith('metonitazene', 400, [1, 3, 5, 7, 9], (back) => ({
      toxicologyKnownOn: addDays('2026-02-28', -30 * Math.floor(back / 30)),
    })),
  )
  const [slow] = naming(monthly, 'metonitazene')
  expect(slow && slow.recurrenceIntervalDays * slow.p).toBeCloseTo(365 / 13, 0)
})
