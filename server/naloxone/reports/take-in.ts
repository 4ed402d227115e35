import { randomInt } from 'node:crypto'
import type { Knex } from 'knex'
import { appendAudit } from '../../audit/store.ts'
import type { Day } from '../../contract/day.ts'
import type { NewOverdose } from '../../contract/overdose.ts'
import type { Partnership } from '../../contract/partnership.ts'
import type { NewKitRequest } from '../../contract/reversal-report.ts'
import { addDays } from '../../day.ts'
import { type Trx, withTenant } from '../../db/tenant.ts'
import { blindIndex, type Keyring } from '../../keys/keyring.ts'
import { contentHash } from '../../records/content-hash.ts'
import { addOverdoses, overdoses } from '../overdoses/store.ts'
import { findTownCells } from './cells.ts'
import { addKitRequests } from './kit-requests.ts'
import { changePool, type Pool, type Waiting } from './pool.ts'
import { readRegisters } from './registers.ts'
import { PUBLIC_REPORT, toOverdose } from './to-overdose.ts'

type WaitingReport = Extract<Waiting, { kind: 'report' }>
type WaitingWithdrawal = Extract<Waiting, { kind: 'withdrawal' }>

/**
 * Requests for kits wait longer than reports, for the same Monday all together, so that each may belong to any report of their time: were
 * they opened as they come, the only report of a day would be its only request's. That they go by the calendar, and not by how many of them
 * wait, is why the day of their opening says nothing either.
 */
const OPENING_WEEKDAY = 1
/** With fewer reports to be among they wait for the Monday after. */
const FEWEST_REPORTS = 5
export const OPENED_WITHIN_DAYS = 14

export type TakenIn = { reports: number; withdrawn: number; kitRequests: number }

/**
 * The batch of a night: what the public sent since the last becomes records before the night's check, in an order that is drawn. Undefined
 * where that has been done for this night; killed anywhere, it is done again. 'at once' is for a demonstration, whose day stands still.
 */
export function takeInReports(
  db: Knex,
  partnership: Partnership,
  keyring: Keyring,
  forNight: Day | 'at once',
): Promise<TakenIn | undefined> {
  const { partnershipId, today } = partnership
  const night = forNight === 'at once' ? today : forNight
  const tenant = { partnershipId, userId: 'nightly job', purpose: 'take in reports' }
  return withTenant(db, tenant, async (trx) => {
    const before = await readLastBatch(trx, night)
    if (forNight !== 'at once' && !(await beginBatch(trx, partnershipId, night))) return undefined
    const taken: TakenIn = { reports: 0, withdrawn: 0, kitRequests: 0 }
    let records = 0
    await changePool(trx, keyring, partnershipId, async (pool) => {
      if (forNight === 'at once' && pool.waiting.length === 0) return pool
      const withdrawals = pool.waiting.filter((one) => one.kind === 'withdrawal')
      const { recorded, changed, left } = await recordReports(trx, partnership, keyring, pool, night)
      taken.reports = recorded
      records += recorded + changed
      taken.withdrawn = await withdraw(trx, keyring, withdrawals)
      records += taken.withdrawn
      const after = {
        waiting: [...left, ...pool.waiting.filter((one) => one.kind === 'kit request')],
        reportsSinceOpening: pool.reportsSinceOpening + recorded,
      }
      if (forNight !== 'at once' && !isOpeningNight(after, before, night)) return after
      taken.kitRequests = await openRequests(trx, partnershipId, keyring, after, night)
      return { waiting: left, reportsSinceOpening: 0 }
    })
    // a day's count, and nothing of any one
    if (records > 0)
      await appendAudit(trx, {
        action: 'write',
        operation: 'reports of the public taken in',
        recordId: null,
        fields: [],
        records,
      })
    return taken
  })
}

async function readLastBatch(trx: Trx, night: Day): Promise<Day | null> {
  const last = await trx('report_batch').where('night', '<', night).max('night as night').first()
  return last?.night ?? null
}

/** Whether nobody has begun this night's before. */
async function beginBatch(trx: Trx, partnershipId: string, night: Day): Promise<boolean> {
  const begun = await trx('report_batch')
    .insert({ partnership_id: partnershipId, night })
    .onConflict(['partnership_id', 'night'])
    .ignore()
    .returning('night')
  return begun.length > 0
}

/** The reference by which the record of a report is found again: of the code, which only its sender has, a keyed hash. */
function referenceOf(keyring: Keyring, code: string): string {
  return blindIndex(keyring, code, 'public report').toString('hex', 0, 16)
}

