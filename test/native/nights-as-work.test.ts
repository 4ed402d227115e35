import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { computeHere } from '../../jobs/compute/compute.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { connectKnex, type Database } from '../../server/db/connection.ts'
import { migrate, migrationNames, runMigrations } from '../../server/db/migrate.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { findPartnership } from '../../server/partnerships/store.ts'
import { listNights } from '../../server/surveillance/nights/store.ts'

/** A database of before nights were work, with a run in each of its states. */
const name = `vigil_before_nights_${process.pid}`
const url = (database: string) => inject('nativeServer').replace('/postgres?', `/${database}?`)
const connect = (database: string) => connectKnex(() => ({ connectionString: url(database) }), 'postgresql', 3, 10_000)
let database: Database
const partnershipId = randomUUID()

async function atServer(statement: string) {
  const maintenance = connect('postgres')
  await maintenance.knex.raw(statement)
  await maintenance.close()
}
beforeAll(async () => {
  await atServer(`create database ${name}`)
  database = connect(name)
})
afterAll(async () => {
  await database.close()
  await atServer(`drop database ${name}`)
})

const HOUR = '2026-03-09T02:46:00Z'
const runs = [
  {
    night: '2026-03-05',
    state: 'failed',
    attempts: 3,
    failure: 'It stopped.',
    finished_at: HOUR,
    first_started_at: HOUR,
  },
  { night: '2026-03-06', state: 'failed', attempts: 0, failure: 'A later night was done first.' },
  {
    night: '2026-03-07',
    state: 'done',
    attempts: 2,
    started_at: HOUR,
    first_started_at: HOUR,
    finished_at: HOUR,
    result_hash: 'seven',
    summary: '[]',
  },
  {
    night: '2026-03-08',
    state: 'failed',
    attempts: 3,
    failure: 'It stopped.',
    finished_at: HOUR,
    first_started_at: HOUR,
  },
  {
    night: '2026-03-09',
    state: 'failed',
    attempts: 1,
    failure: 'It stopped.',
    finished_at: HOUR,
    first_started_at: HOUR,
  },
  {
    night: '2026-03-10',
    state: 'running',
    attempts: 1,
    started_at: HOUR,
    first_started_at: HOUR,
    lease_until: HOUR,
    snapshot_hash: 'frozen',
    snapshot_gzip: Buffer.from('frozen'),
  },
  { night: '2026-03-11', state: 'asked', attempts: 0 },
  {
    night: '2026-03-12',
    state: 'failed',
    attempts: 5,
    failure: 'It stopped.',
    finished_at: HOUR,
    first_started_at: HOUR,
  },
]

it('keeps every night of a database of before: what was done, what waits, what was frozen, and what was given up', async () => {
  const before = migrationNames().filter((each) => each < '0053')
  await runMigrations(database.knex, before)
  await database.knex('partnership').insert({
    partnership_id: partnershipId,
    name: 'Before',
    slug: 'before',
    country: 'GB',
    time_zone: 'Europe/London',
    is_synthetic: true,
    pinned_today: '2026-03-12',
  })
  const tenant = { partnershipId, userId: 'test', purpose: 'nightly detection' }
  await withTenant(database.knex, tenant, async (trx) => {
    for (const run of runs) await trx('job_run').insert({ partnership_id: partnershipId, job: 'nightly', ...run })
    await trx('job_run_before').insert({
      partnership_id: partnershipId,
      job: 'nightly',
      night: '2026-03-07',
      attempts: 1,
      result_hash: 'empty',
    })
  })

  await migrate(database.knex)
  const partnership = await findPartnership(database.knex, 'before')
  if (typeof partnership === 'string') throw new Error(partnership)
  const { nights, lastDone } = await withTenant(database.knex, tenant, (trx) => listNights(trx, partnership))
  expect(lastDone).toBe('2026-03-07')
  expect(
    nights.map(({ night, state, attempts, failure, resultHash }) => [night, state, attempts, failure, resultHash]),
  ).toEqual([
    ['2026-03-12', 'failed', 5, 'It stopped.', null],
    ['2026-03-11', 'asked', 0, null, null],
    ['2026-03-10', 'asked', 1, null, null],
    ['2026-03-09', 'failed', 1, 'It stopped.', null],
    ['2026-03-08', 'failed', 3, 'It stopped.', null],
    ['2026-03-07', 'done', 2, null, 'seven'],
    ['2026-03-06', 'failed', 0, 'A later night was done first.', null],
    ['2026-03-05', 'failed', 3, 'It stopped.', null],
  ])
  // what is tried on by itself, and what was given up or passed over
  const waiting = await withTenant(database.knex, tenant, (trx) =>
    trx('work').where({ kind: 'night', state: 'asked' }).pluck('subject').orderBy('subject'),
  )
  expect(waiting).toEqual(['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'])
  const frozen = await withTenant(database.knex, tenant, (trx) =>
    trx('night').where({ night: '2026-03-10' }).first('snapshot_hash', 'finished_at'),
  )
  expect(frozen).toEqual({ snapshot_hash: 'frozen', finished_at: null })
  expect(await runNight(database.knex, partnershipId, '2026-03-09', computeHere())).toMatchObject({ outcome: 'done' })
  expect(await runNight(database.knex, partnershipId, '2026-03-06', computeHere())).toEqual({ outcome: 'passed over' })
})
