import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Knex } from 'knex'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { anchorChain } from '../../server/audit/anchor.ts'
import { appendAudit } from '../../server/audit/store.ts'
import { verifyAudit } from '../../server/audit/verify-chain.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import { type Database, openDatabase } from '../../server/db/connection.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { addPartnership, listPartnerships } from '../../server/partnerships/store.ts'
import { startBareCluster } from '../support/native-cluster.ts'
import { findPostgres } from '../support/native-postgres.ts'

/** Whoever has the application's own login role: no superuser, but the owner of every table, view and function of Vigil. */
let server: ReturnType<typeof startBareCluster>
let database: Database
let partnership: Partnership
const home = mkdtempSync(join(tmpdir(), 'vigil-owner-'))

const inShell = (command: string) =>
  execFileSync('bash', ['-euc', command], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PATH: `${findPostgres()?.bin}:${process.env.PATH}`,
      PGHOST: server.directory,
      PGUSER: 'vigil_test',
      PGDATABASE: 'postgres',
    },
  })
const openAs = (name: string) =>
  openDatabase({ databaseUrl: `postgresql://vigil@/${name}?host=${encodeURIComponent(server.directory)}`, home: '' })

beforeAll(() => {
  server = startBareCluster()
  inShell('createuser --createrole vigil && createdb -O vigil vigil && psql -c "create extension postgis" vigil')
})
afterAll(async () => {
  await database?.close()
  server?.stop()
  rmSync(home, { recursive: true, force: true })
})

const tenant = () => ({ partnershipId: partnership.partnershipId, userId: 'test', purpose: 'test' })
const addEntry = (knex: Knex) =>
  withTenant(knex, tenant(), (trx) =>
    appendAudit(trx, { action: 'read', operation: 'test', recordId: null, fields: ['status'], records: 1 }),
  )
/** As the owner of the tables, whom their forced policies still bind to one partnership a transaction. */
const asOwner = (sql: string) =>
  database.knex.transaction(async (trx) => {
    await trx.raw("select set_config('vigil.partnership_id', :partnershipId, true)", partnership)
    await trx.raw(sql).options({ queryMode: 'simple' })
  })
const faults = async (knex = database.knex) =>
  (await verifyAudit(knex, await listPartnerships(knex), home)).flatMap((each) => each.faults)

beforeEach(async () => {
  database ??= await openAs('vigil')
  partnership ??= await addPartnership(database.knex, {
    name: 'One',
    slug: 'one',
    country: 'GB',
    timeZone: 'Europe/London',
  })
  for (let i = 0; i < 3; i++) await addEntry(database.knex)
  await anchorChain(database.knex, home, partnership)
})

describe('the application’s own login role', () => {
  it('finds its audit whole, and again on another server that it was restored to', async () => {
    expect(await faults()).toEqual([])
    inShell('pg_dump -Fc vigil > dump && createdb -O vigil again && pg_restore -d again < dump')
    const again = await openAs('again')
    try {
      expect(await faults(again.knex)).toEqual([])
    } finally {
      await again.close()
    }
  })

  it.each([
    [
      'an entry below the first, which the page would show',
      `alter table audit_entry drop constraint audit_entry_entry_check;
       insert into audit_entry select partnership_id, -5, at, user_id, purpose, action, operation, record_id, fields, records, previous_hash, hash
         from audit_entry where entry = 2`,
      `delete from audit_entry where entry = -5; alter table audit_entry add check (entry >= 1)`,
      'entry -5: it stands there more than once',
    ],
    [
      'an entry without a number',
      `alter table audit_entry drop constraint audit_entry_pkey; alter table audit_entry alter entry drop not null;
       insert into audit_entry select partnership_id, null, at, user_id, purpose, action, operation, record_id, fields, records, previous_hash, hash
         from audit_entry where entry = 2`,
      `delete from audit_entry where entry is null; alter table audit_entry add primary key (partnership_id, entry)`,
      'audit_entry may hold entries without a number',
    ],
    [
      'the application the right to change one column',
      'grant update (user_id) on audit_entry to vigil_app',
      'revoke update (user_id) on audit_entry from vigil_app',
      'the application may change audit_entry: UPDATE',
    ],
    [
      'an entry whose fields are nothing',
      `create table kept as select fields from audit_entry where entry = 2;
       alter table audit_entry alter fields drop not null; update audit_entry set fields = null where entry = 2`,
      `update audit_entry set fields = (select fields from kept) where entry = 2;
       drop table kept; alter table audit_entry alter fields set not null`,
      'entry 2: it was altered',
    ],
  ])('is found out where it gives %s', async (_, given, taken, fault) => {
    await asOwner(given)
    expect(await faults()).toEqual([fault])
    await asOwner(taken)
    expect(await faults()).toEqual([])
  })

  it('is found out where it puts a view in another schema before the audit, which only the application sees', async () => {
    await asOwner(
      `create schema vigil_app; grant usage on schema vigil_app to vigil_app;
       create view vigil_app.audit_entry as select * from public.audit_entry where user_id <> 'test';
       grant select on vigil_app.audit_entry to vigil_app`,
    )
    const shown = await withTenant(database.knex, tenant(), (trx) => trx('audit_entry').pluck('entry'))
    expect(shown).toEqual([])
    expect(await faults()).toEqual(['another audit_entry stands before the one that is checked'])
    await asOwner('drop schema vigil_app cascade')
    expect(await faults()).toEqual([])
  })

  it('is found out where it alters an entry behind a view that says nothing is broken and a function that hashes as it likes', async () => {
    const { rows } = await database.knex.raw(
      "select pg_get_functiondef('audit_hash(audit_entry)'::regprocedure) as made",
    )
    await asOwner(
      `create view broken_audit as select partnership_id, entry, ''::text as reason from audit_entry where false;
       grant select on broken_audit to vigil_app;
       create or replace function audit_hash(audited audit_entry) returns bytea language sql immutable return audited.hash;
       update audit_entry set user_id = 'nobody' where entry = 2`,
    )
    expect(await faults()).toEqual(['entry 2: it was altered'])
    await asOwner(`${rows[0].made}; drop view broken_audit`)
  })

  it('is found out where it writes the whole chain anew, hashes and all', async () => {
    await asOwner('delete from audit_entry; delete from audit_head')
    for (let i = 0; i < 12; i++) await addEntry(database.knex)
    expect(await faults()).toContainEqual(expect.stringMatching(/^entry 3: it is not what was anchored on/))
  })
})