/** Sent twice is one, and of one sent anew under its code the last stands; one taken back meanwhile is nothing. */
async function recordReports(
  trx: Trx,
  partnership: Partnership,
  keyring: Keyring,
  { waiting }: Pool,
  night: Day,
): Promise<{ recorded: number; changed: number; left: WaitingReport[] }> {
  const byCode = new Map<string, WaitingReport>()
  for (const one of waiting) if (one.kind === 'report') byCode.set(one.report.code, one)
  for (const one of waiting) if (one.kind === 'withdrawal') byCode.delete(one.code)
  if (byCode.size === 0) return { recorded: 0, changed: 0, left: [] }
  const townCells = await findTownCells(trx, partnership)
  const registers = await readRegisters(trx)
  const record = async (reports: readonly WaitingReport[]) => {
    const events = reports.map(({ receivedOn, report }) =>
      toOverdose(report, {
        source: PUBLIC_REPORT,
        reference: referenceOf(keyring, report.code),
        knownOn: receivedOn,
        townCells,
        registers,
      }),
    )
    // within a transaction of its own: what the database refuses undoes no more than that
    return trx.transaction(async (inner) => {
      const added = await addOverdoses(inner, events, night)
      const sentAnew = events.filter((_, at) => added[at]?.outcome === 'differs')
      return {
        recorded: added.filter(({ outcome }) => outcome === 'added').length,
        changed: await changeRecords(inner, sentAnew),
      }
    })
  }
  const reports = shuffled([...byCode.values()])
  try {
    return { ...(await record(reports)), left: [] }
  } catch (error) {
    if (!isRefusedByDatabase(error)) throw error
  }
  // one of them cannot be kept although the rules let it through: it holds up none of the others, and is not lost
  const all = { recorded: 0, changed: 0 }
  const left: WaitingReport[] = []
  for (const report of reports) {
    try {
      const { recorded, changed } = await record([report])
      all.recorded += recorded
      all.changed += changed
    } catch (error) {
      if (!isRefusedByDatabase(error)) throw error
      left.push(report)
    }
  }
  return { ...all, left }
}

/**
 * Of those taken in before and sent otherwise since: a revision, as long as it could be taken back too and nobody else has amended it. Gives how
 * many.
 */
async function changeRecords(trx: Trx, events: readonly NewOverdose[]): Promise<number> {
  let changed = 0
  for (const event of events) {
    const { source, reference, knownOn, ...details } = event
    const head = await trx('overdose').where({ source, reference }).first('overdose_id', 'first_content_hash')
    const current = head && (await overdoses.find(trx, head.overdose_id))
    if (!current || !knownOn || current.revision > 1 || current.knownOn < addDays(knownOn, -1)) continue
    // of another day, and else the same
    if (contentHash({ ...event, knownOn: current.knownOn }) === head.first_content_hash) continue
    await overdoses.revise(trx, current.overdoseId, current.revision, {
      ...{ knownOn, knownOnAssumed: false, changeReason: 'changed by whoever reported it' },
      details: await overdoses.definition.complete(trx, details, current),
    })
    changed += 1
  }
  return changed
}

/** A value it cannot hold, or a rule of a table. */
function isRefusedByDatabase(error: unknown): boolean {
  return /^2[23]/.test((error as { code?: string }).code ?? '')
}

/** Of those taken in before: a revision that withdraws each, if it was received no earlier than the day before. Gives how many. */
async function withdraw(trx: Trx, keyring: Keyring, asked: readonly WaitingWithdrawal[]): Promise<number> {
  let withdrawn = 0
  for (const { code, receivedOn } of shuffled(asked)) {
    const head = await trx('overdose')
      .where({ source: PUBLIC_REPORT, reference: referenceOf(keyring, code) })
      .first('overdose_id')
    const current = head && (await overdoses.find(trx, head.overdose_id))
    if (!current || current.isWithdrawn || current.knownOn < addDays(receivedOn, -1)) continue
    const { overdoseId, source: _s, reference: _r, revision, knownOn: _k, knownOnAssumed: _a, ...rest } = current
    const { recordedAt: _t, changeReason: _c, ...details } = rest
    await overdoses.revise(trx, overdoseId, revision, {
      knownOn: receivedOn,
      knownOnAssumed: false,
      changeReason: 'taken back by whoever reported it',
      details: await overdoses.definition.complete(trx, { ...details, isWithdrawn: true }, current),
    })
    withdrawn += 1
  }
  return withdrawn
}

/** A Monday whose night was missed is made up for by the next that is run: nobody waits a week for it. */
function isOpeningNight({ waiting, reportsSinceOpening }: Pool, before: Day | null, night: Day): boolean {
  const asked = waiting.filter((one) => one.kind === 'kit request')
  const daysSince = (new Date(`${night}T00:00:00Z`).getUTCDay() - OPENING_WEEKDAY + 7) % 7
  const isOpeningDay = daysSince === 0 || (before !== null && before < addDays(night, -daysSince))
  if (asked.length === 0 || !isOpeningDay) return false
  const lastToWait = addDays(night, 7 - OPENED_WITHIN_DAYS)
  return reportsSinceOpening >= FEWEST_REPORTS || asked.some(({ receivedOn }) => receivedOn < lastToWait)
}

async function openRequests(
  trx: Trx,
  partnershipId: string,
  keyring: Keyring,
  { waiting }: Pool,
  openedOn: Day,
): Promise<number> {
  const byCode = new Map<string, NewKitRequest>(
    waiting.flatMap((one) => (one.kind === 'kit request' ? [[one.request.code, one.request] as const] : [])),
  )
  await addKitRequests(trx, partnershipId, keyring, shuffled([...byCode.values()]), openedOn)
  return byCode.size
}

/** Fisher and Yates, with numbers that cannot be foreseen. */
function shuffled<T>(things: readonly T[]): T[] {
  const drawn = [...things]
  for (let at = drawn.length - 1; at > 0; at -= 1) {
    const other = randomInt(at + 1)
    ;[drawn[at], drawn[other]] = [drawn[other] as T, drawn[at] as T]
  }
  return drawn
}
