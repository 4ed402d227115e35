import { expect, it } from 'vitest'
import { countOnce } from '../../jobs/detection/count-once.ts'
import type { SnapshotReversal } from '../../server/nights/snapshot.ts'

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
