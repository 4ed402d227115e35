import { randomInt } from 'node:crypto'
import { latLngToCell } from 'h3-js'
import { describe, expect, it } from 'vitest'
import type { Partnership } from '../../server/contract/partnership.ts'
import { addDays } from '../../server/day.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { blindIndex, unseal } from '../../server/keys/keyring.ts'
import { sealedKitRequest } from '../../server/keys/sealed-columns.ts'
import { writeReportPage } from '../../server/naloxone/reports/page.ts'
import { receiveKitRequest, receiveReport } from '../../server/naloxone/reports/receive.ts'
import { takeInReports } from '../../server/naloxone/reports/take-in.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { makeKitRequest, makeReport } from '../support/reports.ts'

/**
 * The attacker of docs/threat-model.md: somebody who holds the whole database, copied each morning and each evening for 200 days, and wants to
 * know whose request for a kit came with which report, or which two reports came from one phone. What they may use is everything that stands in
 * the tables, the order in which the rows lie, and the number of the transaction that wrote each.
 */
const DAYS = 200
const db = useDatabase()

type Row = Record<string, unknown>
type Copy = { day: string; moment: 'evening' | 'morning'; pool: Row[]; reports: Row[]; requests: Row[] }
/** What really happened, by marks that stand in no table: the hour of a report, and a number in what is sealed. */
type Truth = { reportOfRequest: Map<string, string>; phoneOfReport: Map<string, number> }

