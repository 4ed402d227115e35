import type { Trx } from '../../server/db/tenant.ts'
import { partnershipOf } from '../../server/db/tenant.ts'

/** A night that is done, as its run leaves it. */
export async function addDoneNight(trx: Trx, night: string, kept: Record<string, unknown> = {}): Promise<void> {
  const partnership_id = await partnershipOf(trx)
  const now = trx.fn.now()
  await trx('work').insert({
    partnership_id,
    kind: 'night',
    subject: night,
    state: 'done',
    attempts: 1,
    started_at: now,
    finished_at: kept.finished_at ?? now,
  })
  await trx('night').insert({ partnership_id, night, finished_at: now, ...kept })
}

/** Every night asked for, by its work. */
export function listNightWork(trx: Trx) {
  return trx('work').where({ kind: 'night' }).select({ night: 'subject' }, 'state', 'attempts').orderBy('subject')
}
