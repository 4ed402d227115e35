import type { Knex } from 'knex'
import { appendAudit } from '../server/audit/store.ts'
import type { Day } from '../server/contract/day.ts'
import type { Partnership } from '../server/contract/partnership.ts'
import { dayIn } from '../server/day.ts'
import { withTenant } from '../server/db/tenant.ts'
import { nightDue } from '../server/nights/store.ts'
import { schedule } from '../server/retention/schedule.ts'
import { claimRetention, countRetention, noteRetention, type Removed, removeOld } from '../server/retention/store.ts'

const carriedOut = schedule.filter(({ removal }) => removal !== undefined)

/**
 * Carries out the retention schedule, once a day after the night: each kind in a transaction of its own, with its count in the audit, so
 * that a run that was cut off is finished by the next look. Gives what was removed now; nothing when it had been done.
 */
export async function carryOutRetention(
  db: Knex,
  partnership: Partnership,
  now = new Date(),
): Promise<(Removed & { kind: string })[]> {
  const { partnershipId, timeZone, today } = partnership
  const tenant = { partnershipId, userId: 'timetable', purpose: 'carry out the retention schedule' }
  const ranOn: Day = nightDue({ timeZone, today: dayIn(timeZone, now) }, now)
  if ((await withTenant(db, tenant, (trx) => countRetention(trx, ranOn))) >= carriedOut.length) return []
  const outcomes: (Removed & { kind: string })[] = []
  for (const rule of carriedOut) {
    const outcome = await withTenant(db, tenant, async (trx) => {
      if (!(await claimRetention(trx, rule.kind, ranOn))) return undefined
      const removed = await removeOld(trx, rule, today)
      await noteRetention(trx, rule.kind, ranOn, removed)
      if (removed.removed > 0) {
        await appendAudit(trx, {
          action: 'write',
          operation: `retention: remove ${rule.kind}`,
          recordId: null,
          fields: [],
          records: removed.removed,
        })
      }
      return removed
    })
    if (outcome && (outcome.removed > 0 || outcome.held > 0)) outcomes.push({ kind: rule.kind, ...outcome })
  }
  return outcomes
}
