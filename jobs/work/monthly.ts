import type { Knex } from 'knex'
import { z } from 'zod'
import { appendAudit } from '../../server/audit/store.ts'
import { Day } from '../../server/contract/day.ts'
import { daysBetween } from '../../server/day.ts'
import { type Tenant, withTenant } from '../../server/db/tenant.ts'
import { readAreaDeaths } from '../../server/figures/indicators/area-deaths.ts'
import {
  keepMonthlyReport,
  MonthlyReportKind,
  readMonthlyReport,
} from '../../server/surveillance/nights/monthly-store.ts'
import { readNight } from '../../server/surveillance/nights/night-work.ts'
import { unpackSnapshot } from '../../server/surveillance/nights/snapshot.ts'
import { readLastNight } from '../../server/surveillance/nights/store.ts'
import { runWork } from '../../server/work/run-work.ts'
import { askForWork, finishWork } from '../../server/work/store.ts'
import type { Compute } from '../compute/compute.ts'
import { areaExcess, firstDayOf } from '../detection/checks/area-excess.ts'
import { noticeableSize } from '../detection/noticeable-size.ts'

const EVERY_NIGHTS = 28
const YEARS = [1, 3]

/** Makes the reports that the latest night done is due, and says which; each is kept as soon as it is made. */
export async function makeMonthlyReports(
  db: Knex,
  partnershipId: string,
  compute: Compute,
  isStopping: () => boolean = () => false,
): Promise<MonthlyReportKind[]> {
  const tenant: Tenant = { partnershipId, userId: 'monthly report', purpose: 'nightly detection' }
  const night = await withTenant(db, tenant, readLastNight)
  if (!night) return []

  const due = await withTenant(db, tenant, async (trx) => {
    const kinds: MonthlyReportKind[] = []
    for (const kind of MonthlyReportKind.options) {
      const latest = await readMonthlyReport(trx, kind)
      if (!latest || daysBetween(latest.night, night) >= EVERY_NIGHTS) kinds.push(kind)
    }
    return kinds
  })
  if (due.length === 0) return []
  // one that was made of nothing and set aside is made again
  const asked = due.map(
    (kind) => ({ kind: 'monthly_report', subject: `${kind} ${night}`, asked: { kind, night } }) as const,
  )
  await withTenant(db, tenant, (trx) => askForWork(trx, asked, { again: 'done' }))
  const made: MonthlyReportKind[] = []
  await runWork(
    db,
    partnershipId,
    {
      kind: 'monthly_report',
      mostAttempts: 3,
      async work(_db, piece) {
        const { kind, night } = AskedReport.parse(piece.asked)
        const report = await MAKE[kind](db, tenant, night, compute)
        await withTenant(db, tenant, async (trx) => {
          await keepMonthlyReport(trx, partnershipId, kind, night, report)
          await appendAudit(trx, {
            action: 'write',
            operation: 'monthly report',
            recordId: null,
            fields: [kind],
            records: 1,
          })
          await finishWork(trx, piece, { state: 'done' })
        })
        made.push(kind)
      },
    },
    isStopping,
  )
  return made
}

async function makeAreaExcess(db: Knex, tenant: Tenant, night: Day, compute: Compute): Promise<object> {
  const periods = []
  for (const years of YEARS) {
    const counted = await withTenant(db, tenant, (trx) => readAreaDeaths(trx, night, firstDayOf(night, years)))
    periods.push(await areaExcess(counted, { partnershipId: tenant.partnershipId, night, years }, compute))
  }
  return periods
}

async function makeNoticeableSizes(db: Knex, tenant: Tenant, night: Day, compute: Compute): Promise<object> {
  const { snapshot_gzip: kept } = await readNight(db, tenant, night)
  const snapshot = unpackSnapshot(kept)
  return [await noticeableSize(snapshot, 'deaths', compute), await noticeableSize(snapshot, 'reversals', compute)]
}

const AskedReport = z.strictObject({ kind: MonthlyReportKind, night: Day })
const MAKE = { area_excess: makeAreaExcess, noticeable_size: makeNoticeableSizes }
