import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { reportOf } from './detection/report.ts'
import { codeVersion, readSeeds, type Unit } from './detection/results.ts'
import { judgeUnits } from './detection/run.ts'
import { ALL_SCENARIOS, HARDER, SIZES, type Size } from './simulator/parameters.ts'

/**
 * The proof of the nightly core on simulated partnerships (statistics.md 3): judges them night by night, can be stopped and taken up
 * again, then prints the tables.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    'harder-seeds': { type: 'string', default: '40' },
    scenario: { type: 'string', multiple: true, default: Object.keys(ALL_SCENARIOS) },
    size: { type: 'string', multiple: true, default: Object.keys(SIZES) },
    threads: { type: 'string', default: String(availableParallelism()) },
    directory: { type: 'string', default: join(process.env.VIGIL_HOME ?? tmpdir(), 'vigil-proof') },
  },
})

const directory = join(values.directory, codeVersion())
console.log(`results in ${directory}`)
await judgeUnits(unitsOf(), directory, Number(values.threads))

const read = new Map<string, ReturnType<typeof readSeeds>>()
const report = reportOf((scenario, size) => {
  const key = `${size} ${scenario}`
  const known = read.get(key) ?? readSeeds(directory, scenario, size, Number(values.seeds))
  read.set(key, known)
  return known
})
console.log(`\n${report}`)

/** Seed by seed within a scenario; the protocol's scenarios at the protocol's size come first. */
function unitsOf(): Unit[] {
  const isHarder = (scenario: string) => scenario in HARDER
  return values.size.flatMap((size) =>
    values.scenario
      .filter((scenario) => size === '50/300' || !isHarder(scenario))
      .toSorted((a, b) => Number(isHarder(a)) - Number(isHarder(b)))
      .flatMap((scenario) =>
        Array.from({ length: Number(isHarder(scenario) ? values['harder-seeds'] : values.seeds) }, (_, seed) => ({
          scenario,
          size: size as Size,
          seed,
        })),
      ),
  )
}
