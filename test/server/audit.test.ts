import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { anchorChain } from '../../server/audit/anchor.ts'
import { appendAudit } from '../../server/audit/store.ts'
import { type Verdict, verifyAudit } from '../../server/audit/verify-chain.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)
const home = mkdtempSync(join(tmpdir(), 'vigil-audit-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const death = { status: 'notified', eventDay: '2026-03-01', foundTown: 'CANARY-TOWN', causeOfDeath: 'CANARY-CAUSE' }
const entries = async (given = '') => (await api.as('governance').get(`/api/audit?${given}`).expect(200)).body.rows
/** Of this test's partnership: files of those before it lie in the directory too. */
const verdict = async () => {
  const [found] = await verifyAudit(db.knex, [db.partnership], home)
  return found as Verdict
}
/** As an administrator of the database could, whom no wall of ours stops. */
const tamper = (sql: string) =>
  // several statements at once, which the application's connections do not take
  db.knex.raw(sql, { partnershipId: db.partnership.partnershipId }).options({ queryMode: 'simple' })

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

  it('says in words what was done, as the route that did it is called, and what is no route as it was written', async () => {
    const { body } = await api.post('/api/deaths', death).expect(201)
    await api.get(`/api/deaths/${body.deathId}/history`).expect(200)
    await api.get('/api/deaths.csv').expect(200)
    await db.within((trx) =>
      appendAudit(trx, { action: 'write', operation: 'nightly', recordId: null, fields: [], records: 1 }),
    )
    await api.as('commissioner').get('/api/deaths.csv').expect(403)
    const named = (rows: { operationName: string }[]) => rows.map(({ operationName }) => operationName)
    expect(named(await entries())).toEqual([
      'took a file of deaths',
      'nightly',
      'took a file of deaths',
      'opened the history of a death',
      'added a death',
    ])
    expect(named((await api.get(`/api/case-access?record=${body.deathId}`).expect(200)).body.rows)).toEqual([
      'opened the history of a death',
      'added a death',
    ])
    const refused = await api.as('governance').get('/api/refusals').expect(200)
    expect(named(refused.body.rows)).toEqual(['took a file of deaths'])
    const { text } = await api.as('governance').get('/api/audit.csv').expect(200)
    expect(text).not.toContain('operationName')
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
    expect(await verdict()).toMatchObject({ entries: 12, faults: [] })
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
    expect(await verdict()).toMatchObject({ faults: [] })
    await tamper(sql)
    expect(await verdict()).toMatchObject({ faults: [fault] })
  })

  it('computes the hash of what any text, list or moment may hold as the database did', async () => {
    const deed = { action: 'read', records: 2_147_483_647 } as const
    const odd = [
      '',
      '"quoted" \\ back',
      'line\nfeed\ttab\u0001\u001f\u007f',
      'é 🌊 \u2028',
      '{a,b}',
      'NULL',
      'null',
      'a, b',
    ]
    await db.within(async (trx) => {
      for (const operation of odd)
        await appendAudit(trx, { ...deed, operation, recordId: db.partnership.partnershipId, fields: odd })
      await appendAudit(trx, { ...deed, operation: 'nothing', recordId: null, fields: [] })
      await trx.raw("select append_audit('read', 'nulls in a list', null, array['a', null, 'b'], 0)")
    })
    // a moment with no fraction of a second, and one with zeros before it ends
    for (const at of ['2026-03-29 01:00:00+00', '2026-10-25 00:59:59.000100+00'])
      await tamper(
        `with next as (
           select row(partnership_id, length + 1, '${at}'::timestamptz, 'u', 'p', 'read', 'o', null, '{}', 0, hash, null)::audit_entry as entry
           from audit_head where partnership_id = :partnershipId),
         added as (
           insert into audit_entry
           select (jsonb_populate_record(entry, jsonb_build_object('hash', audit_hash(entry)))).* from next returning entry, hash)
         update audit_head set length = added.entry, hash = added.hash from added where partnership_id = :partnershipId`,
      )
    expect(await verdict()).toMatchObject({ entries: odd.length + 4, faults: [] })
  })

  it('finds a chain that was rewritten whole, by its anchor outside the database', async () => {
    await makeEntries(4)
    await anchorChain(db.knex, home, db.partnership)
    expect(await verdict()).toMatchObject({ anchors: 1, faults: [] })
    await tamper('delete from audit_entry where partnership_id = :partnershipId')
    await tamper('delete from audit_head where partnership_id = :partnershipId')
    await makeEntries(5)
    expect((await verdict()).faults[0]).toMatch(/^entry 4: it is not what was anchored on/)
  })
})

/** What the owner of the tables can do, who is also the application's own login role; undone again whatever a test finds. */
async function whileAltered(alter: string, restore: string, look: () => Promise<void>): Promise<void> {
  await db.knex.raw(alter).options({ queryMode: 'simple' })
  try {
    await look()
  } finally {
    await db.knex.raw(restore).options({ queryMode: 'simple' })
  }
}
const FORGE = "update audit_entry set user_id = 'somebody else' where partnership_id = :partnershipId and entry = 3"
const makeAgain = (name: string) => {
  const [made = ''] =
    new RegExp(`create function ${name}\\([\\s\\S]*?(?:\\$\\$;|;\\n\\n)`).exec(
      ['0001-ground', '0012-audit']
        .map((file) => readFileSync(new URL(`../../migrations/${file}.sql`, import.meta.url), 'utf8'))
        .join('\n'),
    ) ?? []
  return made.replace('create function', 'create or replace function')
}

