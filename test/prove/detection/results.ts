import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { JudgedSeed, NightRecord } from './judge.ts'
import type { PeerAlarms } from './peers.ts'

/** One unit of work, with a file of its own, so that a run can be stopped and taken up again. */
export type Unit = { by: 'vigil' | 'peers'; scenario: string; size: JudgedSeed['size']; seed: number }

const root = new URL('../../../', import.meta.url)
const CODE = {
  vigil: [
    'jobs/detection',
    'jobs/compute/compute.ts',
    'jobs/compute/tasks.ts',
    'jobs/stats',
    'jobs/kernels',
    'server/day.ts',
    'server/surveillance/nights/snapshot.ts',
    'jobs/demo/draw.ts',
    'jobs/demo/mixtures.ts',
    'test/prove/simulator',
    'test/prove/detection/judge.ts',
  ],
  peers: [
    'test/prove/peers',
    'jobs/stats/counts/distributions.ts',
    'jobs/stats/counts/incomplete-functions.ts',
    'test/prove/simulator',
    'test/prove/detection/peers.ts',
  ],
}

/** A short hash of the code that simulates and judges: results of other code are not mixed with its own. */
export function codeVersion(by: Unit['by']): string {
  const hash = createHash('sha256')
  for (const path of CODE[by].flatMap(filesOf)) hash.update(path).update(readFileSync(new URL(path, root)))
  return hash.digest('hex').slice(0, 12)
}

function filesOf(path: string): string[] {
  if (path.endsWith('.ts')) return [path]
  const names = readdirSync(new URL(`${path}/`, root)).filter((name) => /\.(ts|wasm)$/.test(name))
  return names.sort().map((name) => `${path}/${name}`)
}

/** Where each judge's results are kept. */
export type Directories = Record<Unit['by'], string>

export function directoriesIn(home: string): Directories {
  return { vigil: join(home, `vigil-${codeVersion('vigil')}`), peers: join(home, `peers-${codeVersion('peers')}`) }
}

export function isDone(directories: Directories, unit: Unit): boolean {
  return existsSync(fileOf(directories, unit))
}

/** JSON lines: what the seed is, then a line a night. */
export function writeJudged(directories: Directories, unit: Unit, { nights, ...head }: JudgedSeed): void {
  write(fileOf(directories, unit), [head, ...nights])
}

export function writePeers(directories: Directories, unit: Unit, alarms: PeerAlarms): void {
  write(fileOf(directories, unit), [alarms])
}

export function readJudged(directories: Directories, unit: Unit): JudgedSeed {
  const [head, ...nights] = read(fileOf(directories, unit))
  return { ...(head as Omit<JudgedSeed, 'nights'>), nights: nights as NightRecord[] }
}

export function readPeers(directories: Directories, unit: Unit): PeerAlarms {
  return read(fileOf(directories, unit))[0] as PeerAlarms
}

function fileOf(directories: Directories, { by, scenario, size, seed }: Unit): string {
  return join(directories[by], size.replace('/', '-'), scenario, `${String(seed).padStart(5, '0')}.jsonl`)
}

function write(path: string, lines: readonly unknown[]): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.part`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  renameSync(`${path}.part`, path)
}

function read(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
