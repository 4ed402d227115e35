import { expect, it } from 'vitest'
import { countAllOnce, countOnce } from '../../jobs/detection/reports/count-once.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../server/surveillance/nights/snapshot.ts'

function report(day: string, minute: number, source: string): SnapshotReversal {
  const id = `${day} ${minute} ${source}`
  return { id, day, minute, source, knownOn: day, longitude: -5, latitude: 50.2, areaId: null, person: 1 }
}

it('counts an overdose once whose reports stand on either side of midnight', () => {
  const before = report('2026-03-01', 1430, 'ambulance')
  expect(countOnce([before, report('2026-03-02', 15, 'peers')])).toHaveLength(1)
  expect(countOnce([before, report('2026-03-02', 21, 'peers')])).toHaveLength(2)
  expect(countOnce([before, report('2026-03-03', 15, 'peers')])).toHaveLength(2)
  // over the end of February in a leap year, and of the year
  expect(countOnce([report('2028-02-29', 1439, 'ambulance'), report('2028-03-01', 0, 'peers')])).toHaveLength(1)
  expect(countOnce([report('2026-12-31', 1439, 'ambulance'), report('2027-01-01', 0, 'peers')])).toHaveLength(1)
})

it('counts a death once that two sources reported, with the toxicology of either', () => {
  const died = (id: string, source: string, over: Partial<SnapshotDeath> = {}): SnapshotDeath => ({
    ...{ id, source, day: '2026-03-01', knownOn: '2026-03-02', longitude: -5, latitude: 50.2, areaId: null },
    ...{ toxicologyKnownOn: null, found: [], notDetected: [], panelId: null, ageYears: 34, sex: 'male', ...over },
  })
  const counted = (...deaths: SnapshotDeath[]) =>
    countAllOnce({ deaths, reversals: [] } as unknown as Snapshot).deaths.map(({ id }) => id)
  const police = died('police', 'police')
  const results = { knownOn: '2026-03-09', toxicologyKnownOn: '2026-05-01', found: ['metonitazene'] }
  const coroner = died('coroner', 'coroner', results)
  const { deaths } = countAllOnce({ deaths: [coroner, police], reversals: [] } as unknown as Snapshot)
  expect(deaths).toEqual([{ ...police, toxicologyKnownOn: '2026-05-01', found: ['metonitazene'] }])

  for (const other of [
    died('other', 'police'),
    died('other', 'coroner', { ageYears: 35 }),
    died('other', 'coroner', { sex: 'female' }),
    died('other', 'coroner', { day: '2026-03-02' }),
    died('other', 'coroner', { latitude: 50.2019 }),
    died('other', 'coroner', { longitude: null, latitude: null }),
  ])
    expect(counted(police, other)).toEqual(['police', 'other'])
  for (const unknown of [{ ageYears: null }, { sex: null }, { ageYears: undefined, sex: undefined }])
    expect(counted(died('one', 'police', unknown), died('other', 'coroner', unknown))).toEqual(['one', 'other'])
})
