import type { Knex } from 'knex'
import { coverEventsWithHexagons } from '../../server/areas/hexagons.ts'
import { appendAudit } from '../../server/audit/store.ts'
import type { Day } from '../../server/contract/day.ts'
import type { PreviewResult } from '../../server/contract/night-preview.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import { addDays } from '../../server/day.ts'
import { type Tenant, withTenant } from '../../server/db/tenant.ts'
import { nightBefore } from '../../server/surveillance/nights/night-work.ts'
import { finishPreview, setPreviewedNight } from '../../server/surveillance/nights/previews.ts'
import { readSnapshot } from '../../server/surveillance/nights/snapshot.ts'
import { readIdentities } from '../../server/surveillance/signals/nightly-store.ts'
import { runWork } from '../../server/work/run-work.ts'
import { finishWork, noteSteps, type Piece } from '../../server/work/store.ts'
import type { Compute } from '../compute/compute.ts'
import { judgeNight, type NightResult } from '../detection/night.ts'

/**
 * Judges now what tonight's run would judge if nothing more came in: all that is known up to today, and the signals as the nights before
 * left them. No signal is written and nobody is told; tonight's run finds the same by itself, once. Says whether there was one to make.
 */
export async function runAskedPreview(
  db: Knex,
  { partnershipId, today }: Pick<Partnership, 'partnershipId' | 'today'>,
  compute: Compute,
): Promise<boolean> {
  const tenant: Tenant = { partnershipId, userId: 'preview of a night', purpose: 'nightly detection' }
  const night = addDays(today, 1)
  const previews = await runWork(db, partnershipId, {
    kind: 'night_preview',
    mostAttempts: 3,
    async work(_db, piece) {
      await withTenant(db, tenant, (trx) => setPreviewedNight(trx, piece, night))
      const result = toPreview(await lookAhead(db, tenant, night, compute, piece))
      await withTenant(db, tenant, async (trx) => {
        await finishPreview(trx, piece, result)
        await appendAudit(trx, {
          action: 'read',
          operation: 'preview of a night',
          recordId: null,
          fields: [],
          records: result.signals.length,
        })
      })
    },
    // somebody waits for it: it is not tried again by itself
    afterError: (trx, piece) => finishWork(trx, piece, { state: 'failed', failure: STOPPED }),
  })
  return previews > 0
}

const STOPPED =
  'The preview stopped with an error; the log of that time says which. Nothing was changed: ask for it again.'

async function lookAhead(db: Knex, tenant: Tenant, night: Day, compute: Compute, piece: Piece): Promise<NightResult> {
  const previous = await nightBefore(db, tenant, night)
  // as the run itself would, where there are no areas yet
  await withTenant(db, tenant, coverEventsWithHexagons)
  const { snapshot, before } = await withTenant(db, tenant, async (trx) => {
    await trx.raw('set transaction read only')
    return {
      snapshot: await readSnapshot(trx, tenant.partnershipId, night, previous, 'infinity'),
      before: await readIdentities(trx, night),
    }
  })
  return judgeNight(snapshot, before, compute, (done, total) =>
    withTenant(db, tenant, (trx) => noteSteps(trx, piece, done, total)),
  )
}

const LOUDEST_FIRST = ['notify', 'watch', 'notice']

function toPreview({ checks, feeds, versions }: NightResult): PreviewResult {
  return {
    checks,
    feeds,
    signals: versions
      .map((version) => ({
        signalId: version.version === 1 ? null : version.signalId,
        wouldBeTold: version.isRenotified,
        tier: version.tier,
        detector: version.detector,
        stream: version.stream,
        sentence: version.sentence,
        observed: version.observed,
        expected: version.expected,
        pValue: version.pValue,
        recurrenceIntervalDays: version.recurrenceIntervalDays,
        firstDay: version.firstDay,
        lastDay: version.lastDay,
      }))
      .sort((a, b) => LOUDEST_FIRST.indexOf(a.tier) - LOUDEST_FIRST.indexOf(b.tier) || a.pValue - b.pValue),
  }
}
