import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { migrationsHash } from '../../server/db/migrate.ts'
import { keepToOwner, openToOthers } from '../../server/db/own-files.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { startServer } from '../../server/index.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { addDeaths, makeDeath } from '../support/events.ts'

/** What the machine's other users can read of an installation's directory. */
const homes: string[] = []
const usual = process.umask()
const isRoot = process.getuid?.() === 0
const CAUSE = 'Poisoning by zzcanaryzz at home'

afterEach(() => {
  process.umask(usual)
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
})

/** As an administrator of a machine makes a directory: everybody may look into it. */
function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'vigil-own-'))
  homes.push(home)
  chmodSync(home, 0o755)
  process.umask(0o022)
  copyFileSync(inject('embeddedSnapshot'), join(home, `snapshot-${migrationsHash()}.tar.gz`))
  return home
}

const configOf = (home: string) => ({
  ...readConfig({ VIGIL_HOME: home }),
  port: 0,
  hostsTimetable: false,
  logLevel: 'silent',
})

async function recordDeath(home: string) {
  const server = await startServer(configOf(home))
  const { partnershipId } = await addPartnership(server.database.knex, {
    name: 'One',
    slug: 'one',
    country: 'GB',
    timeZone: 'Europe/London',
  })
  await withTenant(server.database.knex, { partnershipId, userId: 'test', purpose: 'test' }, (trx) =>
    addDeaths(trx, [makeDeath({ eventDay: '2026-01-05', causeOfDeath: CAUSE })], '2026-03-15'),
  )
  return server
}

function walk(path: string): string[] {
  return lstatSync(path).isDirectory() ? [path, ...readdirSync(path).flatMap((name) => walk(join(path, name)))] : [path]
}

const openIn = (home: string) => walk(home).filter((path) => (lstatSync(path).mode & 0o077) !== 0)

/** How many files of the home another user finds the cause of death in. */
function foundByNobody(home: string): number {
  try {
    const found = execFileSync(
      'setpriv',
      ['--reuid=65534', '--regid=65534', '--clear-groups', 'grep', '-rl', CAUSE, home],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
    return found.toString().split('\n').filter(Boolean).length
  } catch {
    return 0
  }
}

describe('what Vigil keeps on this machine', () => {
  it('is its own user’s and nobody else’s, whatever the engine writes while it runs', async () => {
    const home = newHome()
    const server = await recordDeath(home)
    await server.database.knex.raw('checkpoint')
    expect(openIn(home)).toEqual([])
    expect(walk(home).length).toBeGreaterThan(500)
    expect(openToOthers(home)).toBeUndefined()
    await server.stop()
    expect(openIn(home)).toEqual([])
  })

  if (!isRoot) console.log('Not tried, for want of root: reading an installation as another user of the machine')
  else
    it('shows another user of the machine no cause of death, where the files of before showed it', async () => {
      const home = newHome()
      const server = await recordDeath(home)
      expect(foundByNobody(home)).toBe(0)
      // as homes were made before: to prove that the search would have found it
      for (const path of walk(home)) chmodSync(path, lstatSync(path).isDirectory() ? 0o755 : 0o644)
      expect(foundByNobody(home)).toBeGreaterThan(0)
      expect(openToOthers(home)).toMatch(/Other users of this machine may be able to read/)
      await server.stop()
      const mended = await startServer(configOf(home))
      await mended.stop()
      expect(openIn(home)).toEqual([])
      expect(foundByNobody(home)).toBe(0)
    })

  it('touches nothing that somebody else put into its home, and closes no directory that everybody writes to', () => {
    const home = newHome()
    mkdirSync(join(home, 'theirs'))
    writeFileSync(join(home, 'theirs', 'notes.txt'), '')
    keepToOwner(home)
    expect(openIn(home).sort()).toEqual([join(home, 'theirs'), join(home, 'theirs', 'notes.txt')])
    const shared = newHome()
    chmodSync(shared, 0o1777)
    keepToOwner(shared)
    expect(lstatSync(shared).mode & 0o7777).toBe(0o1777)
    expect(openToOthers(shared)).toMatch(/may be able to read/)
  })

  it('is said at the start where the system has no such modes', () => {
    const home = newHome()
    keepToOwner(home)
    expect(openToOthers(home, 'win32')).toMatch(/this system has no modes that Vigil could set/)
  })
})
