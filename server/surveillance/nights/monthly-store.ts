import { z } from 'zod'
import type { Day } from '../../contract/day.ts'
import type { Trx } from '../../db/tenant.ts'

export const MonthlyReportKind = z.enum(['area_excess', 'noticeable_size'])
export type MonthlyReportKind = z.infer<typeof MonthlyReportKind>

/** The latest report of a kind; undefined before the first. */
export async function readMonthlyReport(
  trx: Trx,
  kind: MonthlyReportKind,
): Promise<{ night: Day; report: unknown } | undefined> {
  return trx('monthly_report').where({ kind }).orderBy('night', 'desc').first('night', 'report')
}

export async function keepMonthlyReport(
  trx: Trx,
  partnershipId: string,
  kind: MonthlyReportKind,
  night: Day,
  report: object,
): Promise<void> {
  await trx('monthly_report')
    .insert({ partnership_id: partnershipId, kind, night, report: JSON.stringify(report) })
    .onConflict(['partnership_id', 'kind', 'night'])
    .merge(['report'])
}
