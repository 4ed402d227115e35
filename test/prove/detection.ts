import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Judged } from './detection/judged.ts'
import { reportOf } from './detection/report.ts'
import { directoriesIn, isDone, readJudged, readPeers, type Unit } from './detection/results.ts'
import { judgeUnits } from './detection/run.ts'
import { MISSED } from './detection/tables.ts'
import {
  ACCEPTANCE,
  ALL_SCENARIOS,
  HARDER,
  REAL_REPORTING,
  SCENARIOS,
  SIZES,
  type Size,
  STRESS,
} from './simulator/parameters.ts'

/**
 * The proof of the nightly core on simulated partnerships (docs/statistics.md 9): judges them night by night, can be stopped and taken up
 * again, then prints the tables; with --write also into docs/detection.md, between its two marks.
 */
const { values } = parseArgs({
  options: {
    /** Quiet years at the protocol's size, and partnerships with each injected cluster; together about an hour on two cores. */
    seeds: { type: 'string', default: '200' },
    'injected-seeds': { type: 'string', default: '60' },
    'other-seeds': { type: 'string', default: '20' },
    'harder-seeds': { type: 'string', default: '14' },
    /** Quiet years as they are really reported, and clusters in them and at the other sizes. */
    'real-seeds': { type: 'string', default: '100' },
    'real-injected-seeds': { type: 'string', default: '200' },
    /** The first of all seeds: other ones than those that tuned it. */
    from: { type: 'string', default: '0' },
    scenario: { type: 'string', multiple: true, default: Object.keys(ALL_SCENARIOS) },
    size: { type: 'string', multiple: true, default: Object.keys(SIZES) },
    threads: { type: 'string', default: String(availableParallelism()) },
    directory: { type: 'string', default: join(process.env.VIGIL_HOME ?? tmpdir(), 'vigil-proof') },
    'only-report': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
for (const name of values.scenario)
  if (!(name in ALL_SCENARIOS))
    throw new RangeError(`--scenario ${name} is none of ${Object.keys(ALL_SCENARIOS).join(', ')}`)
for (const size of values.size)
  if (!(size in SIZES)) throw new RangeError(`--size ${size} is none of ${Object.keys(SIZES).join(', ')}`)

const directories = directoriesIn(values.directory)
console.log(`results in ${directories.vigil} and ${directories.peers}`)
const units = unitsToJudge()
if (!values['only-report']) await judgeUnits(units, directories, Number(values.threads))

const report = reportOf(readAll())
const when = new Date().toISOString().slice(0, 10)
const [processor] = cpus()
const text = `Made by \`npm run prove -- detection\` on ${when}, ${processor?.model} (${cpus().length} cores), Node ${process.version}; code ${basename(directories.vigil)}.\n\n${report}`
console.log(`\n${text}`)
process.exitCode = text.includes(MISSED) ? 1 : 0
if (values.write) writeBetweenMarks(new URL('../../docs/detection.md', import.meta.url), text)

/** The protocol's scenarios at its size first, then acceptance and other sizes, then the harder ones; seed by seed within each. */
function unitsToJudge(): Unit[] {
  const chosen = (scenarios: object) => Object.keys(scenarios).filter((name) => values.scenario.includes(name))
  const sized = (scenarios: string[], size: Size, seeds: string, by: Unit['by'] = 'vigil') =>
    values.size.includes(size)
      ? scenarios.flatMap((scenario) =>
          Array.from(
            { length: Number(seeds) },
            (_, i): Unit => ({ by, scenario, size, seed: Number(values.from) + i }),
          ),
        )
      : []
  const plain = chosen(SCENARIOS)
  const real = [...chosen(REAL_REPORTING), ...chosen(STRESS)]
  const withPeers = plain.filter((name) => !['nitazene', 'combo'].includes(name))
  const quiet = plain.filter((name) => name === 'null')
  const injected = plain.filter((name) => name !== 'null')
  const { seeds, 'injected-seeds': injectedSeeds, 'other-seeds': otherSeeds, 'harder-seeds': harderSeeds } = values
  return [
    ...sized(quiet, '50/300', seeds),
    ...sized(quiet, '50/300', seeds, 'peers'),
    ...sized(injected, '50/300', injectedSeeds),
    ...sized(
      withPeers.filter((name) => name !== 'null'),
      '50/300',
      injectedSeeds,
      'peers',
    ),
    ...sized(
      chosen(ACCEPTANCE).filter((name) => name !== 'new_test'),
      '42/0',
      injectedSeeds,
    ),
    ...sized(plain, '42/43', otherSeeds),
    ...sized(plain, '18/20', otherSeeds),
    ...sized(
      real.filter((name) => ALL_SCENARIOS[name]?.injection === null),
      '50/300',
      values['real-seeds'],
    ),
    ...sized(
      real.filter((name) => ALL_SCENARIOS[name]?.injection !== null),
      '50/300',
      values['real-injected-seeds'],
    ),
    ...(['12/60', '150/900'] as const).flatMap((size) => [
      ...sized(quiet, size, otherSeeds),
      ...sized(
        injected.filter((name) => name === 'deaths_cluster'),
        size,
        injectedSeeds,
      ),
    ]),
    ...sized([...chosen(HARDER), ...chosen(ACCEPTANCE).filter((name) => name === 'new_test')], '50/300', harderSeeds),
  ]
}

function readAll(): Judged {
  const done = units.filter((unit) => isDone(directories, unit))
  const of = (by: Unit['by'], scenario: string, size: Size) =>
    done.filter((unit) => unit.by === by && unit.scenario === scenario && unit.size === size)
  return {
    seeds: remember((scenario, size) => of('vigil', scenario, size).map((unit) => readJudged(directories, unit))),
    peers: remember((scenario, size) =>
      of('peers', scenario, size).map((unit) => ({ seed: unit.seed, alarms: readPeers(directories, unit) })),
    ),
  }
}

function remember<T>(read: (scenario: string, size: Size) => T): (scenario: string, size: Size) => T {
  const known = new Map<string, T>()
  return (scenario, size) => {
    const key = `${size} ${scenario}`
    const value = known.get(key) ?? read(scenario, size)
    known.set(key, value)
    return value
  }
}

function writeBetweenMarks(file: URL, text: string): void {
  const [begin, end] = ['<!-- results begin -->', '<!-- results end -->']
  const document = readFileSync(file, 'utf8')
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/detection.md has no ${begin} … ${end}`)
  writeFileSync(file, `${document.slice(0, from + begin.length)}\n${text}\n${document.slice(to)}`)
}
