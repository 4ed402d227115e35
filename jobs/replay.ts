import type { Knex } from 'knex'
import { appendAudit } from '../server/audit/store.ts'
import type { Day } from '../server/contract/day.ts'
import { addDays, daysBetween } from '../server/day.ts'
import { type Tenant, withTenant } from '../server/db/tenant.ts'
import { readSnapshot } from '../server/surveillance/nights/snapshot.ts'
import type { KeptIdentity, VersionToWrite } from '../server/surveillance/signals/nightly-store.ts'
import type { Compute } from './compute/compute.ts'
import { judgeNight, signalsAfter } from './detection/night.ts'

export type ReplayedSignal = Pick<
  VersionToWrite,
  | 'stream'
  | 'detector'
  | 'signalId'
  | 'version'
  | 'tier'
  | 'caseIds'
  | 'areaIds'
  | 'firstDay'
  | 'lastDay'
  | 'observed'
  | 'expected'
  | 'pValue'
  | 'recurrenceIntervalDays'
  | 'sentence'
> & { night: Day; substances: string[] }

/**
 * What the nightly check would have said, had it begun on the first day and run every night to the last, each on what was known before it
 * (however late that was recorded; docs/statistics.md 5). Signals are carried from night to night in memory: nothing is written but the
 * audit's entry of the run, and that before the answer is given. A signal has the id the nightly check would give it.
 */
export async function replayNights(
  db: Knex,
  partnershipId: string,
  { from, to }: { from: Day; to: Day },
  compute: Compute,
  say: (done: number, total: number) => void = () => undefined,
): Promise<ReplayedSignal[]> {
  const tenant: Tenant = { partnershipId, userId: 'command line', purpose: 'replay of nights' }
  const nights = Array.from({ length: daysBetween(from, to) + 1 }, (_, i) => addDays(from, i))
  const replayed: ReplayedSignal[] = []
  let signals: KeptIdentity[] = []
  for (const [index, night] of nights.entries()) {
    say(index, nights.length)
    const snapshot = await withTenant(db, tenant, async (trx) => {
      await trx.raw('set transaction read only')
      return readSnapshot(trx, partnershipId, night, nights[index - 1], 'infinity')
    })
    const result = await judgeNight(snapshot, signals, compute)
    signals = signalsAfter(signals, result)
    for (const version of result.versions) replayed.push(toLine(night, version))
  }
  await withTenant(db, tenant, (trx) =>
    appendAudit(trx, {
      action: 'read',
      operation: 'vigil replay',
      recordId: null,
      fields: [],
      records: replayed.length,
    }),
  )
  say(nights.length, nights.length)
  return replayed
}

function toLine(night: Day, version: VersionToWrite): ReplayedSignal {
  const { stream, detector, signalId, tier, caseIds, areaIds, firstDay, lastDay, substanceCodes } = version
  const { observed, expected, pValue, recurrenceIntervalDays, sentence } = version
  return {
    night,
    stream,
    detector,
    signalId,
    version: version.version,
    tier,
    caseIds,
    areaIds,
    firstDay,
    lastDay,
    substances: substanceCodes,
    observed,
    expected,
    pValue,
    recurrenceIntervalDays,
    sentence,
  }
}
