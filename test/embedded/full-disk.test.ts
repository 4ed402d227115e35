import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { type Database, openDatabase } from '../../server/db/connection.ts'
import { errorResponse, findPanic } from '../../server/db/embedded/wire-protocol.ts'
import { migrationsHash } from '../../server/db/migrate.ts'
import { recordThroughFullDisk } from '../support/full-disk.ts'
import { canMountSmallDisk, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'

const usual = process.umask()
let disk: SmallDisk | undefined
let database: Database | undefined
afterEach(async () => {
  process.umask(usual)
  await database?.close()
  disk?.remove()
  disk = database = undefined
})

async function openOnSmallDisk(): Promise<[Database, SmallDisk]> {
  disk = mountSmallDisk(250)
  if (!disk) throw new Error('a disk could be mounted a moment ago')
  const home = join(disk.path, 'home')
  mkdirSync(home)
  copyFileSync(inject('embeddedSnapshot'), join(home, `snapshot-${migrationsHash()}.tar.gz`))
  database = await openDatabase({ databaseUrl: undefined, home })
  return [database, disk]
}

describe('the embedded database on a disk that is full', () => {
  it('tells an engine that goes down from a statement that failed', () => {
    const failed = errorResponse('53100', 'no room', 'I')
    expect(findPanic(failed)).toBeUndefined()
    const down = Buffer.from(Buffer.from(failed).toString('latin1').replace('VERROR', 'VPANIC'), 'latin1')
    expect(findPanic(down)).toEqual({ code: '53100', message: 'no room' })
  })

  if (!canMountSmallDisk('a full disk under the embedded database')) return

  it('is said in the log and by /ready until there is room, and keeps what was acknowledged', async () => {
    await recordThroughFullDisk(...(await openOnSmallDisk()))
  })

  it('starts again by itself after its log found no room, with what was acknowledged', async () => {
    const [{ knex, writes }, small] = await openOnSmallDisk()
    await knex.raw("insert into account (email, name) values ('one@example.org', 'One')")
    small.fill(64 * 1024)
    // no table grows: only the log, until its next segment finds no room
    const log = () => knex.raw("select pg_logical_emit_message(false, 'test', repeat('x', 1000000))")
    await expect(Promise.all(Array.from({ length: 40 }, log))).rejects.toThrow(/No space left|has stopped/)
    expect(await writes.problem()).toMatch(/disk of the database is full/)
    small.makeRoom()
    const accounts = () => knex('account').orderBy('email').pluck('email')
    const patience = { timeout: 20_000, interval: 500 }
    await vi.waitFor(async () => expect(await accounts()).toEqual(['one@example.org']), patience)
    await vi.waitFor(async () => expect(await writes.problem()).toBeNull(), patience)
    await knex.raw("insert into account (email, name) values ('two@example.org', 'Two')")
    expect(await accounts()).toEqual(['one@example.org', 'two@example.org'])
  })
})
