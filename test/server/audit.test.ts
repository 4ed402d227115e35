import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { verifyChain } from '../../jobs/commands/verify.ts'
import { writeAnchor } from '../../server/audit/anchor.ts'
import { readChainHead } from '../../server/audit/store.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)
const home = mkdtempSync(join(tmpdir(), 'vigil-audit-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const death = { status: 'notified', eventDay: '2026-03-01', foundTown: 'CANARY-TOWN', causeOfDeath: 'CANARY-CAUSE' }
const entries = async (given = '') => (await api.as('governance').get(`/api/audit?${given}`).expect(200)).body.rows
const verdict = () => verifyChain(db.database, db.partnership, home)
/** As an administrator of the database could, whom no wall of ours stops. */
const tamper = (sql: string) => db.knex.raw(sql, { partnershipId: db.partnership.partnershipId })

async function makeEntries(count: number) {
  for (let i = 0; i < count; i++) await api.get('/api/deaths').expect(200)
}

describe('the audit', () => {
  it('writes down each read, write and export: the record, the names of the fields, how many, and no value', async () => {
    const { body } = await api.post('/api/deaths', death).expect(201)
    await api.get(`/api/deaths/${body.deathId}`).expect(200)
    await api.get('/api/deaths').expect(200)
    await api.get('/api/deaths.csv').expect(200)
    await api.get(`/api/deaths/${body.deathId}/substances.csv`).expect(200)
    const rows = await entries()
    expect(
      rows.map(({ action, operation, recordId, records }: Record<string, unknown>) => [
        action,
        operation,
        recordId,
        records,
      ]),
    ).toEqual([
      ['export', 'get /deaths/:deathId/substances.csv', body.deathId, 0],
      ['export', 'get /deaths.csv', null, 1],
      ['read', 'get /deaths', null, 1],
      ['read', 'get /deaths/:deathId', body.deathId, 1],
      ['write', 'post /deaths', body.deathId, 1],
    ])
    expect(rows[4].fields).toContain('causeOfDeath')
    expect(JSON.stringify(rows)).not.toContain('CANARY')
    expect((await entries(`record=${body.deathId}`)).map(({ entry }: { entry: number }) => entry)).toEqual([5, 2, 1])
  })

  it('leaves no entry where the deed did not happen', async () => {
    await api.post('/api/deaths', { ...death, ageYears: -1 }).expect(422)
    await api.get('/api/deaths/00000000-0000-4000-8000-000000000000').expect(404)
    await api.get('/api/deaths/00000000-0000-4000-8000-000000000000/substances.csv').expect(404)
    const left = await entries()
    expect(left.map(({ action, operation }: Record<string, unknown>) => [action, operation])).toEqual([
      ['refused', 'get /deaths/:deathId/substances.csv'],
      ['refused', 'get /deaths/:deathId'],
    ])
  })

  it('cannot be changed, shortened or written past by the application', async () => {
    await makeEntries(2)
    const attempts = [
      'update audit_entry set user_id = user_id',
      'delete from audit_entry',
      'truncate audit_entry',
      'insert into audit_head (partnership_id, length) values (current_partnership_id(), 9)',
      'update audit_head set length = 0',
    ]
    for (const attempt of attempts)
      await expect(db.within((trx) => trx.raw(attempt))).rejects.toThrow(/permission denied/)
  })

  it('stays one chain when many write at once', async () => {
    await Promise.all(Array.from({ length: 12 }, () => api.get('/api/deaths').expect(200)))
    expect(await verdict()).toMatchObject({ entries: 12, fault: null })
  })
})

describe('vigil verify', () => {
  it.each([
    [
      "update audit_entry set user_id = 'somebody else' where partnership_id = :partnershipId and entry = 3",
      'entry 3: it was altered',
    ],
    [
      'delete from audit_entry where partnership_id = :partnershipId and entry = 3',
      'entry 4: an entry before it is missing',
    ],
    [
      `with pair as (select entry, user_id, purpose, action, operation, records, at from audit_entry where partnership_id = :partnershipId and entry in (2, 4))
       update audit_entry set at = pair.at, operation = pair.operation || '' from pair
       where audit_entry.partnership_id = :partnershipId and audit_entry.entry in (2, 4) and pair.entry = 6 - audit_entry.entry`,
      'entry 2: it was altered',
    ],
    [
      'delete from audit_entry where partnership_id = :partnershipId and entry = 5',
      'entry 5: entries at the end are missing',
    ],
  ])('names the first entry that is not what was written: %s', async (sql, fault) => {
    await makeEntries(5)
    expect(await verdict()).toMatchObject({ fault: null })
    await tamper(sql)
    expect(await verdict()).toMatchObject({ fault })
  })

  it('finds a chain that was rewritten whole, by its anchor outside the database', async () => {
    await makeEntries(4)
    writeAnchor(home, db.partnership.slug, await db.within(readChainHead))
    expect(await verdict()).toMatchObject({ anchors: 1, fault: null })
    await tamper('delete from audit_entry where partnership_id = :partnershipId')
    await tamper('delete from audit_head where partnership_id = :partnershipId')
    await makeEntries(5)
    expect((await verdict()).fault).toMatch(/^entry 4: it is not what was anchored on/)
  })

  it('finds an anchor that was forged', async () => {
    await makeEntries(2)
    writeAnchor(home, db.partnership.slug, await db.within(readChainHead))
    const file = join(home, 'audit', `${db.partnership.slug}.jsonl`)
    const [line = ''] = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, '')
    appendFileSync(file, `${JSON.stringify({ ...JSON.parse(line), length: 1 })}\n`)
    expect((await verdict()).fault).toMatch(/signature does not hold/)
  })
})
