import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { median } from './timing.ts'

const newYork = resolve(process.env.VIGIL_DATA ?? '../shared/data', 'satscan/NYCSpaceTimePermutation.prm')
const ROUNDS = 15

/** Wall time of a whole command, by the bundle and by tsx, in turn; what the bundle takes to be made. */
export async function benchStart(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'vigil-bench-'))
  const bundle = (given: string[]) => run(['jobs/vigil.mjs', ...given], home)
  const tsx = (given: string[]) => run(['--import', 'tsx', 'jobs/cli.ts', ...given], home)
  console.log(`vigil --help, its bundle made first: ${bundle(['--help']).toFixed(2)} s`)
  const commands = [
    { name: 'vigil --help', aim: 0.3, given: ['--help'] },
    ...(existsSync(newYork)
      ? [{ name: 'vigil scan of New York', aim: 0.4, given: ['scan', newYork, '--no-files'] }]
      : []),
  ]
  for (const { name, aim, given } of commands) {
    const rounds = Array.from({ length: ROUNDS }, () => ({ bundle: bundle(given), tsx: tsx(given) }))
    const [one, other] = [rounds.map((round) => round.bundle), rounds.map((round) => round.tsx)].map(median)
    console.log(`${name}: bundle ${one?.toFixed(2)} s (aim ${aim}), tsx ${other?.toFixed(2)} s`)
  }
  rmSync(home, { recursive: true, force: true })
}

function run(command: string[], home: string): number {
  const startedAt = performance.now()
  const { status } = spawnSync(process.execPath, command, { env: { ...process.env, VIGIL_HOME: home } })
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}`)
  return (performance.now() - startedAt) / 1000
}
