import { spawnSync } from 'node:child_process'

/**
 * The slow proofs: what `npm test` runs a seeded share of, at length. Prints each as it goes; exit code 1 when one fails. One of them alone:
 * `npm run prove -- fuzz`; what follows the words worth and detection goes to those proofs.
 */
const proofs = [
  {
    word: 'fuzz',
    name: 'hostile input to every route, 400 requests a route',
    files: ['test/server/fuzz.test.ts'],
    environment: { VIGIL_FUZZ_RUNS: '400' },
  },
  {
    word: 'kill',
    name: 'kill -9 during writes and imports, 20 rounds',
    files: ['test/embedded/embedded.test.ts'],
    environment: { VIGIL_KILL_ROUNDS: '20' },
  },
  {
    word: 'attack',
    name: 'an attacker on 10,000 random tables, released twice, on both tiers',
    files: ['test/disclosure/attack.test.ts'],
    environment: { VIGIL_ATTACK_TABLES: '10000' },
  },
  {
    word: 'figures',
    name: 'both tiers, five releases, what slices mean and an agency’s own records at once, every solve proved optimal',
    files: ['test/disclosure/joint-attack.test.ts'],
    environment: { VIGIL_JOINT_PARTNERSHIPS: '2', VIGIL_JOINT_RELEASES: '5', VIGIL_JOINT_TABLES: '20' },
  },
  {
    word: 'satscan',
    name: 'SaTScan’s statistics, locations, days and p values, and the distribution of 9,999 maxima under chance beside its own shuffles',
    files: ['test/scan/run.test.ts', 'test/stats/satscan.test.ts', 'test/scan/null-maxima.test.ts'],
    environment: { VIGIL_NULL_MAXIMA: '9999' },
  },
]

const root = new URL('../..', import.meta.url).pathname
const [word, ...rest] = process.argv.slice(2)
const chosen = proofs.filter((proof) => word === undefined || proof.word === word)
/** Proofs that are programs of their own and print a table; what follows the word goes to them. */
const programs = [
  {
    word: 'worth',
    name: 'what figures give away beside what they are worth: hidden ones recovered, events in shown ones',
    file: 'test/prove/worth.ts',
  },
  {
    word: 'detection',
    name: 'nights of simulated partnerships: calibration, false alarms, power, beside the rules others use',
    file: 'test/prove/detection.ts',
  },
  {
    word: 'reporting',
    name: 'agencies that fall silent, new drugs by toxicology alone in small and large partnerships, drugs believed taken',
    file: 'test/prove/reporting.ts',
  },
]
const chosenPrograms = programs.filter((program) => word === undefined || program.word === word)
if (chosen.length + chosenPrograms.length === 0)
  throw new RangeError(`no proof is called ${word}: ${[...proofs, ...programs].map((proof) => proof.word).join(', ')}`)

let failed = 0
for (const { name, files, environment } of chosen) {
  console.log(`\n== ${name}`)
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts']
  run([...vitest, '--testTimeout', '3600000', ...files], environment)
}
for (const { name, file } of chosenPrograms) {
  console.log(`\n== ${name}`)
  run(['--import', 'tsx', file, ...rest], {})
}
const count = chosen.length + chosenPrograms.length
console.log(`\n${count - failed} of ${count} proofs hold`)
process.exitCode = failed ? 1 : 0

function run(given: string[], environment: NodeJS.ProcessEnv): void {
  const { status } = spawnSync(process.execPath, given, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  })
  if (status !== 0) failed++
}
