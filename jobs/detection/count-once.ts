import { addDays, daysBetween } from '../../server/day.ts'
import type { SnapshotReversal } from '../../server/nights/snapshot.ts'
import { groupBy } from './group-by.ts'

const WITHIN_MINUTES = 30
const WITHIN_METRES = 200
const MINUTES_A_DAY = 1440
const METRES_PER_DEGREE = 111_195

/**
 * One overdose reported by several agencies counts once in the checks: reports of different sources at times known to the minute and at
 * most 30 minutes apart, midnight between them or not, within 200 m. The report with the most persons stays, of equals the one known first. Nothing is
 * changed in the records: merging them is for a person to decide.
 */
export function countOnce(reversals: SnapshotReversal[]): SnapshotReversal[] {
  if (reversals.every(({ minute }) => minute === null)) return reversals
  const events = [...groupBy(reversals, ({ id }) => id).values()]
  const kept: SnapshotReversal[][] = []
  const keptOn = new Map<string, SnapshotReversal[][]>()
  for (const event of events.toSorted(byPersonsThenKnown)) {
    const [first] = event as [SnapshotReversal]
    const near = [-1, 0, 1].flatMap((days) => keptOn.get(addDays(first.day, days)) ?? [])
    if (near.some(([other]) => other && isSameOverdose(first, other))) continue
    kept.push(event)
    keptOn.set(first.day, [...(keptOn.get(first.day) ?? []), event])
  }
  if (kept.length === events.length) return reversals
  const ids = new Set(kept.map(([first]) => first?.id))
  return reversals.filter(({ id }) => ids.has(id))
}

function byPersonsThenKnown(a: SnapshotReversal[], b: SnapshotReversal[]): number {
  const key = ([first]: SnapshotReversal[]) => `${first?.knownOn ?? '9999'} ${first?.id}`
  return b.length - a.length || (key(a) < key(b) ? -1 : 1)
}

function isSameOverdose(a: SnapshotReversal, b: SnapshotReversal): boolean {
  if (a.source === b.source || a.minute === null || b.minute === null) return false
  const minutesApart = daysBetween(a.day, b.day) * MINUTES_A_DAY + b.minute - a.minute
  if (Math.abs(minutesApart) > WITHIN_MINUTES) return false
  if (a.longitude === null || a.latitude === null || b.longitude === null || b.latitude === null) return false
  const north = (a.latitude - b.latitude) * METRES_PER_DEGREE
  const east = (a.longitude - b.longitude) * METRES_PER_DEGREE * Math.cos((a.latitude * Math.PI) / 180)
  return Math.hypot(north, east) <= WITHIN_METRES
}
