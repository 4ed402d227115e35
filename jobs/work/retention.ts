import type { Knex } from 'knex'
import { z } from 'zod'
import { appendAudit } from '../../server/audit/store.ts'
import { Day } from '../../server/contract/day.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import { dayIn } from '../../server/day.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { schedule } from '../../server/identity/retention/schedule.ts'
import { type Removed, removeOld } from '../../server/identity/retention/store.ts'
import { nightDue } from '../../server/surveillance/nights/store.ts'
import { runWork } from '../../server/work/run-work.ts'
import { askForWork, countEnded, finishWork } from '../../server/work/store.ts'

/** A kind of record, of the day it is carried out for. */
const AskedRemoval = z.strictObject({ kind: z.string(), ranOn: Day })

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
  const asked = carriedOut.map(
    ({ kind }) => ({ kind: 'retention', subject: `${kind} ${ranOn}`, asked: { kind, ranOn } }) as const,
  )
  if ((await withTenant(db, tenant, (trx) => countEnded(trx, asked))) === asked.length) return []
  await withTenant(db, tenant, (trx) => askForWork(trx, asked))
  const outcomes: (Removed & { kind: string })[] = []
  await runWork(db, partnershipId, {
    kind: 'retention',
    mostAttempts: 3,
    async work(_db, piece) {
      const { kind } = AskedRemoval.parse(piece.asked)
      const rule = carriedOut.find((one) => one.kind === kind)
      const outcome = await withTenant(db, tenant, async (trx) => {
        const removed = rule ? await removeOld(trx, rule, today) : { removed: 0, held: 0 }
        if (removed.removed > 0)
          await appendAudit(trx, {
            action: 'write',
            operation: `retention: remove ${kind}`,
            recordId: null,
            fields: [],
            records: removed.removed,
          })
        await finishWork(trx, piece, { state: 'done', result: removed })
        return removed
      })
      if (outcome.removed > 0 || outcome.held > 0) outcomes.push({ kind, ...outcome })
    },
  })
  return outcomes
}
