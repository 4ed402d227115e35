import type { Day } from '../../contract/day.ts'
import type { Partnership } from '../../contract/partnership.ts'
import type {
  AgencyReport,
  NewKitRequest,
  NewReversalReport,
  ReportPageSettings,
  ReportReceived,
  ReportWithdrawal,
} from '../../contract/reversal-report.ts'
import { addDays, dayIn, daysBetween } from '../../day.ts'
import type { Tenant, Trx } from '../../db/tenant.ts'
import { refuseImpossible } from '../../http/refuse.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { HttpProblem, invalid } from '../../problem.ts'
import { underOwnAgency } from '../../records/own-agency.ts'
import { overdoses } from '../overdoses/store.ts'
import { findTownCells, placeOfCell } from './cells.ts'
import { readReportPage } from './page.ts'
import { addToPool, type Waiting } from './pool.ts'
import { readRegisters } from './registers.ts'
import { AGENCY_REPORT, PUBLIC_REPORT, toOverdose } from './to-overdose.ts'

/** A phone may have been without a network for long; what is older than this changes years that have been reported on. */
const LONGEST_AGO_DAYS = 366

/** Where everything that the public sends is received: by which partnership, and what seals it. */
type At = { trx: Trx; keyring: Keyring; partnership: Partnership }

/** A report that cannot be is refused while whoever sends it can still mend it; one that can is kept sealed until the night. */
export async function receiveReport(at: At, report: NewReversalReport): Promise<ReportReceived> {
  await refuseWhereClosed(at.trx)
  const here = notToCome({ ...report, day: inDaysOf(at.partnership, report.day) }, at.partnership.today)
  await refuseImpossibleReport(at, here, await findTownCells(at.trx, at.partnership))
  return keep(at, { kind: 'report', receivedOn: at.partnership.today, report: here })
}

/** Where a demonstration's own today stands still, whoever reports to it has a clock that goes on. */
function inDaysOf({ today, timeZone, isSynthetic }: Partnership, day: Day): Day {
  return isSynthetic ? addDays(day, daysBetween(dayIn(timeZone), today)) : day
}

/**
 * "Just now" is tomorrow on a phone whose clock is fast around midnight or a day ahead, or that is set to a zone further east: that is today
 * here, at no time of day that could be believed. Its sender could not mend it, who said nothing wrong.
 */
function notToCome(report: NewReversalReport, today: Day): NewReversalReport {
  return report.day === addDays(today, 1) ? { ...report, day: today, hour: null, partOfDay: null } : report
}

/** Whether there is such a report is not told: the code alone must not be worth trying. */
export async function receiveWithdrawal(at: At, { code }: ReportWithdrawal): Promise<ReportReceived> {
  return keep(at, { kind: 'withdrawal', receivedOn: at.partnership.today, code })
}

export async function receiveKitRequest(at: At, request: NewKitRequest): Promise<ReportReceived> {
  await refuseWhereClosed(at.trx)
  return keep(at, { kind: 'kit request', receivedOn: at.partnership.today, request })
}

async function keep({ trx, keyring, partnership }: At, waiting: Waiting): Promise<ReportReceived> {
  await addToPool(trx, keyring, partnership.partnershipId, waiting)
  return { receivedOn: waiting.receivedOn }
}

/**
 * A report of an agency's own worker or program, who is known: a record at once, under the code that it came with; sent again it is the
 * same one.
 */
export async function recordAgencyReport(
  trx: Trx,
  tenant: Tenant,
  partnership: Partnership,
  report: NewReversalReport,
): Promise<AgencyReport> {
  const { today } = partnership
  const townCells = await findTownCells(trx, partnership)
  await refuseImpossibleReport({ trx, partnership }, report, townCells)
  const event = toOverdose(report, {
    source: AGENCY_REPORT,
    reference: report.code,
    knownOn: today,
    townCells,
    registers: await readRegisters(trx),
  })
  const [added] = await overdoses.add(trx, [await underOwnAgency(trx, tenant, event)], today)
  if (!added || added.outcome === 'differs')
    invalid([{ path: 'code', message: 'is the code of another report: make a new one' }])
  return { overdoseId: added.id, isNew: added.outcome === 'added' }
}

/** By the same rules as a form's, of the event as it will be recorded. */
async function refuseImpossibleReport(
  { trx, partnership: { today } }: Omit<At, 'keyring'>,
  report: NewReversalReport,
  townCells: readonly string[],
) {
  if (report.day < addDays(today, -LONGEST_AGO_DAYS))
    invalid([{ path: 'day', message: 'is more than a year ago: tell the partnership in another way' }])
  if (report.cell && !placeOfCell(report.cell, townCells))
    invalid([{ path: 'cell', message: 'is no cell of the grid' }])
  const event = toOverdose(report, { source: PUBLIC_REPORT, reference: 'not yet', knownOn: today, townCells })
  const judgement = (await overdoses.definition.judge(trx, today, [event]))(event)
  // the event's own names of its fields are not those of the page
  const path = { eventDay: 'day', place: 'cell', knownOn: 'day' } as Record<string, string>
  refuseImpossible({
    ...judgement,
    impossible: judgement.impossible.map((remark) => ({
      ...remark,
      path: [path[String(remark.path[0])] ?? String(remark.path[0]), ...remark.path.slice(1)],
    })),
  })
}

/** @throws 404 where the partnership takes no reports; gives what its page says. */
export async function refuseWhereClosed(trx: Trx): Promise<ReportPageSettings> {
  const settings = await readReportPage(trx)
  if (settings.isOpen) return settings
  throw new HttpProblem({
    status: 404,
    title: 'No reports are taken here.',
    detail: 'This partnership has not opened its page of reports, or has closed it.',
  })
}
