import { spawn, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ImportRun } from '../../server/contract/import.ts'
import { openDatabase } from '../../server/db/connection.ts'
import { migrationsHash } from '../../server/db/migrate.ts'

/** The command line as people run it: real processes, real files, the embedded database on disk. */
const root = new URL('../..', import.meta.url).pathname
let home = ''

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'vigil-command-'))
  copyFileSync(inject('embeddedSnapshot'), join(home, `snapshot-${migrationsHash()}.tar.gz`))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const environment = () => ({ ...process.env, VIGIL_HOME: home, DATABASE_URL: '', VIGIL_TEST_ENGINE: '' })

function vigil(...given: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'jobs/cli.ts', ...given], {
    cwd: root,
    env: environment(),
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

const deathsFile = (name: string, rows: number) => {
  const file = join(home, name)
  const lines = Array.from({ length: rows }, (_, i) => `${name}-${i},closed,2025-0${1 + (i % 9)}-1${i % 10},Bodmin`)
  writeFileSync(file, ['reference,status,eventDay,foundTown', ...lines].join('\n'))
  return file
}

describe('where the database was last used by a newer Vigil', () => {
  const newer = mkdtempSync(join(tmpdir(), 'vigil-newer-'))
  afterAll(() => rmSync(newer, { recursive: true, force: true }))

  it('says so and ends with 2', async () => {
    copyFileSync(inject('embeddedSnapshot'), join(newer, `snapshot-${migrationsHash()}.tar.gz`))
    const database = await openDatabase({ databaseUrl: undefined, home: newer })
    await database.knex('schema_migration').insert({ name: '9999-later.sql', batch: 99 })
    await database.close()
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'jobs/cli.ts', 'migrate'], {
      cwd: root,
      env: { ...environment(), VIGIL_HOME: newer },
      encoding: 'utf8',
      timeout: 110_000,
    })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/last used by a newer Vigil than this one.*9999-later\.sql\. Nothing was changed/)
  })
})

describe('where there is no database', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'vigil-nowhere-'))
  afterAll(() => rmSync(elsewhere, { recursive: true, force: true }))
  const there = (...given: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'jobs/cli.ts', ...given], {
      cwd: root,
      env: { ...environment(), VIGIL_HOME: elsewhere },
      encoding: 'utf8',
    })

  it('makes none beside a demonstration to find it in order, and says where that keeps its own', () => {
    mkdirSync(join(elsewhere, 'demo', 'database'), { recursive: true })
    writeFileSync(join(elsewhere, 'demo', 'database', 'PG_VERSION'), '17')
    for (const command of [['verify'], ['nightly'], ['user', 'list'], ['partnership', 'list']]) {
      const { status, stdout, stderr } = there(...command)
      expect([command, status, stdout]).toEqual([command, 2, ''])
      expect(stderr).toContain(`set VIGIL_HOME=${join(elsewhere, 'demo')}`)
    }
    expect(readdirSync(elsewhere)).toEqual(['demo'])
  })

  it('looks for its port before it builds anything', async () => {
    const taken = createServer()
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening))
    const { port } = taken.address() as AddressInfo
    try {
      const { status, stderr } = await new Promise<{ status: number | null; stderr: string }>((ended) => {
        const demo = spawn(process.execPath, ['--import', 'tsx', 'jobs/cli.ts', 'demo', '--port', String(port)], {
          cwd: root,
          env: { ...environment(), VIGIL_HOME: join(elsewhere, 'another') },
        })
        let said = ''
        demo.stderr.on('data', (text) => {
          said += text
        })
        demo.on('exit', (code) => ended({ status: code, stderr: said }))
      })
      expect([status, stderr]).toEqual([2, expect.stringContaining(`Port ${port} on 127.0.0.1 is in use`)])
      expect(stderr).not.toContain('building')
      expect(existsSync(join(elsewhere, 'another'))).toBe(false)
    } finally {
      taken.close()
    }
  })
})

