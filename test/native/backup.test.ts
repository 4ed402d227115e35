import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import supertest from 'supertest'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../server/db/connection.ts'
import { findMissing, sayHowToMend } from '../../server/db/start-check.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { rememberAnswer } from '../../server/serving/idempotency.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { addDeaths, makeDeath } from '../support/events.ts'
import { inShell as inOperatorsShell, linesWith, toSetUp, urlOf } from '../support/installation.ts'
import { startBareCluster } from '../support/native-cluster.ts'

/** An installation as the README makes it, backs it up and restores it: its own lines, on servers that nobody has touched. */
const toDump = linesWith('pg_dump')
const toRestore = linesWith('pg_restore')

type Server = ReturnType<typeof startBareCluster>
const folder = mkdtempSync(join(tmpdir(), 'vigil-backup-'))
let first: Server
let second: Server
beforeAll(() => {
  first = startBareCluster()
  second = startBareCluster()
})
afterAll(() => {
  first?.stop()
  second?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Files that it makes lie in a folder of the test. */
const inShell = (server: Server, command: string) => inOperatorsShell(server, command, folder)

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const database of open.splice(0)) await database.close()
})
async function openAs(server: Server, login = 'vigil', name = 'vigil') {
  const database = await openDatabase({ databaseUrl: urlOf(server, login, name), home: '' })
  open.push(database)
  return database
}

const partnershipOf = (knex: Parameters<typeof addPartnership>[0]) =>
  addPartnership(knex, {
    name: 'One',
    slug: 'one',
    country: 'GB',
    timeZone: 'Europe/London',
    isSynthetic: true,
    pinnedToday: '2026-03-15',
  })

