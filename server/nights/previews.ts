import type { Knex } from 'knex'
import type { Day } from '../contract/day.ts'
import { NightPreview, type PreviewResult } from '../contract/night-preview.ts'
import { fromColumns } from '../db/columns.ts'
import { type Tenant, type Trx, withTenant } from '../db/tenant.ts'

const COLUMNS = [
  'preview_id',
  'night',
  'state',
  'asked_at',
  'started_at',
  'finished_at',
  'checks_done',
  'checks_total',
  'failure',
  'result',
]
const LEASE = `interval '2 minutes'`

/** Asks for a preview of the run of `night`; while one waits or runs, asking again is asking once. The one before is replaced. */
export async function askForPreview(trx: Trx, partnershipId: string, night: Day): Promise<NightPreview> {
  await trx('night_preview').whereIn('state', ['done', 'failed']).delete()
  await trx.raw(
    `insert into night_preview (partnership_id, night) values (:partnershipId, :night)
     on conflict (partnership_id) where state in ('asked', 'running') do nothing`,
    { partnershipId, night },
  )
  return (await findPreview(trx)) as NightPreview
}

export async function findPreview(trx: Trx): Promise<NightPreview | null> {
  const row = await trx('night_preview').orderBy('asked_at', 'desc').first(COLUMNS)
  return row ? NightPreview.parse(fromColumns(row)) : null
}

/** Takes up what was asked for, or left by a node that was killed; undefined where nothing waits. */
export function claimPreview(
  db: Knex,
  tenant: Tenant,
  night: Day,
): Promise<{ previewId: string; night: Day } | undefined> {
  return withTenant(db, tenant, async (trx) => {
    const { rows } = await trx.raw(
      `update night_preview set state = 'running', night = :night, started_at = now(), lease_until = now() + ${LEASE}, checks_done = 0
       where state = 'asked' or (state = 'running' and lease_until < now())
       returning preview_id as "previewId", night`,
      { night },
    )
    return rows[0]
  })
}

/** Says how far it is, which keeps the lease. */
export async function notePreviewProgress(
  db: Knex,
  tenant: Tenant,
  previewId: string,
  { done, total }: { done: number; total: number },
): Promise<void> {
  await withTenant(db, tenant, (trx) =>
    trx('night_preview')
      .where({ preview_id: previewId, state: 'running' })
      .update({ checks_done: done, checks_total: total, lease_until: trx.raw(`now() + ${LEASE}`) }),
  )
}

export async function finishPreview(trx: Trx, previewId: string, result: PreviewResult): Promise<void> {
  await trx('night_preview')
    .where({ preview_id: previewId })
    .update({ state: 'done', finished_at: trx.fn.now(), lease_until: null, result: JSON.stringify(result) })
}

export async function failPreview(db: Knex, tenant: Tenant, previewId: string, failure: string): Promise<void> {
  await withTenant(db, tenant, (trx) =>
    trx('night_preview')
      .where({ preview_id: previewId })
      .update({ state: 'failed', finished_at: trx.fn.now(), lease_until: null, failure }),
  )
}

/** Once a night is done, what looked ahead to it says nothing more. */
export async function removePreviewsUpTo(trx: Knex.Transaction, night: Day): Promise<void> {
  await trx('night_preview').where('night', '<=', night).whereIn('state', ['done', 'failed']).delete()
}
