import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Knex } from 'knex'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { explainFailure } from '../../jobs/commands/failure.ts'
import { anchorChain } from '../../server/audit/anchor.ts'
import { verifyAudit } from '../../server/audit/verify-chain.ts'
import { CannotMigrate, LAST_OF_SET, readSchemaOfSet } from '../../server/db/adopt-earlier.ts'
import { connectKnex, type Database } from '../../server/db/connection.ts'
import { compareSchemas, describeSchema } from '../../server/db/describe-schema.ts'
import { startEmbedded } from '../../server/db/embedded/embedded.ts'
import { migrate, migrationNames, runMigrations } from '../../server/db/migrate.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { readIdentity } from '../../server/identity/store.ts'
import { openKeyring } from '../../server/keys/keyring.ts'
import { listPartnerships } from '../../server/partnerships/store.ts'
import { addSignedIn, makeApp } from '../support/app.ts'

const MIGRATIONS = new URL('../../migrations/', import.meta.url)

describe('a migration', () => {
  it('is never edited or removed once it has landed, and stands in the list of those that have', () => {
    const lines = readFileSync(new URL('landed.txt', MIGRATIONS), 'utf8').trimEnd().split('\n')
    const landed = new Map(lines.map((line) => line.split('  ').reverse() as [string, string]))
    const hashOf = (name: string) =>
      createHash('sha256')
        .update(readFileSync(new URL(name, MIGRATIONS)))
        .digest('hex')
    const names = migrationNames()
    const altered = [...landed].filter(([name, hash]) => !names.includes(name) || hashOf(name) !== hash)
    const unknown = names.filter((name) => !landed.has(name))
    expect(
      altered.map(([name]) => name),
      'These have landed: databases have run them as they were. Put them back, and write what is to change as a new migration.',
    ).toEqual([])
    expect(
      unknown,
      `New ones are added to the list when they land: cd migrations && sha256sum ${unknown.join(' ')} >> landed.txt`,
    ).toEqual([])
  })
})

/** An empty database of its own, and what ends it. */
async function openEmpty(): Promise<Database> {
  if (process.env.VIGIL_TEST_ENGINE !== 'native') {
    const embedded = await startEmbedded({ dataDir: undefined, snapshot: undefined })
    const database = connectKnex(() => ({ stream: embedded.connect }), 'embedded', 8, 60_000)
    return { ...database, close: () => database.close().then(() => embedded.close()) }
  }
  const server = inject('nativeServer')
  const name = `vigil_empty_${randomUUID().slice(0, 8)}`
  const maintenance = connectKnex(() => ({ connectionString: server }), 'postgresql', 1, 10_000)
  await maintenance.knex.raw(`create database ${name}`)
  await maintenance.close()
  return connectKnex(() => ({ connectionString: server.replace('/postgres?', `/${name}?`) }), 'postgresql', 8, 60_000)
}

let database: Database

describe('the migrations written anew in one set', () => {
  beforeAll(async () => {
    database = await openEmpty()
  })
  afterAll(() => database.close())

  it('make what a database of before them is compared with, to the last line', async () => {
    await runMigrations(
      database.knex,
      migrationNames().filter((name) => name <= LAST_OF_SET),
    )
    expect(compareSchemas(await describeSchema(database.knex), readSchemaOfSet())).toEqual([])
  })
})

/**
 * Made by the migrations of before, at the commit that server/db/adopt-earlier.ts names: pg_dump --inserts --no-owner of a PostgreSQL 15 in
 * which deaths, an overdose, a supply, areas and an identity had been recorded, and the files of its home: keys, and two anchors of five entries.
 */
const fixture = (name: string) =>
  gunzipSync(readFileSync(new URL(`fixtures/before-the-set${name}.gz`, import.meta.url))).toString()

async function restore(knex: Knex): Promise<void> {
  const { rows } = await knex.raw(
    "select current_user as login, exists (select from pg_roles where rolname = 'vigil_app') as has_role",
  )
  if (!rows[0].has_role) await knex.raw('create role vigil_app nologin')
  const sql = fixture('.sql').replaceAll('vigil_test', rows[0].login)
  await knex.raw(`${sql.replaceAll('?', '\\?')}; reset all`).options({ queryMode: 'simple' })
}

function restoreHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'vigil-before-'))
  for (const [name, text] of Object.entries<string>(JSON.parse(fixture('-home.json')))) {
    mkdirSync(dirname(join(home, name)), { recursive: true, mode: 0o700 })
    writeFileSync(join(home, name), text, { mode: 0o600 })
  }
  return home
}

class Undone extends Error {}

/** Everything that is done in it is undone. */
async function inVain(work: (trx: Knex.Transaction) => Promise<void>): Promise<void> {
  const undone = database.knex.transaction(async (trx) => {
    await work(trx)
    throw new Undone()
  })
  await expect(undone).rejects.toBeInstanceOf(Undone)
}

const namesIn = (knex: Knex): Promise<string[]> => knex('schema_migration').orderBy('name').pluck('name')
const refused = (trx: Knex) => migrate(trx).then(String, (error: Error) => error)