describe('the command line', () => {
  it('adds a partnership once, and says what is wrong with exit code 1', () => {
    const added = vigil(
      'partnership',
      'add',
      'Cornwall & Isles of Scilly',
      '--time-zone',
      'Europe/London',
      '--country',
      'GB',
      '--json',
    )
    expect([added.status, JSON.parse(added.stdout).slug]).toEqual([0, 'cornwall-isles-of-scilly'])
    const again = vigil(
      'partnership',
      'add',
      'Cornwall & Isles of Scilly',
      '--time-zone',
      'Europe/London',
      '--country',
      'GB',
    )
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('There is already a partnership')])
    const nowhere = vigil('partnership', 'add', 'X', '--time-zone', 'Europe/Bodmin', '--country', 'GB')
    expect([nowhere.status, nowhere.stderr]).toEqual([1, expect.stringContaining('is not an IANA time zone')])
    expect(added.stderr).not.toContain('Next')
  })

  it('verifies the audit and exits 1 where something is not whole, and begins its anchors anew only when told why', () => {
    const whole = vigil('verify')
    expect([whole.status, whole.stdout]).toEqual([0, 'cornwall-isles-of-scilly: whole, 1 entry, not anchored yet\n'])
    expect(vigil('anchors', 'renew').status).toBe(1)
    expect(vigil('anchors', 'renew', '--why', 'the first machine was lost').status).toBe(0)
    const anchors = join(home, 'audit')
    const key = join(anchors, 'anchor-key.pem')
    const renewed = vigil('verify')
    expect([renewed.status, renewed.stdout]).toEqual([
      0,
      'cornwall-isles-of-scilly: whole, 2 entries, 1 anchor. Note: the anchors were begun anew: the first machine was lost\n',
    ])
    renameSync(key, join(home, 'away'))
    const broken = vigil('verify', '--json')
    expect([broken.status, JSON.parse(broken.stdout)[1].faults]).toEqual([
      1,
      ['it is not there, though there are anchors'],
    ])
    renameSync(join(home, 'away'), key)
  })

  it('imports a file, answers JSON alone on standard output, and adds nothing the second time', () => {
    const file = deathsFile('few.csv', 12)
    const first = vigil('import', 'deaths', file, '--json')
    expect(ImportRun.parse(JSON.parse(first.stdout))).toMatchObject({ rowsRead: 12, recordsAdded: 12, rowsRefused: 0 })
    expect(first.status).toBe(0)
    const second = vigil('import', 'deaths', file, '--json')
    expect(JSON.parse(second.stdout)).toMatchObject({ recordsAdded: 0, recordsAlreadyThere: 12 })
  })

  it('lists in the terminal what is doubtful in a file that has nothing refused', () => {
    const file = join(home, 'doubtful.csv')
    writeFileSync(file, 'reference,status,eventDay,ageYears\ndoubtful-1,closed,2025-02-03,40s\n')
    const doubtful = vigil('import', 'deaths', file, '--dry-run')
    expect(doubtful.stdout).toContain('0 rows refused, 1 doubtful')
    expect(doubtful.stdout).toMatch(/row 2, ageYears: this is not an age in years/)
  })

  const user = (...given: string[]) => vigil('user', ...given)
  it('adds somebody by a link, and says what is in the way of another', () => {
    const added = user('add', 'Alex Smith', '--email', 'Alex@Example.org', '--role', 'administrator')
    expect([added.status, added.stdout]).toEqual([
      0,
      expect.stringMatching(/^http:\/\/localhost:8080\/invitation#[\w-]{43}$/m),
    ])
    const again = user('add', 'Alex', '--email', 'alex@example.org', '--role', 'analyst')
    expect([again.status, again.stderr]).toEqual([
      1,
      expect.stringContaining('have a place in this partnership already'),
    ])
    const police = user('add', 'Bo', '--email', 'bo@example.org', '--role', 'police')
    expect([police.status, police.stderr]).toEqual([1, expect.stringContaining('name it with --agency')])
  })

  it('shuts somebody out, makes no link meanwhile, lets them in again, and makes them set up a new authenticator', () => {
    const accounts = () => JSON.parse(user('list', '--json').stdout)
    expect(user('disable', 'alex@example.org').status).toBe(0)
    const shutOut = user('invite', 'alex@example.org')
    expect([shutOut.status, shutOut.stderr]).toEqual([1, expect.stringContaining('no link works')])
    expect(accounts()).toMatchObject([{ email: 'alex@example.org', isDisabled: true }])
    expect(user('enable', 'alex@example.org').status).toBe(0)
    expect(user('reset-second-factor', 'alex@example.org').stdout).toContain('sets up a new authenticator')
    expect(accounts()).toMatchObject([{ isDisabled: false, places: expect.stringContaining('administrator') }])
    expect(user('disable', 'nobody@example.org').status).toBe(1)
  })

  it('lists refused rows in a report, and exits 1', () => {
    const file = join(home, 'bad.csv')
    writeFileSync(file, 'reference,status,eventDay\nbad-1,closed,2025-02-30\nbad-2,closed,2025-02-03\n')
    const report = join(home, 'report.csv')
    const { status, stdout } = vigil('import', 'deaths', file, '--report', report)
    expect([status, stdout]).toEqual([1, expect.stringContaining('1 rows refused')])
    expect(readFileSync(report, 'utf8').split('\r\n')[1]).toMatch(/^2,eventDay,refused,2025-02-30,/)
  })

  it.each([
    [1, 'There is no file', ['import', 'deaths', 'nowhere.csv']],
    [1, 'is not a day', ['nightly', '--day', 'yesterday']],
    [1, 'is in the future', ['nightly', '--day', '2999-01-01']],
    [1, 'is too early, before 1900', ['replay', '--from', '0026-01-01', '--to', '2025-01-01']],
    [1, 'There is no partnership x', ['nightly', '--partnership', 'x']],
    [1, 'The name has 1 to 120 characters', ['user', 'add', '', '--email', 'cy@example.org', '--role', 'analyst']],
    [1, 'waits to be confirmed', ['user', 'confirm', 'alex@example.org']],
    [2, 'other machines could reach Vigil without TLS', ['serve', '--host', '0.0.0.0']],
  ])('exits %i with a sentence: %s', (code, sentence, given) => {
    const { status, stderr, stdout } = vigil(...given)
    expect([status, stderr, stdout]).toEqual([code, expect.stringContaining(sentence), ''])
  })

  it('runs a night by hand to the same bytes, twice', () => {
    const first = vigil('nightly', '--day', '2025-09-30', '--json', '--threads', '1')
    const second = vigil('nightly', '--day', '2025-09-30', '--json', '--threads', '2')
    expect(first.status).toBe(0)
    expect(JSON.parse(first.stdout)).toMatchObject({
      night: '2025-09-30',
      checks: ['D1', 'D1', 'D2', 'D2', 'D6', 'D3'].map((detector) => ({ detector })),
    })
    expect(second.stdout).toBe(first.stdout)
  })

  it('leaves an openable database when an import is killed with -9: whole batches, nothing half', async () => {
    const file = deathsFile('many.csv', 4000)
    const child = spawn(process.execPath, ['--import', 'tsx', 'jobs/cli.ts', 'import', 'deaths', file], {
      cwd: root,
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await new Promise<void>((writing) =>
      child.stderr.on('data', (chunk) => String(chunk).includes('writing records') && writing()),
    )
    await new Promise((some) => setTimeout(some, 700))
    child.kill('SIGKILL')
    await new Promise((end) => child.once('exit', end))

    const database = await openDatabase({ databaseUrl: undefined, home })
    const [heads, revisions] = await Promise.all(
      ['death', 'death_revision'].map(async (table) =>
        Number((await database.knex(table).count({ rows: '*' }).first())?.rows),
      ),
    )
    await database.close()
    expect(heads).toBe(revisions)
    const again = vigil('import', 'deaths', file, '--json')
    expect(JSON.parse(again.stdout).recordsAdded + JSON.parse(again.stdout).recordsAlreadyThere).toBe(4000)
  }, 180_000)

  it('adds a toxicology panel, and imports deaths whose laboratory looked for it', () => {
    const file = join(home, 'with-toxicology.csv')
    writeFileSync(file, 'reference,event_day,toxicology_complete_on\nT1,2026-01-05,2026-01-05\n')
    const before = vigil('import', 'deaths', file, '--panel', 'Everything')
    expect([before.status, before.stderr]).toEqual([1, expect.stringContaining('No panel is called Everything.')])
    const slug = 'cornwall-isles-of-scilly'
    const wrong = vigil('partnership', 'panel', slug, 'Everything', 'opioid')
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('The substance tree has no opioid.')])
    expect(vigil('partnership', 'panel', slug, 'Everything', 'all').status).toBe(0)
    expect(vigil('partnership', 'panel', slug, 'Everything', 'all').stderr).toContain('already a panel')
    const after = vigil('import', 'deaths', file, '--panel', 'everything', '--json')
    expect([after.status, JSON.parse(after.stdout).recordsAdded]).toEqual([0, 1])
  }, 120_000)

  it('puts a partnership into a region, and looks at the nation once there are two', () => {
    const region = vigil('partnership', 'region', 'cornwall-isles-of-scilly', 'South West')
    expect([region.status, region.stdout]).toEqual([0, 'Cornwall & Isles of Scilly is in South West now.\n'])
    const alone = vigil('national', '--day', '2025-09-30', '--json')
    expect([alone.status, JSON.parse(alone.stdout)]).toEqual([
      0,
      { kind: 'nation', partnerships: 1, outcome: expect.stringContaining('not enough data to judge') },
    ])
    const torbay = vigil('partnership', 'add', 'Torbay', '--time-zone', 'Europe/London', '--country', 'GB')
    expect(torbay.stderr).toContain('vigil -- partnership basemap torbay south-west-england')
    expect(torbay.stderr).toContain('Next, an account')
    const together = vigil('national', '--day', '2025-09-30', '--week', '--json', '--threads', '1')
    expect(together.status).toBe(0)
    const lines = together.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ night, kind }) => [night, kind])).toEqual(
      ['rise', 'rise', 'rise', 'rise', 'districts', 'districts', 'own signals', 'subgroup', 'told'].map((kind) => [
        '2025-09-30',
        kind,
      ]),
    )
    for (const { outcome } of lines.filter(({ kind }) => kind !== 'told'))
      expect(outcome).toMatch(/^not enough data to judge/)
    expect(JSON.parse(vigil('partnership', 'list', '--json').stdout)).toMatchObject([
      { slug: 'cornwall-isles-of-scilly', region: 'South West' },
      { slug: 'torbay', region: null },
    ])
    const future = vigil('national', '--day', '2999-01-01')
    expect([future.status, future.stderr]).toEqual([1, expect.stringContaining('is in the future')])
  }, 240_000)
})
