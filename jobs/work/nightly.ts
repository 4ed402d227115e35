import type { Knex } from 'knex'
import { coverEventsWithHexagons } from '../../server/areas/hexagons.ts'
import { appendAudit } from '../../server/audit/store.ts'
import type { Day } from '../../server/contract/day.ts'
import { type Tenant, withTenant } from '../../server/db/tenant.ts'
import { compareWaiting } from '../../server/deaths/same-deaths/compare.ts'
import { compareWaitingReports } from '../../server/naloxone/same-events/compare.ts'
import {
  askForNightWork,
  beginNight,
  finishNight,
  keepSnapshot,
  nightBefore,
  readNight,
} from '../../server/surveillance/nights/night-work.ts'
import { removePreviewsUpTo } from '../../server/surveillance/nights/previews.ts'
import { packSnapshot, readSnapshot, type Snapshot, unpackSnapshot } from '../../server/surveillance/nights/snapshot.ts'
import {
  type KeptIdentity,
  mergeSignal,
  readIdentities,
  writeStates,
  writeVersion,
} from '../../server/surveillance/signals/nightly-store.ts'
import { runNamed, type WorkKind } from '../../server/work/run-work.ts'
import { type Piece, putOffWork } from '../../server/work/store.ts'
import type { Compute } from '../compute/compute.ts'
import { judgeNight, type NightResult } from '../detection/night.ts'
import { backtestNowcast } from './nowcast.ts'

export type KeptResult = NightResult & { snapshotHash: string }

export type NightRun =
  | { outcome: 'done'; result: KeptResult }
  | { outcome: 'done before'; result: KeptResult; isSame: boolean }
  /** This night or another of the partnership. */
  | { outcome: 'running elsewhere' }
  | { outcome: 'taken over' }
  /** A later night is done: its signals know nothing of this one. */
  | { outcome: 'passed over' }

const tenantOf = (partnershipId: string): Tenant => ({
  partnershipId,
  userId: 'nightly job',
  purpose: 'nightly detection',
})

/**
 * Runs a night once, whatever night waits before it. A night that is done is computed again from its kept snapshot and compared; nothing is
 * written.
 */
export async function runNight(db: Knex, partnershipId: string, night: Day, compute: Compute): Promise<NightRun> {
  const tenant = tenantOf(partnershipId)
  const asked = await withTenant(db, tenant, (trx) => askForNightWork(trx, night))
  if (asked === 'done') return repeatNight(db, tenant, night, compute)
  if (asked === 'passed') return { outcome: 'passed over' }
  let ended: NightRun = { outcome: 'taken over' }
  const kind = nightWork(compute, async (run) => {
    ended = run
  })
  const ran = await runNamed(db, partnershipId, kind, night)
  return ran === 'not free' ? { outcome: 'running elsewhere' } : ended
}

/**
 * Nights as work: freezes what was known before it, computes on threads, and publishes the signals with the end of the work in one
 * transaction. `atEnd` is told what became of each.
 */
export function nightWork(
  compute: Compute,
  atEnd: (run: NightRun, night: Day, milliseconds: number) => Promise<void>,
): WorkKind {
  return {
    kind: 'night',
    // it holds up the nights after it until one is due; then it is given up (askForDueNight)
    mostAttempts: Number.POSITIVE_INFINITY,
    isInOrder: true,
    async work(db, piece) {
      const startedAt = performance.now()
      const run = await judgeOnce(db, piece, compute)
      await atEnd(run, piece.subject, Math.round(performance.now() - startedAt))
    },
    afterError: (trx, piece) =>
      putOffWork(trx, piece, 'The run stopped with an error; the log of that time says which.'),
  }
}

