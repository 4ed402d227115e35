import type { EventStream } from '../../server/contract/signal.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../server/nights/snapshot.ts'

/** What a check of a stream looks at. */
export function recordsOf(snapshot: Snapshot, stream: EventStream): readonly (SnapshotDeath | SnapshotReversal)[] {
  return stream === 'overdoses' ? (snapshot.overdoses ?? []) : snapshot[stream]
}
