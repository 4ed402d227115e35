import { expect, it } from 'vitest'
import { computeHere } from '../../jobs/compute/compute.ts'
import { detectSubstances } from '../../jobs/detection/checks/substances.ts'
import { addDays } from '../../server/day.ts'
import type { Snapshot, SnapshotDeath } from '../../server/surveillance/nights/snapshot.ts'

const drug = (code: string, parentCode: string | null, over: object = {}) => ({
  ...{ code, name: code, parentCode, level: 'drug', isWatched: false, isMetabolite: false, ...over },
})

/** Twelve deaths with heroin, the last of them with another drug as well. */
async function tierOfFirst(found: string): Promise<string | undefined> {
  const deaths = Array.from({ length: 12 }, (_, number): SnapshotDeath => {
    const day = addDays('2026-01-01', number)
    return {
      ...{ id: `death-${number}`, source: 'coroner', day, knownOn: day, toxicologyKnownOn: addDays(day, 30) },
      ...{ longitude: null, latitude: null, areaId: null, panelId: null, notDetected: [] },
      found: number === 11 ? ['heroin', found] : ['heroin'],
    }
  })
  const { findings } = await detectSubstances(
    {
      ...{ partnershipId: '00000000-0000-4000-8000-000000000000', night: '2026-03-01', previousNight: null },
      ...{ deaths, reversals: [], areas: [], foundEarlier: [], residentsPerSquareKilometre: null, panels: [] },
      substances: [
        drug('opioid', null, { level: 'class' }),
        drug('heroin', 'opioid'),
        drug('nitazene', 'opioid', { level: 'family', isWatched: true }),
        drug('metonitazene', 'nitazene'),
        drug('5-aminometonitazene', 'nitazene', { isMetabolite: true }),
        drug('xylazine', null, { isWatched: true }),
        drug('codeine', 'opioid'),
      ],
    } satisfies Snapshot,
    computeHere(),
  )
  return findings[0]?.tier
}

it('takes the first of a watched drug for a notice, and tells the first of a watched family', async () => {
  expect(await tierOfFirst('xylazine')).toBe('notice')
  expect(await tierOfFirst('metonitazene')).toBe('notify')
  expect(await tierOfFirst('codeine')).toBeUndefined()
  expect(await tierOfFirst('5-aminometonitazene')).toBe('notify') // its metabolite is in the body because it was
})