async function judgeOnce(db: Knex, piece: Piece, compute: Compute): Promise<NightRun> {
  const { partnershipId, subject: night } = piece
  const tenant = tenantOf(partnershipId)
  const begun = await beginNight(db, tenant, piece)
  if (begun === 'passed') return { outcome: 'passed over' }
  const { snapshot, hash } =
    begun.snapshot && begun.snapshotHash
      ? { snapshot: unpackSnapshot(begun.snapshot), hash: begun.snapshotHash }
      : await freeze(db, tenant, piece, begun.firstStartedAt)
  const result = await judgeNight(snapshot, await signalsBefore(db, tenant, night), compute)
  return withTenant(db, tenant, async (trx): Promise<NightRun> => {
    const isFinished = await finishNight(trx, piece, {
      hash: result.resultHash,
      checks: result.checks,
      feeds: result.feeds,
      plainNotices: result.plainNotices,
    })
    if (!isFinished) return { outcome: 'passed over' }
    for (const version of result.versions) await writeVersion(trx, partnershipId, night, version)
    for (const { signalId, into } of result.merged) await mergeSignal(trx, signalId, into, night)
    await writeStates(trx, result.states)
    await removePreviewsUpTo(trx, night)
    await backtestNowcast(trx, partnershipId, night)
    await appendAudit(trx, {
      action: 'write',
      operation: 'nightly',
      recordId: null,
      fields: [],
      records: result.versions.length,
    })
    return { outcome: 'done', result: { ...result, snapshotHash: hash } }
  })
}

async function freeze(
  db: Knex,
  tenant: Tenant,
  piece: Piece,
  recordedUntil: string,
): Promise<{ snapshot: Snapshot; hash: string }> {
  const night = piece.subject
  // what was recorded since somebody who may see every record last looked; a question, which changes no figure
  await withTenant(db, tenant, (trx) => compareWaiting(trx, night))
  await withTenant(db, tenant, (trx) => compareWaitingReports(trx, night))
  const previous = await nightBefore(db, tenant, night)
  const snapshot = await withTenant(db, tenant, async (trx) => {
    await coverEventsWithHexagons(trx)
    return readSnapshot(trx, tenant.partnershipId, night, previous, recordedUntil)
  })
  const packed = packSnapshot(snapshot)
  const records = snapshot.deaths.length + snapshot.reversals.length + (snapshot.overdoses?.length ?? 0)
  await keepSnapshot(db, tenant, piece, { ...packed, records })
  return { snapshot, hash: packed.hash }
}

async function repeatNight(db: Knex, tenant: Tenant, night: Day, compute: Compute): Promise<NightRun> {
  const before = await readNight(db, tenant, night)
  const result = await judgeNight(unpackSnapshot(before.snapshot_gzip), await signalsBefore(db, tenant, night), compute)
  return {
    outcome: 'done before',
    result: { ...result, snapshotHash: before.snapshot_hash },
    isSame: result.resultHash === before.result_hash,
  }
}

/**
 * What a night would find that a later night has passed over: on what was known before it and the signals of the nights before it. Nothing
 * is written but the audit's entry.
 */
export async function lookAtNight(db: Knex, partnershipId: string, night: Day, compute: Compute): Promise<KeptResult> {
  const tenant: Tenant = { partnershipId, userId: 'command line', purpose: 'look at a past night' }
  const previous = await nightBefore(db, tenant, night)
  const snapshot = await withTenant(db, tenant, async (trx) => {
    await trx.raw('set transaction read only')
    return readSnapshot(trx, partnershipId, night, previous, 'infinity')
  })
  const result = await judgeNight(snapshot, await signalsBefore(db, tenant, night), compute)
  await withTenant(db, tenant, (trx) =>
    appendAudit(trx, {
      action: 'read',
      operation: 'vigil nightly',
      recordId: null,
      fields: [],
      records: result.versions.length,
    }),
  )
  return { ...result, snapshotHash: packSnapshot(snapshot).hash }
}

function signalsBefore(db: Knex, tenant: Tenant, night: Day): Promise<KeptIdentity[]> {
  return withTenant(db, tenant, (trx) => readIdentities(trx, night))
}
