import type { Knex } from 'knex'
import { appendAudit } from '../../server/audit/store.ts'
import type { Day } from '../../server/contract/day.ts'
import { type Trx, withTenant } from '../../server/db/tenant.ts'
import { writeBorderNight } from '../../server/surveillance/national/border-store.ts'
import type { Told } from './over-borders.ts'

/**
 * Writes within each partnership's own wall, one after another, what it is told of a night, with the audit of it. A partnership that has
 * nothing to be told of has its night written down as looked at, so that what was told before falls quiet. Gives the names of those that
 * there was something to tell. `atEnd` ends the work in the same transaction.
 */
export async function tellPartnerships(
  db: Knex,
  night: Day,
  told: readonly Told[],
  atEnd: (trx: Trx, partnershipId: string) => Promise<void> = async () => undefined,
): Promise<string[]> {
  for (const { partnershipId, notices, notJudged } of told) {
    const tenant = { partnershipId, userId: 'command line', purpose: 'national detection' }
    await withTenant(db, tenant, async (trx) => {
      await writeBorderNight(trx, night, notices, notJudged)
      await appendAudit(trx, {
        action: 'write',
        operation: 'vigil national',
        recordId: null,
        fields: ['clusters over borders'],
        records: notices.length,
      })
      await atEnd(trx, partnershipId)
    })
  }
  return told.flatMap(({ name, notices }) => (notices.length ? [name] : []))
}
