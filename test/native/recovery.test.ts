import { pino } from 'pino'
import supertest from 'supertest'
import { describe, expect, inject, it } from 'vitest'
import { connectKnex, openDatabase } from '../../server/db/connection.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const log = pino({ level: 'silent' })

describe('a PostgreSQL server that fails', () => {
  it('names a database that does not exist', async () => {
    const url = inject('nativeServer').replace('/postgres?', '/nowhere?')
    await expect(openDatabase({ databaseUrl: url, home: '' })).rejects.toThrow('does not exist. Make it with createdb')
  })

  it('recovers by itself after every connection was cut, and after the pool was exhausted', async () => {
    const name = (await db.knex.raw('select current_database() as name')).rows[0].name
    const few = connectKnex(
      () => ({
        connectionString: inject('nativeServer').replace('/postgres?', `/${name}?`),
        application_name: 'few',
      }),
      'postgresql',
      2,
      400,
    )
    const api = supertest(makeApp({ database: few, log }))
    const { cookie } = await addSignedIn(db)
    const partnerships = () => api.get('/api/partnerships').set('Host', 'localhost').set('Cookie', cookie)
    await partnerships().expect(200)
    await db.knex.raw("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'few'")
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await partnerships()).status)
    expect(statuses.at(-1)).toBe(200)

    const held = await Promise.all([few.knex.transaction(), few.knex.transaction()])
    expect((await partnerships()).status).toBe(503)
    await Promise.all(held.map((trx) => trx.rollback()))
    expect((await partnerships()).status).toBe(200)
    await few.close()
  })
})
