import type { EventStream } from '../../../server/contract/signal.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../../server/surveillance/nights/snapshot.ts'

/** What a check of a stream looks at. */
export function recordsOf(snapshot: Snapshot, stream: EventStream): readonly (SnapshotDeath | SnapshotReversal)[] {
  return stream === 'overdoses' ? (snapshot.overdoses ?? snapshot.believed ?? []) : snapshot[stream]
}

/** Those whose day is known: a check of when or where something happened takes no invented day for exact. */
export function datedRecordsOf(snapshot: Snapshot, stream: EventStream): readonly (SnapshotDeath | SnapshotReversal)[] {
  return recordsOf(snapshot, stream).filter(hasExactDay)
}

export function hasExactDay(record: SnapshotDeath | SnapshotReversal): boolean {
  return !('dayPrecision' in record) || record.dayPrecision === undefined
}

/**
 * Who reports it: the agency where one is known. What people enter here without one, in forms or from Vigil's own spreadsheet, is one feed: a
 * partnership goes over from the one to the other.
 */
export function feedOf({ source, agency }: { source: string; agency?: string | undefined }): string {
  return agency ?? (source === 'vigil' || source === 'vigil-csv' ? 'entered in Vigil' : source)
}