/** The embedded engine looks for a table in public alone. */
const elsewhere =
  process.env.VIGIL_TEST_ENGINE === 'native'
    ? [
        [
          'the application looks in another schema first',
          `create schema vigil_app; grant usage on schema vigil_app to vigil_app;
       create view vigil_app.audit_entry as select * from public.audit_entry; grant select on vigil_app.audit_entry to vigil_app`,
          'drop schema vigil_app cascade',
          'another audit_entry stands before the one that is checked',
        ],
      ]
    : []

describe('vigil verify believes nothing that the database computes', () => {
  it('though a view says that nothing is broken', async () => {
    await makeEntries(5)
    await tamper(FORGE)
    await whileAltered(
      `create or replace view broken_audit with (security_invoker = true) as
       select partnership_id, entry, 'nothing'::text as reason from audit_entry where false;
       grant select on broken_audit to vigil_app`,
      'drop view broken_audit',
      async () => expect((await verdict()).faults).toEqual(['entry 3: it was altered']),
    )
  })

  it('though audit_hash() answers with the hash that stands there', async () => {
    await makeEntries(5)
    await whileAltered(
      'create or replace function audit_hash(audited audit_entry) returns bytea language sql immutable return audited.hash',
      makeAgain('audit_hash'),
      async () => {
        await tamper(FORGE)
        expect((await verdict()).faults).toEqual(['entry 3: it was altered'])
      },
    )
  })

  it.each([
    [
      'a view stands in the place of the table',
      `alter table audit_entry rename to kept_entry;
       create view audit_entry with (security_invoker = true) as select * from kept_entry; grant select on audit_entry to vigil_app`,
      'drop view audit_entry; alter table kept_entry rename to audit_entry',
      'audit_entry is no table any more',
    ],
    ...elsewhere,
    [
      'a policy hides rows',
      "create policy hidden on audit_entry as restrictive using (user_id <> 'somebody')",
      'drop policy hidden on audit_entry',
      'the policies that say which rows of audit_entry are seen are not those that Vigil made',
    ],
    [
      'a policy was put in the place of ours',
      "alter policy own_partnership_only on audit_entry using (partnership_id = current_partnership_id() and user_id <> 'somebody')",
      'alter policy own_partnership_only on audit_entry using (partnership_id = current_partnership_id())',
      'the policies that say which rows of audit_entry are seen are not those that Vigil made',
    ],
    [
      'there is no wall any more',
      'alter table audit_head disable row level security',
      'alter table audit_head enable row level security',
      'the policies that say which rows of audit_head are seen are not those that Vigil made',
    ],
    [
      'the function that the policies ask is another',
      `create or replace function current_partnership_id() returns uuid language sql stable
       return case when current_setting('vigil.purpose', true) = 'verify' then null else nullif(current_setting('vigil.partnership_id', true), '')::uuid end`,
      makeAgain('current_partnership_id'),
      'current_partnership_id() is not as Vigil made it',
    ],
    [
      'deeds are no longer written down',
      `create or replace function append_audit(an_action text, an_operation text, a_record uuid, the_fields text[], the_records integer)
       returns void language plpgsql security definer set search_path = public, pg_temp as 'begin end'`,
      makeAgain('append_audit'),
      'append_audit() is not as Vigil made it',
    ],
    [
      'a trigger may alter what is written',
      `create function meddle() returns trigger language plpgsql as 'begin return null; end';
       create trigger meddle before insert on audit_entry for each row execute function meddle()`,
      'drop trigger meddle on audit_entry; drop function meddle',
      'audit_entry has a trigger or a rule, and Vigil made none',
    ],
    [
      'the application may change entries',
      'grant update on audit_entry to vigil_app',
      'revoke update on audit_entry from vigil_app',
      'the application may change audit_entry: UPDATE',
    ],
  ])('and says when %s', async (_what, alter, restore, fault) => {
    await makeEntries(3)
    await whileAltered(alter, restore, async () => expect((await verdict()).faults).toContain(fault))
    expect(await verdict()).toMatchObject({ entries: 3, faults: [] })
  })

  it('and finds rows that are hidden from it, in the middle and at the end', async () => {
    await makeEntries(5)
    for (const [hidden, fault] of [
      ['entry <> 3', 'entry 4: an entry before it is missing'],
      ['entry < 5', 'entry 5: entries at the end are missing'],
    ] as const)
      await whileAltered(
        `create policy hidden on audit_entry as restrictive using (${hidden})`,
        'drop policy hidden on audit_entry',
        async () => expect((await verdict()).faults).toContain(fault),
      )
  })

  it('and says of a chain without an entry that nothing was checked', async () => {
    expect((await verdict()).faults).toEqual(['it has no entry, so that there was nothing to check'])
  })
})
