import { expect, it } from 'vitest'
import { explain } from '../../jobs/detection/signals/explain.ts'
import type { Finding } from '../../jobs/detection/signals/finding.ts'
import { addDays } from '../../server/day.ts'
import type { Snapshot } from '../../server/surveillance/nights/snapshot.ts'

const night = '2026-03-10'

it('says who usually reports from older records where the last year has none: toxicology may come later than that', () => {
  const deaths = Array.from({ length: 8 }, (_, i) => ({
    id: `death ${i}`,
    day: addDays(night, -400 - i),
    knownOn: addDays(night, -390),
    source: i < 6 ? 'coroner' : 'police',
    toxicologyKnownOn: addDays(night, -1),
  }))
  const finding = { stream: 'toxicology', cases: [{ id: 'death 0', isDeath: true }] } as unknown as Finding
  const { reportedBy } = explain(finding, { night, deaths, reversals: [] } as unknown as Snapshot, [])
  expect(reportedBy).toEqual([{ source: 'coroner', cases: 1, usualShare: 0.75 }])
})
