import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { coverEventsWithHexagons } from '../server/areas/hexagons.ts'
import { appendAudit } from '../server/audit/store.ts'
import type { Day } from '../server/contract/day.ts'
import { type Tenant, withTenant } from '../server/db/tenant.ts'
import {
  claimNight,
  failNight,
  finishNight,
  keepLease,
  keepSnapshot,
  nightBefore,
  readNight,
} from '../server/nights/job-run.ts'
import { packSnapshot, readSnapshot, type Snapshot, unpackSnapshot } from '../server/nights/snapshot.ts'
import {
  type KeptIdentity,
  mergeSignal,
  readIdentities,
  type VersionToWrite,
  writeStates,
  writeVersion,
} from '../server/signals/nightly-store.ts'
import type { Compute } from './compute.ts'
import { detectPlaces } from './detect-places.ts'
import { detectSubstances } from './detect-substances.ts'
import type { Check, Finding } from './finding.ts'
import {
  type Decision,
  type MergedCandidate,
  matchSignals,
  mergeCandidates,
  nextVersion,
  openSignal,
  type SubstanceTree,
  stateOn,
} from './identity.ts'
import { sentenceOf } from './sentence.ts'

/** What a night gives: the same snapshot and the same signals before it give the same result, byte for byte. */
export type NightResult = {
  night: Day
  snapshotHash: string
  resultHash: string
  checks: Check[]
  versions: VersionToWrite[]
  merged: { signalId: string; into: string }[]
  states: { signalId: string; state: 'new' | 'updated' | 'quiet' | 'closed' }[]
}

export type NightRun =
  | { outcome: 'done'; result: NightResult }
  | { outcome: 'done before'; result: NightResult; isSame: boolean }
  | { outcome: 'running elsewhere' }
  | { outcome: 'taken over' }

/**
 * Runs a night once: claims it, freezes what was known before it, computes on threads, and publishes the signals with the run record in
 * one transaction. A night that is done is computed again from its kept snapshot and compared; nothing is written.
 */
export async function runNight(db: Knex, partnershipId: string, night: Day, compute: Compute): Promise<NightRun> {
  const tenant: Tenant = { partnershipId, userId: 'nightly job', purpose: 'nightly detection' }
  const claim = await claimNight(db, tenant, night)
  if ('state' in claim)
    return claim.state === 'running' ? { outcome: 'running elsewhere' } : repeatNight(db, tenant, night, compute)

  const stopLease = keepLease(db, tenant, night, claim.attempt)
  try {
    const snapshot = claim.snapshot
      ? unpackSnapshot(claim.snapshot)
      : await freeze(db, tenant, night, claim.attempt, claim.firstStartedAt)
    const result = await computeNight(db, tenant, snapshot, compute)
    const isPublished = await withTenant(db, tenant, async (trx) => {
      if (!(await finishNight(trx, night, claim.attempt, { hash: result.resultHash, checks: result.checks })))
        return false
      for (const version of result.versions) await writeVersion(trx, partnershipId, night, version)
      for (const { signalId, into } of result.merged) await mergeSignal(trx, signalId, into, night)
      await writeStates(trx, result.states)
      await appendAudit(trx, {
        action: 'write',
        operation: 'nightly',
        recordId: null,
        fields: [],
        records: result.versions.length,
      })
      return true
    })
    return isPublished ? { outcome: 'done', result } : { outcome: 'taken over' }
  } catch (error) {
    await failNight(
      db,
      tenant,
      night,
      claim.attempt,
      'The run stopped with an error; the log of that time says which.',
    ).catch(() => undefined)
    throw error
  } finally {
    stopLease()
  }
}

async function freeze(db: Knex, tenant: Tenant, night: Day, attempt: number, recordedUntil: string): Promise<Snapshot> {
  const previous = await nightBefore(db, tenant, night)
  const snapshot = await withTenant(db, tenant, async (trx) => {
    await coverEventsWithHexagons(trx)
    return readSnapshot(trx, tenant.partnershipId, night, previous, recordedUntil)
  })
  await keepSnapshot(db, tenant, night, attempt, packSnapshot(snapshot))
  return snapshot
}

async function repeatNight(db: Knex, tenant: Tenant, night: Day, compute: Compute): Promise<NightRun> {
  const before = await readNight(db, tenant, night)
  const result = await computeNight(db, tenant, unpackSnapshot(before.snapshot_gzip), compute)
  return { outcome: 'done before', result, isSame: result.resultHash === before.result_hash }
}

