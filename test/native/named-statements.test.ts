import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import supertest from 'supertest'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openPostgres } from '../../server/db/connection.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { inShell, toSetUp, urlOf } from '../support/installation.ts'
import { startBareCluster } from '../support/native-cluster.ts'
import { startPooler } from '../support/pooler.ts'

let server: ReturnType<typeof startBareCluster>
const directory = mkdtempSync(join(tmpdir(), 'vigil-pooler-'))
beforeAll(() => {
  server = startBareCluster()
  for (const line of toSetUp) inShell(server, line)
})
afterAll(() => {
  server?.stop()
  rmSync(directory, { recursive: true, force: true })
})

const toClose: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0)) await close()
})

/** Asks for a death that is there, thrice, over one connection; the statements that its session then keeps. */
async function keptAfterRequests(database: Database): Promise<string[]> {
  const partnership = await addPartnership(database.knex, {
    ...{ name: 'One', slug: `one-${Date.now()}`, country: 'GB', timeZone: 'Europe/London' },
    ...{ isSynthetic: true, pinnedToday: '2026-03-15' },
  })
  const { cookie } = await addSignedIn({ knex: database.knex, partnership })
  const ask = supertest(makeApp({ database, log: pino({ level: 'silent' }) }))
  const asPerson = { Host: 'localhost', Cookie: cookie }
  const { body } = await ask
    .post('/api/deaths')
    .set(asPerson)
    .send({ status: 'notified', eventDay: '2026-03-01' })
    .expect(201)
  for (let time = 0; time < 3; time++) {
    const found = await ask.get(`/api/deaths/${body.deathId}`).set(asPerson).expect(200)
    expect(found.body).toEqual(body)
  }
  return database.knex('pg_prepared_statements').orderBy('name').pluck('name')
}

describe('statements that every request sends', () => {
  it('are parsed and planned once on a connection that has a session of its own', async () => {
    const database = await openPostgres(urlOf(server), 1)
    toClose.push(database.close)
    expect(await keptAfterRequests(database)).toEqual(['append audit', 'context', 'find death', 'find session'])
  })

  it('have no name through a pooler, whose sessions change with every transaction', async () => {
    toClose.push(await startPooler(server, directory))
    const database = await openPostgres(urlOf({ directory }), 1)
    toClose.unshift(database.close)
    expect(await keptAfterRequests(database)).toEqual([])
  })
})
