import { pino } from 'pino'
import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../server/config.ts'
import { connectKnex, openDatabase } from '../../server/db/connection.ts'
import { addSignedIn, makeApp, signCookie } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const log = pino({ level: 'silent' })

describe('when the database is not there', () => {
  it('a start says what is missing, and never the password', async () => {
    const refused = openDatabase({ databaseUrl: 'postgresql://vigil:secret@127.0.0.1:1/vigil', home: '' })
    await expect(refused).rejects.toThrow('The database server does not answer')
    await expect(refused).rejects.not.toThrow(/secret/)
  })

  it('requests answer 503 with when to try again, the process lives, and /live says so', async () => {
    const away = connectKnex(
      () => ({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 500 }),
      'postgresql',
      2,
      1000,
    )
    const api = supertest(makeApp({ database: away, log }))
    const list = await api.get('/api/deaths?partnership=x').set('Host', 'localhost').set('Cookie', signCookie('x'))
    expect([list.status, list.headers['retry-after'], list.body.title]).toEqual([
      503,
      '5',
      expect.stringContaining('not available just now'),
    ])
    await api.get('/api/health/live').set('Host', 'localhost').expect(200)
    const ready = await api.get('/api/health/ready').set('Host', 'localhost').expect(503)
    expect(ready.body).toMatchObject({ state: 'not_ready', problem: expect.stringContaining('not available') })
    await away.close()
  })
})

describe('the configuration', () => {
  it.each([
    ['HOST', '0.0.0.0', /HOST is 0\.0\.0\.0, so other machines could reach Vigil without TLS/],
    ['PORT', 'eighty', /PORT is not usable/],
    ['DATABASE_URL', 'mysql://x', /DATABASE_URL is not usable: must look like postgresql/],
    ['NODE_ENV', 'production', /DATABASE_URL is not set/],
  ])('refuses a wrong %s with a sentence that names it', (name, value, sentence) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => readConfig({ [name]: value })).toThrow(sentence)
  })

  it('needs nothing, and then listens on this machine with the embedded database', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      databaseUrl: undefined,
      hostsTimetable: true,
    })
  })
})

describe('health', () => {
  it('tells engine, PostGIS version, migration and the last nightly run, and a stranger only that it works', async () => {
    const ask = () =>
      supertest(makeApp({ database: db.database, log }))
        .get('/api/health/ready')
        .set('Host', 'localhost')
    const stranger = await ask().expect(200)
    expect(stranger.body).toMatchObject({ state: 'ready', postgisVersion: null, migration: null, lastNights: [] })
    const { body } = await ask()
      .set('Cookie', (await addSignedIn(db)).cookie)
      .expect(200)
    expect(body).toMatchObject({
      state: 'ready',
      postgisVersion: expect.stringMatching(/^3\./),
      migration: expect.stringMatching(/^\d{4}-.*\.sql$/),
      lastNights: expect.arrayContaining([
        { partnership: db.partnership.slug, night: null, finishedAt: null, isLate: true },
      ]),
    })
  })
})