describe('an installation by the lines of the README', () => {
  it('is served as a role that is no superuser, lacks nothing, and can be backed up and restored on another server', async () => {
    expect([toSetUp.length, toDump.length, toRestore.length]).toEqual([3, 1, 4])
    for (const line of toSetUp) inShell(first, line)
    const before = await openAs(first)
    expect(await findMissing(before.knex)).toEqual([])
    const partnership = await partnershipOf(before.knex)
    const tenant = { partnershipId: partnership.partnershipId, userId: 'test', purpose: 'test' }
    await withTenant(before.knex, tenant, (trx) =>
      addDeaths(trx, [makeDeath({ eventDay: '2026-03-01', reference: 'kept' })], '2026-03-15'),
    )
    const { cookie } = await addSignedIn({ knex: before.knex, partnership })
    // what sign-in reads as the login role, which is a member of vigil_app and no superuser here
    const ask = supertest(makeApp({ database: before, log: pino({ level: 'silent' }) }))
    const [deathId] = await withTenant(before.knex, tenant, (trx) => trx('death').pluck('death_id'))
    const guest = await ask
      .post('/api/guest-links')
      .set({ Host: 'localhost', Cookie: cookie })
      .send({ deathId, guestName: 'Dr Guest', purpose: 'To say what the clinic knew', days: 3 })
      .expect(201)
    const opened = await ask
      .post('/api/guest/open')
      .set('Host', 'localhost')
      .send({ token: guest.body.link.split('#')[1] })
      .expect(200)
    await ask
      .get('/api/guest/death')
      .set({ Host: 'localhost', Cookie: opened.headers['set-cookie']?.[0]?.split(';')[0] ?? '' })
      .expect(200)
    const administrator = await addSignedIn({ knex: before.knex, partnership }, { roles: ['administrator'] })
    const invited = await ask
      .post('/api/people/invitations')
      .set({ Host: 'localhost', Cookie: administrator.cookie })
      .send({ name: 'New', email: 'new@example.org', role: 'analyst' })
      .expect(201)
    const token = invited.body.link.split('#')[1]
    await ask.post('/api/invitations/look').set('Host', 'localhost').send({ token }).expect(200)
    await withTenant(before.knex, { ...tenant, userId: 'one' }, (trx) =>
      rememberAnswer(trx, tenant.partnershipId, 'a key', 'post /deaths', '', { status: 201, headers: {}, answer: {} }),
    )
    await before.knex.transaction(async (trx) => {
      await trx.raw("select set_config('vigil.partnership_id', :partnershipId, true)", tenant)
      await trx('idempotency_key').update({ created_at: trx.raw("now() - interval '25 hours'") })
    })
    await withTenant(before.knex, { ...tenant, userId: 'another' }, (trx) => trx.raw('select forget_old_answers()'))
    const remembered = await withTenant(before.knex, { ...tenant, userId: 'one' }, (trx) =>
      trx('idempotency_key').pluck('key'),
    )
    expect(remembered).toEqual([])
    for (const line of toDump) inShell(first, line)

    for (const line of toRestore) inShell(second, line)
    const restored = await openAs(second)
    expect(await findMissing(restored.knex)).toEqual([])
    const app = makeApp({ database: restored, log: pino({ level: 'silent' }) })
    const { body } = await supertest(app).get('/api/deaths').set('Host', 'localhost').set('Cookie', cookie).expect(200)
    expect(body.rows.map(({ reference }: { reference: string }) => reference)).toEqual(['kept'])
    const seen = await withTenant(restored.knex, { ...tenant, reach: 'none' }, (trx) => trx('death').pluck('death_id'))
    expect(seen).toEqual([])
    const widen = withTenant(restored.knex, { ...tenant, reach: 'none' }, (trx) =>
      trx.raw("select set_config('vigil.reach', 'all', true)"),
    )
    await expect(widen).rejects.toThrow(/permission denied for function set_config/)
  })

  it('cannot be dumped as the role it is served by, which is why the README does not', () => {
    expect(() => inShell(first, 'pg_dump -Fc -U vigil vigil > half')).toThrow(/row-level security/)
  })

  it('does not start on a dump that was restored without the role of requests, and says in which order to do it again', async () => {
    const elsewhere = startBareCluster()
    try {
      inShell(elsewhere, 'createuser vigil && createdb -O vigil vigil')
      expect(() => inShell(elsewhere, 'pg_restore -d vigil < vigil.dump')).toThrow(/role "vigil_app" does not exist/)
      await expect(openAs(elsewhere)).rejects.toThrow(
        /restored without the role vigil_app.*as-superuser\.sql.*pg_restore/,
      )
    } finally {
      elsewhere.stop()
    }
  })

  it('goes on where no superuser has lent a hand, says what is missing and how to mend it, and is silent after it', async () => {
    inShell(
      second,
      'createuser --createrole older && createdb -O older older && psql -c "create extension postgis" older',
    )
    inShell(second, 'psql -c "grant vigil_app to older" older')
    const database = await openAs(second, 'older', 'older')
    const missing = await findMissing(database.knex)
    expect(missing.join('\n')).toMatch(/may call set_config[\s\S]*st_estimatedextent[\s\S]*not leakproof/)
    const command = await sayHowToMend(database.knex)
    expect(command).toMatch(/^sudo -u postgres psql .* -v login=older older < docs\/deploy\/as-superuser\.sql$/)
    await partnershipOf(database.knex)
    inShell(second, command)
    expect(await findMissing(database.knex)).toEqual([])
    const { partnershipId } = (await database.knex('partnership').first({ partnershipId: 'partnership_id' })) as never
    const tenant = { partnershipId, userId: 'test', purpose: 'test' }
    expect(await withTenant(database.knex, tenant, (trx) => trx('death').pluck('death_id'))).toEqual([])
  })

  it('says what to do when the login role itself was left without set_config', async () => {
    inShell(second, 'psql -c "revoke execute on function set_config(text, text, boolean) from older" older')
    await expect(openAs(second, 'older', 'older')).rejects.toThrow(
      /user older may not call set_config.*as-superuser\.sql/,
    )
  })
})
