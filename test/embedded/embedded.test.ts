import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { openDatabase } from '../../server/db/connection.ts'
import { isHeld, socketDirectory, socketPath } from '../../server/db/embedded/lock.ts'
import { migrationsHash } from '../../server/db/migrate.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { addRun } from '../../server/import/writing/import-store.ts'
import { startServer } from '../../server/index.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { startWork } from '../../server/work/store.ts'

/** The embedded database on disk, with real processes that are really killed. */
describe('the embedded database', () => {
  const homes: string[] = []
  const children: ChildProcess[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
  })

  function newHome(): string {
    const home = mkdtempSync(join(tmpdir(), 'vigil-home-'))
    homes.push(home)
    copyFileSync(inject('embeddedSnapshot'), join(home, `snapshot-${migrationsHash()}.tar.gz`))
    return home
  }

  /** A process that opens the database and records agencies one after another, saying each that was acknowledged. */
  function startWriter(home: string) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/writer.ts', home], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: new URL('../..', import.meta.url).pathname,
    })
    children.push(child)
    const acknowledged: string[] = []
    const reached = (count: number) =>
      new Promise<void>((enough) => {
        lines.on('line', (line) => {
          acknowledged.push(line)
          if (acknowledged.length === count) enough()
        })
      })
    const lines = createInterface({ input: child.stdout })
    return { child, acknowledged, reached }
  }

  const ended = (child: ChildProcess) => new Promise((end) => child.once('exit', end))

  const rounds = Array.from({ length: Number(process.env.VIGIL_KILL_ROUNDS ?? 1) }, (_, i) => i + 1)

  it.each(rounds)(
    'opens after kill -9 in the middle of writes, with every acknowledged record (round %i)',
    async (round) => {
      const home = newHome()
      const { child, acknowledged, reached } = startWriter(home)
      await reached(30 + ((round * 37) % 60))
      child.kill('SIGKILL')
      await ended(child)
      expect(await isHeld(socketPath(home))).toBe(false)
      const database = await openDatabase({ databaseUrl: undefined, home })
      const names = await database.knex('agency').pluck('name')
      await database.close()
      expect(acknowledged.length).toBeGreaterThanOrEqual(30)
      expect(acknowledged.filter((name) => !names.includes(name))).toEqual([])
      expect(names.length - acknowledged.length).toBeLessThanOrEqual(1)
    },
  )

  it('lets a second process work through the first, which keeps the directory to itself', async () => {
    const home = newHome()
    const { reached } = startWriter(home)
    await reached(1)
    const database = await openDatabase({ databaseUrl: undefined, home })
    expect(database.engine).toBe('embedded through its holder')
    const before = (await database.knex('agency').count({ rows: '*' }).first())?.rows
    await database.knex.transaction(async (trx) => {
      await trx.raw('select 1')
      expect(Number((await trx('agency').count({ rows: '*' }).first())?.rows)).toBeGreaterThanOrEqual(Number(before))
    })
    await database.close()
  })

  it('names the process that holds it', async () => {
    const home = newHome()
    const { child, reached } = startWriter(home)
    await reached(1)
    const client = new pg.Client({ host: socketDirectory(home), port: 5432, user: 'postgres' })
    await client.connect()
    expect((client as unknown as { processID: number }).processID).toBe(child.pid)
    await client.end()
  })

  it('frees the session when a connection is lost in the middle of a transaction, and keeps nothing of it', async () => {
    const home = newHome()
    const database = await openDatabase({ databaseUrl: undefined, home })
    const client = new pg.Client({ host: socketDirectory(home), port: 5432, user: 'postgres' })
    client.on('error', () => undefined)
    await client.connect()
    await client.query('begin')
    await client.query(
      "insert into partnership (slug, name, country, time_zone) values ('half', 'Half', 'GB', 'Europe/London')",
    )
    ;(client as unknown as { connection: { stream: { destroy: () => void } } }).connection.stream.destroy()
    expect(await database.knex('partnership').where({ slug: 'half' })).toEqual([])
    await database.close()
  })

  it('says after the next start that an import of the command line was left unfinished by a process that was killed', async () => {
    const home = newHome()
    const config = { ...readConfig({ VIGIL_HOME: home }), port: 0, logLevel: 'silent' }
    const killed = await startServer({ ...config, hostsTimetable: false })
    const { partnershipId } = await addPartnership(killed.database.knex, {
      name: 'One',
      slug: 'one',
      country: 'GB',
      timeZone: 'Europe/London',
    })
    const tenant = { partnershipId, userId: 'test', purpose: 'test' }
    await withTenant(killed.database.knex, tenant, async (trx) => {
      const { importId } = await addRun(trx, partnershipId, {
        subject: 'deaths',
        adapter: 'vigil',
        fileName: null,
        isDryRun: false,
        isAllOrNothing: false,
      })
      await startWork(trx, { kind: 'import', subject: importId })
    })
    await killed.stop()
    const next = await startServer(config)
    const look = () => next.database.knex('import_run').select('state', 'failure')
    await vi.waitFor(async () => expect(await look()).toMatchObject([{ state: 'failed' }]), 20_000)
    expect(await look()).toEqual([{ state: 'failed', failure: expect.stringContaining('import the file again') }])
    await next.stop()
  })

  it('says that a statement ended without an answer, refuses COPY FROM STDIN, and goes on', async () => {
    const home = newHome()
    const database = await openDatabase({ databaseUrl: undefined, home })
    const bowTie = "st_geomfromtext('POLYGON((0 0,1 1,1 0,0 1,0 0))')"
    await expect(database.knex.raw(`select st_intersection(${bowTie}, ${bowTie})`)).rejects.toThrow(
      /ended without an answer/,
    )
    const degenerate = `'{"type":"MultiPolygon","coordinates":[[[[-5.0098,50.1539],[-5.0098,50.1539],[-5.0098,50.1539],[-5.0098,50.1539]]],[[[-4.9986,50.1618],[-4.99273,50.16119],[-4.99264,50.16092],[-4.9986,50.1618]]]]}'`
    await expect(
      database.knex.raw(`select st_makevalid(st_geomfromgeojson(${degenerate})) where 1 = ?`, [1]),
    ).rejects.toThrow(/ended without an answer/)
    await expect(database.knex.raw('copy agency from stdin')).rejects.toThrow(/COPY FROM STDIN is not available/)
    const stepped = Array.from({ length: 50 }, (_, i) =>
      database.knex.transaction(async (trx) => {
        await trx.raw('create temporary table only_mine (n int) on commit drop')
        await trx.raw('insert into only_mine values (?)', [i])
        return (await trx.raw('select n from only_mine')).rows
      }),
    )
    expect(await Promise.all(stepped)).toEqual(Array.from({ length: 50 }, (_, i) => [{ n: i }]))
    await database.close()
  })
})
