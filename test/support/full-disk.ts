import { pino } from 'pino'
import supertest from 'supertest'
import { expect, vi } from 'vitest'
import type { Database } from '../../server/db/connection.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { addSignedIn, makeApp } from './app.ts'
import type { SmallDisk } from './small-disk.ts'

const WRITES = 42
const CAUSE = 'zzcause'

/** Records deaths while the disk under the database fills, and after there is room again: what is answered, logged and kept. */
export async function recordThroughFullDisk(database: Database, disk: SmallDisk): Promise<void> {
  const lines: string[] = []
  const log = pino({ level: 'error', base: null }, { write: (line: string) => void lines.push(line) })
  const app = makeApp({ database, log })
  const partnership = await addPartnership(database.knex, {
    name: 'One',
    slug: 'one',
    country: 'GB',
    timeZone: 'Europe/London',
    isSynthetic: true,
    pinnedToday: '2026-03-15',
  })
  const { cookie } = await addSignedIn({ knex: database.knex, partnership })
  const post = (reference: string) =>
    supertest(app)
      .post('/api/deaths')
      .set('Host', 'localhost')
      .set('Cookie', cookie)
      .send({ reference, status: 'notified', eventDay: '2026-03-01', causeOfDeath: CAUSE.repeat(250) })
  const ready = () => supertest(app).get('/api/health/ready').set('Host', 'localhost')

  expect((await post('before')).status).toBe(201)
  expect((await ready()).status).toBe(200)
  // a new segment of the log, so that it is the tables that find no room
  await database.knex.raw('select pg_switch_wal()')
  await database.knex.raw('checkpoint')
  disk.fill(64 * 1024)

  const kept = ['before']
  const statuses: number[] = []
  for (let i = 0; i < WRITES; i++) {
    const { status, body } = await post(`full-${i}`)
    statuses.push(status)
    if (status === 201) kept.push(`full-${i}`)
    else expect(body.title).toMatch(/Nothing can be recorded just now/)
  }
  const refused = statuses.filter((status) => status === 503).length
  expect(new Set(statuses)).toEqual(new Set(refused === WRITES ? [503] : [201, 503]))
  expect(refused).toBeGreaterThan(WRITES / 2)
  // a line each, with the code, and of no case
  expect(lines.filter((line) => JSON.parse(line).error?.code === '53100')).toHaveLength(refused)
  expect(lines.filter((line) => line.includes(CAUSE))).toEqual([])
  const full = await ready()
  expect([full.status, full.body.state, full.body.problem]).toEqual([
    503,
    'not_ready',
    expect.stringContaining('disk of the database is full'),
  ])

  disk.makeRoom()
  await vi.waitFor(async () => expect((await ready()).status).toBe(200), { timeout: 20_000, interval: 500 })
  expect((await post('after')).status).toBe(201)
  expect((await database.knex('death').orderBy('reference').pluck('reference')).sort()).toEqual(
    [...kept, 'after'].sort(),
  )
  expect(await database.knex('pg_class').where('relname', 'like', 'room_to_write%')).toEqual([])
}