describe('a database of before', () => {
  let home = ''
  let before: string[] = []
  beforeAll(async () => {
    database = await openEmpty()
    await restore(database.knex)
    home = restoreHome()
    before = await namesIn(database.knex)
  })
  afterAll(async () => {
    await database.close()
    rmSync(home, { recursive: true, force: true })
  })

  it.each([
    [
      'lacks a column',
      'alter table naloxone_batch drop column is_double cascade',
      '- column naloxone_batch.is_double boolean not null false',
    ],
    [
      'has a policy that was weakened',
      'alter policy own_partnership_only on death using (true)',
      '+ policy death.own_partnership_only * to public using true with check (partnership_id = current_partnership_id())',
    ],
    [
      'lacks a policy',
      'drop policy within_reach on identity',
      '- policy identity.within_reach restrictive * to vigil_app using',
    ],
    [
      'has a table whose wall its owner passes',
      'alter table death no force row level security',
      '+ table death walled',
    ],
    [
      'gives the application a right',
      'grant delete on audit_entry to vigil_app',
      '+ grant audit_entry: vigil_app DELETE SELECT',
    ],
    [
      'has a function with another body',
      "create or replace function reaches_death(a_partnership uuid, a_death uuid) returns boolean language sql stable cost 1 as 'select true'",
      '+ function reaches_death(a_partnership uuid, a_death uuid) returns boolean sql s parallel u cost 1 rows 0',
    ],
    [
      'has a function that anybody may call',
      'grant execute on function regroup_same_deaths to public',
      '+ function regroup_same_deaths(a_death uuid, another uuid, a_day date) returns void plpgsql v as its owner',
    ],
    [
      'lacks a trigger',
      'drop trigger counts_insert on death_revision',
      '- trigger CREATE TRIGGER counts_insert AFTER INSERT ON public.death_revision',
    ],
    ['has a table of somebody else’s', 'create table notes (note text)', '+ column notes.note text'],
  ])('is left as it is where it %s, and the difference is told', async (_what, alter, told) => {
    await inVain(async (trx) => {
      await trx.raw(alter)
      const error = await refused(trx)
      expect(error).toBeInstanceOf(CannotMigrate)
      expect(String(error)).toContain('Nothing was changed')
      expect(String(error)).toContain(told)
      expect(await namesIn(trx)).toEqual(before)
    })
  })

  it.each([
    [
      'was not brought to the last migration of before',
      (trx: Knex) => trx('schema_migration').where('name', '>', '0050').delete(),
      /is of an earlier Vigil \(its last migration is 0048-counts-of-lists\.sql\).*start Vigil once as it was at commit [0-9a-f]{7,}/,
    ],
    [
      'was used by a newer Vigil of the same line',
      (trx: Knex) => trx('schema_migration').insert({ name: '0999-later.sql', batch: 99 }),
      /last used by a newer Vigil than this one, which does not know its migration 0999-later\.sql\. Nothing was changed/,
    ],
    [
      'was used by a newer Vigil since it was marked',
      async (trx: Knex) => {
        await migrate(trx)
        await trx('schema_migration').insert({ name: '0999-later.sql', batch: 99 })
      },
      /last used by a newer Vigil than this one, which does not know its migration 0999-later\.sql\. Nothing was changed/,
    ],
  ])('is left as it is where it %s, and a sentence says what to do', async (_what, alter, sentence) => {
    await inVain(async (trx) => {
      await alter(trx)
      const stood = await namesIn(trx)
      const error = await refused(trx)
      expect(error).toBeInstanceOf(CannotMigrate)
      expect((error as Error).message).toMatch(sentence)
      expect(await namesIn(trx)).toEqual(stood)
      expect(explainFailure(error)).toEqual({ message: (error as Error).message, exitCode: 2 })
    })
  })

  it('is marked as made by the set, with its audit, its anchors and its records, and goes on', async () => {
    await migrate(database.knex)
    expect(await namesIn(database.knex)).toEqual(migrationNames())
    expect(await migrate(database.knex)).toEqual([])

    const partnerships = await listPartnerships(database.knex)
    const verified = { partnership: 'kept', entries: 5, anchors: 2, faults: [], notes: [] }
    expect(await verifyAudit(database.knex, partnerships, home)).toEqual([verified])

    const [partnership] = partnerships
    if (!partnership) throw new Error('the partnership is not there')
    const { cookie } = await addSignedIn({ knex: database.knex, partnership })
    const ask = supertest.agent(makeApp({ database })).set({ Host: 'localhost', Cookie: cookie })
    const { body } = await ask.get('/api/deaths').expect(200)
    expect(body.rows.map(({ reference }: { reference: string }) => reference)).toEqual(['second', 'first'])
    const { deathId } = body.rows[1]
    const history = await ask.get(`/api/deaths/${deathId}/history`).expect(200)
    expect(history.body.map(({ status }: { status: string }) => status)).toEqual(['toxicology_pending', 'notified'])
    const tenant = { partnershipId: partnership.partnershipId, userId: 'test', purpose: 'test' }
    const identity = await withTenant(database.knex, tenant, (trx) =>
      readIdentity(trx, openKeyring(join(home, 'keyring.json')), deathId, ['name']),
    )
    expect(identity).toEqual({ name: { given: 'Zoë', family: 'O’Canary' } })

    await ask.post('/api/deaths').send({ status: 'notified', eventDay: '2026-03-12' }).expect(201)
    expect((await ask.get('/api/deaths').expect(200)).body.total).toBe(3)
    await anchorChain(database.knex, home, partnership)
    const [verdict] = await verifyAudit(database.knex, partnerships, home)
    expect(verdict).toMatchObject({ anchors: 3, faults: [], notes: [] })
    expect(verdict?.entries).toBeGreaterThan(5)
  })
})
