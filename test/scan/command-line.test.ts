import { spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { row, writeFolder } from './problem.ts'

const root = new URL('../..', import.meta.url).pathname

const made: string[] = []

function newFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), name))
  made.push(folder)
  return folder
}

// a bundle is some megabytes
afterAll(() => {
  for (const folder of made)
    for (const path of [folder, `${folder}-moved`]) rmSync(path, { recursive: true, force: true })
})

const newHome = () => join(newFolder('vigil-home-'), 'home')

type Ran = { code: number | null; stdout: string; stderr: string }

function run(command: string[], env: Record<string, string>, cwd = root): Promise<Ran> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, command, { cwd, env: { ...process.env, ...env } })
    const ran: Ran = { code: null, stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => {
      ran.stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      ran.stderr += chunk
    })
    child.on('close', (code) => settle({ ...ran, code }))
  })
}

const vigil = (home: string, ...given: string[]) => run(['jobs/vigil.mjs', ...given], { VIGIL_HOME: home })

const bundlesIn = (home: string) => readdirSync(join(home, 'cli')).filter((name) => name !== 'newest.json')

/** A checkout of its own, to change; and its command line. */
function copyCheckout() {
  const folder = newFolder('vigil-checkout-')
  for (const part of ['jobs', 'server', 'package.json', 'package-lock.json', 'tsconfig.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const home = join(folder, '.vigil')
  const change = (file: string, from: string, to: string) => {
    const text = readFileSync(join(folder, file), 'utf8')
    expect(text).toContain(from)
    writeFileSync(join(folder, file), text.replace(from, to))
  }
  return {
    folder,
    home,
    change,
    vigil: (...given: string[]) => run(['jobs/vigil.mjs', ...given], { VIGIL_HOME: '' }, folder),
  }
}

describe('the command line', () => {
  it('runs from one bundle under the home, with the answer it has through tsx: threads, kernels and all', async () => {
    const home = newHome()
    const file = join(writeFolder(row), 'row.prm')
    const given = ['scan', file, '--json', '--threads', '3', '--replicas', '20000']
    const bundled = await vigil(home, ...given)
    expect(bundled.stderr).not.toContain('Error')
    const [bundle = ''] = bundlesIn(home)
    expect(bundlesIn(home)).toHaveLength(1)
    expect(readdirSync(join(home, 'cli', bundle))).toContain('jobs-compute-thread.cjs')
    const plain = await run(['--import', 'tsx', 'jobs/cli.ts', ...given], {})
    const clustersOf = ({ stdout }: Ran) => JSON.parse(stdout).clusters
    expect(clustersOf(bundled)).toEqual(clustersOf(plain))
    // the second time nothing is made
    const { mtimeMs } = statSync(join(home, 'cli', bundle, 'cli.mjs'))
    expect((await vigil(home, 'retention', 'schedule')).stdout).toContain('|')
    expect(statSync(join(home, 'cli', bundle, 'cli.mjs')).mtimeMs).toBe(mtimeMs)
  })

  it('finds from its bundle what lies beside the sources: migrations, reference data, kernels, maps, threads', async () => {
    const home = newHome()
    await vigil(home, '--help')
    const bundle = join(home, 'cli', bundlesIn(home)[0] as string)
    const modules = readdirSync(bundle).filter((name) => name.endsWith('.mjs'))
    const texts = modules.map((name) => readFileSync(join(bundle, name), 'utf8'))
    // each source says where it stood; the bundle's own address is asked for by its first module alone, for the threads
    const asking = modules.filter((_, i) => texts[i]?.includes('import.meta.url'))
    expect(asking).toEqual(['cli.mjs'])
    const asked = texts.flatMap((text) => [...text.matchAll(/new URL\(\s*"([^"]+)",\s*"(file:[^"]+)"\s*\)/g)])
    const found = asked.map(([, path = '', from]) => new URL(path, from).pathname.slice(root.length))
    for (const path of ['migrations/', 'migrations/reference/', 'jobs/kernels/kernels.wasm', 'jobs/compute/thread.ts'])
      expect(found).toContain(path)
    // the pages are built later
    for (const path of found.filter((each) => !each.startsWith('client/dist')))
      expect([path, existsSync(join(root, path))]).toEqual([path, true])
  })

  it('lists what there is, explains each, and says which command there is not, with its exit code', async () => {
    const home = newHome()
    const list = await vigil(home, '--help')
    expect(list.code).toBe(0)
    expect(list.stdout).toMatch(/ {2}retention +How long records are kept/)
    for (const given of [
      ['scan', '--help'],
      ['help', 'scan'],
    ]) {
      const { code, stdout } = await vigil(home, ...given)
      expect([code, stdout]).toEqual([0, expect.stringContaining('--replicas <number>')])
      expect(stdout).toContain('Run the scan that a SaTScan parameter file describes')
    }
    const unknown = await vigil(home, 'scna')
    expect(unknown.code).toBe(1)
    expect(unknown.stderr).toContain('Did you mean scan?')
    expect((await vigil(home)).code).toBe(1)
  })

  it('works where the home cannot be written, through tsx', async () => {
    const file = join(newFolder('vigil-home-'), 'a-file')
    writeFileSync(file, '')
    const { code, stdout } = await vigil(join(file, 'home'), 'retention', 'schedule')
    expect([code, stdout]).toEqual([0, expect.stringContaining('|')])
  })

  it('sees no half a bundle where several commands begin at once, and leaves one', async () => {
    const home = newHome()
    const all = await Promise.all(['a', 'b', 'c', 'd'].map(() => vigil(home, 'retention', 'schedule')))
    expect(all.map(({ code, stderr }) => [code, stderr])).toEqual(all.map(() => [0, '']))
    expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1)
    expect(bundlesIn(home)).toHaveLength(1)
  })

  it('runs no bundle that another user could have written', async () => {
    const home = newHome()
    await vigil(home, '--help')
    const [bundle = ''] = bundlesIn(home)
    const poisoned = join(home, 'cli', bundle)
    writeFileSync(join(poisoned, 'cli.mjs'), "console.log('poisoned')")
    expect((await vigil(home, '--help')).stdout).toBe('poisoned\n')
    chmodSync(poisoned, 0o777)
    expect((await vigil(home, '--help')).stdout).toContain('retention')
    chmodSync(poisoned, 0o700)
    chmodSync(join(home, 'cli'), 0o777)
    expect((await vigil(home, '--help')).stdout).toContain('retention')
  })
})

describe('in a checkout whose sources change', () => {
  it('an edit is picked up, the same sources give the same bundle, and old bundles are cleared away', async () => {
    const { folder, home, change, vigil } = copyCheckout()
    expect((await vigil('--help')).stdout).toContain('How long records are kept')
    const [first = ''] = bundlesIn(home)
    change('jobs/cli.ts', 'How long records are kept', 'How long a record is kept')
    expect((await vigil('--help')).stdout).toContain('How long a record is kept')
    expect(bundlesIn(home)).toHaveLength(2)
    // touched, it is the same
    const file = join(folder, 'jobs/cli.ts')
    utimesSync(file, new Date(), new Date())
    expect((await vigil('--help')).stdout).toContain('How long a record is kept')
    expect(bundlesIn(home)).toHaveLength(2)
    // back, at another time
    change('jobs/cli.ts', 'How long a record is kept', 'How long records are kept')
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000)
    for (const name of bundlesIn(home)) utimesSync(join(home, 'cli', name), twoDaysAgo, twoDaysAgo)
    expect((await vigil('--help')).stdout).toContain('How long records are kept')
    expect(bundlesIn(home)).toEqual([first])
    // moved, it is another checkout
    renameSync(folder, `${folder}-moved`)
    const moved = await run(['jobs/vigil.mjs', 'scan', '/no/such.prm'], { VIGIL_HOME: '' }, `${folder}-moved`)
    expect(moved.stderr).toContain('Cannot read /no/such.prm (ENOENT)')
    expect(existsSync(join(`${folder}-moved`, '.vigil/cli', first))).toBe(true)
  })

  it('its bundle lies in the home that .env names', async () => {
    const { folder, vigil } = copyCheckout()
    writeFileSync(join(folder, '.env'), 'VIGIL_HOME=elsewhere\n')
    expect((await vigil('retention', 'schedule')).code).toBe(0)
    expect(bundlesIn(join(folder, 'elsewhere'))).toHaveLength(1)
    expect(existsSync(join(folder, '.vigil'))).toBe(false)
  })

  it('a stack names the source and its line, and a source that cannot be bundled stops no other command', async () => {
    const { folder, change, vigil } = copyCheckout()
    const lines = readFileSync(join(folder, 'jobs/scan/input-text.ts'), 'utf8').split('\n')
    const at = lines.findIndex((line) => line.includes('let bytes: Buffer'))
    change('jobs/scan/input-text.ts', 'let bytes: Buffer', "let bytes: Buffer; if (path) throw new Error('unforeseen')")
    const failed = await vigil('scan', 'any.prm')
    expect(failed.code).toBe(2)
    expect(failed.stderr).toContain('Error: unforeseen')
    expect(failed.stderr).toMatch(new RegExp(`jobs/scan/input-text\\.ts:${at + 1}:`))
    expect(failed.stderr).toMatch(/jobs\/commands\/scan\.ts:\d+:/)

    mkdirSync(join(folder, 'elsewhere'))
    change('jobs/commands/demo.ts', 'export function', 'export functoin')
    const other = await vigil('retention', 'schedule')
    expect([other.code, other.stdout]).toEqual([0, expect.stringContaining('|')])
  })
})