async function computeNight(db: Knex, tenant: Tenant, snapshot: Snapshot, compute: Compute): Promise<NightResult> {
  const detected = [
    await detectPlaces(snapshot, 'deaths', compute),
    await detectPlaces(snapshot, 'reversals', compute),
    await detectSubstances(snapshot, compute),
  ]
  const before = await withTenant(db, tenant, (trx) => readIdentities(trx, snapshot.night))
  const merged = mergeCandidates(detected.flatMap(({ findings }) => findings))
  const decisions = matchSignals(snapshot.night, merged, before, treeOf(snapshot))

  const versions = decisions.flatMap((decision) =>
    decision.action === 'merge' ? [] : [toVersion(tenant.partnershipId, snapshot, decision)],
  )
  const mergedAway = decisions.flatMap((decision) =>
    decision.action === 'merge' ? [{ signalId: decision.signal.id, into: decision.into }] : [],
  )
  const gone = new Set(mergedAway.map(({ signalId }) => signalId))
  const now = new Map(before.map((identity) => [identity.id, identity]))
  for (const { signalId, identity } of versions) now.set(signalId, identity as KeptIdentity)
  const states = [...now.values()]
    .filter(({ id }) => !gone.has(id))
    .map((identity) => ({ signalId: identity.id, state: stateOn(snapshot.night, identity) }))

  const checks = detected.map(({ check }) => check)
  return {
    night: snapshot.night,
    snapshotHash: packSnapshot(snapshot).hash,
    resultHash: createHash('sha256').update(JSON.stringify({ checks, versions, mergedAway, states })).digest('hex'),
    checks,
    versions,
    merged: mergedAway,
    states,
  }
}

function toVersion(
  partnershipId: string,
  snapshot: Snapshot,
  decision: Exclude<Decision, { action: 'merge' }>,
): VersionToWrite {
  const { night } = snapshot
  const finding = decision.candidate.headline as Finding
  const identity =
    decision.action === 'open'
      ? openSignal(signalIdOf(partnershipId, night, decision.candidate), night, decision.candidate)
      : nextVersion(night, decision)
  return {
    signalId: identity.id,
    version: identity.version,
    detector: finding.detector,
    stream: finding.stream,
    tier: finding.tier,
    isRenotified: decision.reasons.length > 0,
    pValue: finding.p,
    recurrenceIntervalDays: finding.tier === 'notice' ? null : finding.recurrenceIntervalDays,
    statistic: finding.statistic,
    observed: finding.observed,
    expected: finding.expected,
    firstDay: finding.firstDay,
    lastDay: finding.lastDay,
    caseIds: finding.cases.map(({ id }) => id),
    areaIds: [...finding.areaIds],
    substanceCodes: [...finding.nodes],
    centre: finding.centre,
    radiusMetres: finding.radiusMetres,
    sentence: sentenceOf(finding, decision),
    evidence: {
      ...finding.evidence,
      alsoFoundBy: decision.candidate.evidence
        .filter((other) => other !== finding)
        .map(({ detector, kind, p, observed, nodes }) => ({ detector, kind, p, observed, nodes })),
    },
    changes:
      decision.action === 'update'
        ? {
            casesAdded: decision.casesAdded,
            casesLeft: decision.casesLeft,
            isReopened: decision.isReopened,
            reasons: decision.reasons,
          }
        : decision.splitFrom
          ? { splitFrom: decision.splitFrom }
          : null,
    identity,
  }
}

/** Made from what it is, so that the same night gives the same id wherever it is run. */
function signalIdOf(partnershipId: string, night: Day, { headline }: MergedCandidate): string {
  const hash = createHash('sha256')
    .update(
      [
        partnershipId,
        night,
        headline.detector,
        headline.kind,
        ...headline.nodes,
        ...headline.cases.map(({ id }) => id),
      ].join('|'),
    )
    .digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

function treeOf({ substances }: Snapshot): SubstanceTree {
  const parentOf = new Map(substances.map(({ code, parentCode }) => [code, parentCode]))
  return {
    isAncestor(ancestor, node) {
      for (let up = parentOf.get(node); up; up = parentOf.get(up)) if (up === ancestor) return true
      return false
    },
  }
}