describe('whoever holds 200 days of copies of the whole database', { timeout: 240_000 }, () => {
  it('tells neither which report a request for a kit came with, nor which reports came from one phone, better than by guessing', async () => {
    const { copies, truth, requestOf } = await simulate()
    const requests = latest(copies, 'requests')
    const reports = latest(copies, 'reports')
    expect(requests.length).toBeGreaterThan(60)
    expect(reports.length).toBeGreaterThan(200)

    // the reports that each request may belong to: those of its own time, which the calendar tells anybody
    const openings = [...new Set(requests.map((row) => String(row.opened_on)))].sort()
    const among = (request: Row) => {
      const openedOn = String(request.opened_on)
      const before = openings[openings.indexOf(openedOn) - 1] ?? '0000'
      return reports.filter((row) => {
        const night = firstSeen(copies, 'reports', 'overdose_id', row)
        return night <= openedOn && night > before
      })
    }
    for (const [name, order] of Object.entries(orders)) {
      let right = 0
      let byChance = 0
      let variance = 0
      for (const request of requests) {
        const candidates = order(among(request))
        const own = order(requests.filter((row) => row.opened_on === request.opened_on))
        const place = own.findIndex((row) => row.kit_request_id === request.kit_request_id)
        const guess = candidates[Math.floor((place * candidates.length) / own.length)]
        const actual = truth.reportOfRequest.get(requestOf(request))
        if (guess && String(guess.reference) === actual) right += 1
        const chance = candidates.length > 0 ? 1 / candidates.length : 0
        byChance += chance
        variance += chance * (1 - chance)
      }
      expect(
        [name, Math.abs(right - byChance) < 4 * Math.sqrt(variance)],
        `${right} right, ${byChance} by chance`,
      ).toEqual([name, true])
    }

    // two reports of one phone: neighbours in any order of one night
    for (const [name, order] of Object.entries(orders)) {
      let [right, pairs, byChance] = [0, 0, 0]
      for (const night of new Set(reports.map((row) => String(row.created_at)))) {
        const own = order(reports.filter((row) => String(row.created_at) === night))
        const phones = own.map((row) => truth.phoneOfReport.get(String(row.reference)))
        const all = phones.flatMap((phone, at) => phones.slice(at + 1).map((other) => phone === other))
        const same = all.filter(Boolean).length / Math.max(1, all.length)
        for (let at = 1; at < phones.length; at += 1) {
          pairs += 1
          byChance += same
          if (phones[at] === phones[at - 1]) right += 1
        }
      }
      expect(pairs).toBeGreaterThan(100)
      const sd = Math.sqrt(byChance * (1 - byChance / pairs))
      expect([name, Math.abs(right - byChance) < 4 * sd], `${right} of ${pairs} right, ${byChance} by chance`).toEqual([
        name,
        true,
      ])
    }
  })

  it('sees in what waits neither how many things wait, nor of which kind, nor the same id or length twice', async () => {
    const { copies } = await simulate()
    const pools = copies.flatMap(({ pool }) => pool)
    expect(copies.every(({ pool }) => pool.length <= 1)).toBe(true)
    expect(new Set(pools.map(({ sealed }) => (sealed as Buffer).length)).size).toBe(1)
    const changed = new Set(pools.map(({ pool_id }) => pool_id))
    // each morning it is another, whether anything came or not
    expect(changed.size).toBeGreaterThanOrEqual(DAYS)
    const requests = latest(copies, 'requests')
    expect(new Set(requests.map(({ sealed }) => (sealed as Buffer).length)).size).toBe(1)
    expect(Object.keys(requests[0] ?? {}).sort()).toEqual([
      ...['closed_on', 'kit_request_id', 'opened_on', 'partnership_id', 'place', 'sealed', 'state', 'written_by'],
    ])
    // of one night every report has the same moment of recording, and is known by its day alone
    const reports = latest(copies, 'reports')
    const nights = new Set(reports.map((row) => String(row.written_by)))
    expect(new Set(reports.map((row) => `${row.written_by} ${row.created_at}`)).size).toBe(nights.size)
  })

  /** The ways to put rows in an order that could be that of their coming. */
  const orders: Record<string, (rows: readonly Row[]) => Row[]> = {
    'as they lie in the table': (rows) => byText(rows, ({ place }) => String(place)),
    'by the transaction that wrote them': (rows) => byText(rows, ({ written_by }) => String(written_by).padStart(20)),
    'by their ids': (rows) => byText(rows, (row) => String(row.kit_request_id ?? row.overdose_id)),
    'by what is sealed, or what was hashed': (rows) =>
      byText(rows, (row) => (row.sealed ? (row.sealed as Buffer).toString('hex') : String(row.reference))),
  }
  function byText(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
    return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  }

  let simulated: ReturnType<typeof run> | undefined
  const simulate = () => {
    simulated ??= run()
    return simulated
  }

  /** Five phones, of which each reports now and then, at times twice on a day, and asks for a kit after half of the reports. */
  async function run() {
    const keyring = testKeyring()
    const copies: Copy[] = []
    const truth: Truth = { reportOfRequest: new Map(), phoneOfReport: new Map() }
    const seals = new Map<string, string>()
    const { partnershipId } = db.partnership
    const at = (day: string): Partnership => ({ ...db.partnership, today: day, isSynthetic: false })
    const asAnybody = { partnershipId, userId: 'nobody', purpose: 'report:send', reach: 'none' } as const
    await db.withinAs({ purpose: 'report-page:write' }, (trx) =>
      writeReportPage(trx, partnershipId, { isOpen: true, contactNote: null }),
    )
    const codes: { code: string; phone: number; ask?: string }[] = []
    for (let n = 0; n < DAYS; n += 1) {
      const day = addDays('2026-03-15', n)
      const partnership = at(day)
      for (let i = randomInt(4); i > 0; i -= 1) {
        const phone = randomInt(5)
        for (let times = randomInt(10) < 3 ? 2 : 1; times > 0; times -= 1) {
          const report = makeReport({ day, hour: randomInt(24), cell: latLngToCell(50.26, -5.05, 8) })
          const sent = { code: report.code, phone } as (typeof codes)[number]
          await withTenant(db.knex, asAnybody, (trx) => receiveReport({ trx, keyring, partnership }, report))
          if (randomInt(2)) {
            const contact = `phone ${phone}, request ${codes.length}`
            await withTenant(db.knex, asAnybody, (trx) =>
              receiveKitRequest({ trx, keyring, partnership }, makeKitRequest({ contact })),
            )
            sent.ask = contact
          }
          codes.push(sent)
        }
      }
      copies.push(await copy(day, 'evening'))
      await takeInReports(db.knex, partnership, keyring, addDays(day, 1))
      copies.push(await copy(addDays(day, 1), 'morning'))
    }
    // the truth is told with the keys, which the attacker has not
    const referenceOf = (code: string) => blindIndex(keyring, code, 'public report').toString('hex', 0, 16)
    for (const { code, phone, ask } of codes) {
      truth.phoneOfReport.set(referenceOf(code), phone)
      if (ask) truth.reportOfRequest.set(ask, referenceOf(code))
    }
    for (const row of latest(copies, 'requests')) {
      const id = String(row.kit_request_id)
      const context = sealedKitRequest.contextOf('sealed', partnershipId, id)
      seals.set(id, JSON.parse(unseal(keyring, row.sealed as Buffer, context)).contact)
    }
    return { copies, truth, requestOf: (row: Row) => seals.get(String(row.kit_request_id)) ?? '' }
  }

  /** The rows as they lie, and what wrote each. */
  async function copy(day: string, moment: Copy['moment']): Promise<Copy> {
    const { partnershipId } = db.partnership
    return db.knex.transaction(async (trx) => {
      await trx.raw("select set_config('vigil.partnership_id', :partnershipId, true)", { partnershipId })
      const read = async (sql: string): Promise<Row[]> => (await trx.raw(sql)).rows
      return {
        day,
        moment,
        pool: await read('select * from report_pool'),
        reports: await read(
          `select head.*, lpad(split_part(trim('()' from head.ctid::text), ',', 1), 8, '0') || lpad(split_part(trim('()' from head.ctid::text), ',', 2), 8, '0') as place, head.xmin::text as written_by
           from overdose head where source = 'public report'`,
        ),
        requests: await read(
          `select asked.*, lpad(split_part(trim('()' from asked.ctid::text), ',', 1), 8, '0') || lpad(split_part(trim('()' from asked.ctid::text), ',', 2), 8, '0') as place, asked.xmin::text as written_by
           from kit_request asked`,
        ),
      }
    })
  }

  function latest(copies: readonly Copy[], what: 'reports' | 'requests'): Row[] {
    return copies.at(-1)?.[what] ?? []
  }

  const seen = new Map<unknown, string>()
  /** The day of the first copy that holds it. */
  function firstSeen(copies: readonly Copy[], what: 'reports', id: string, row: Row): string {
    if (seen.size === 0)
      for (const each of copies) for (const held of each[what]) if (!seen.has(held[id])) seen.set(held[id], each.day)
    return seen.get(row[id]) ?? ''
  }
})
