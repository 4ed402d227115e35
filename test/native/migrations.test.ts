import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { connectKnex, type Database, openPostgres } from '../../server/db/connection.ts'
import { migrationNames } from '../../server/db/migrate.ts'

const open: Database[] = []
afterEach(async () => {
  for (const database of open.splice(0)) await database.close()
})

/** The address of a new, empty database. */
async function newDatabase(): Promise<string> {
  const server = inject('nativeServer')
  const name = `vigil_new_${randomUUID().slice(0, 8)}`
  const maintenance = connectKnex(() => ({ connectionString: server }), 'postgresql', 1, 10_000)
  await maintenance.knex.raw(`create database ${name}`)
  await maintenance.close()
  return server.replace('/postgres?', `/${name}?`)
}

describe('a new database', () => {
  it('is made once by processes that start on it together, and serves them all', async () => {
    const url = await newDatabase()
    const opened = await Promise.allSettled([1, 2, 3].map(() => openPostgres(url)))
    for (const each of opened) if (each.status === 'fulfilled') open.push(each.value)
    expect(opened.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
    const names = await open[0]?.knex('schema_migration').orderBy('id').pluck('name')
    expect(names).toEqual(migrationNames())
  })
})
