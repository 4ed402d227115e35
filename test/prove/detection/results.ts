import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JudgedSeed, NightRecord } from './judge.ts'

/** One unit of work: a file of its own, so that a run can be stopped and taken up again. */
export type Unit = { scenario: string; size: JudgedSeed['size']; seed: number }

const root = new URL('../../../', import.meta.url)
const JUDGES = ['jobs', 'jobs/stats', 'jobs/kernels', 'server/nights', 'test/prove/simulator']

/** A short hash of the code that judges and simulates: results of other code are not mixed with its own. */
export function codeVersion(): string {
  const hash = createHash('sha256').update(readFileSync(new URL('./judge.ts', import.meta.url)))
  for (const directory of JUDGES)
    for (const name of readdirSync(new URL(`${directory}/`, root)).sort())
      if (/\.(ts|wasm)$/.test(name)) hash.update(name).update(readFileSync(new URL(`${directory}/${name}`, root)))
  return hash.digest('hex').slice(0, 12)
}

/** JSON lines: what the seed is, then a line a night. */
export function writeSeed(directory: string, judged: JudgedSeed): void {
  const path = fileOf(directory, judged)
  mkdirSync(join(path, '..'), { recursive: true })
  const { nights, ...head } = judged
  writeFileSync(`${path}.part`, [head, ...nights].map((line) => `${JSON.stringify(line)}\n`).join(''))
  renameSync(`${path}.part`, path)
}

export function isDone(directory: string, unit: Unit): boolean {
  return existsSync(fileOf(directory, unit))
}

/** Every seed that is done of a scenario at a size, in order. */
export function readSeeds(directory: string, scenario: string, size: Unit['size'], seeds: number): JudgedSeed[] {
  return Array.from({ length: seeds }, (_, seed) => ({ scenario, size, seed }))
    .filter((unit) => isDone(directory, unit))
    .map((unit) => {
      const [head, ...nights] = readFileSync(fileOf(directory, unit), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
      return { ...(head as Omit<JudgedSeed, 'nights'>), nights: nights as NightRecord[] }
    })
}

function fileOf(directory: string, { scenario, size, seed }: Unit): string {
  return join(directory, size.replace('/', '-'), scenario, `${String(seed).padStart(5, '0')}.jsonl`)
}
