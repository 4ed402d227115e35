import { parseArgs } from 'node:util'
import { computeHere } from '../../jobs/compute/compute.ts'
import { meanOverSeeds, median, shareOf } from './detection/estimates.ts'
import { table, withError, withInterval } from './detection/tables.ts'
import { measureAgencies } from './reporting/agencies.ts'
import { measureBelieved } from './reporting/believed.ts'
import { injectedDrug, quietYear, type SubstanceInjected, type SubstanceYear } from './reporting/families.ts'

/**
 * What real reporting does to feeds and to the check for substances, in tables: agencies that fall silent, a first nitazene where few die and
 * where many do, drugs believed taken at overdoses. About 40 minutes; `--seeds` and `--years` for fewer.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    years: { type: 'string', default: '100' },
    from: { type: 'string', default: '1000' },
  },
})
const [seeds, years, from] = [Number(values.seeds), Number(values.years), Number(values.from)]
const numbers = (count: number) => Array.from({ length: count }, (_, i) => from + i)
const compute = computeHere()

const agencies: string[][] = []
for (const reportsAYear of [
  [180, 75, 45],
  [150, 100, 60, 30, 30, 30],
]) {
  const { falseNotes, daysUntilSaid } = measureAgencies({ reportsAYear, seeds: years, from })
  const notes = withError(meanOverSeeds(falseNotes))
  reportsAYear.forEach((aYear, agency) => {
    const said = daysUntilSaid[agency] ?? []
    const within = (days: number) => withInterval(shareOf(said.map((day) => day <= days)))
    agencies.push([reportsAYear.join(', '), notes, String(aYear), within(21), within(42), within(63), sayMedian(said)])
  })
}
console.log(
  `**Agencies that fall silent**, ${years} partnerships each: said within so many days.\n\n${table(['agencies: reports a year', 'false notes a year, all of them', 'the silent one', '3 weeks', '6 weeks', '9 weeks', 'median days'], agencies)}\n`,
)

const drugs: string[][] = []
for (const size of ['12/0', '50/0', '150/0'] as const) {
  const quiet: SubstanceYear[] = []
  for (const seed of numbers(years)) quiet.push(await quietYear(size, seed, compute))
  const injected: SubstanceInjected[] = []
  for (const seed of numbers(size === '12/0' ? seeds : Math.ceil(seeds / 4)))
    injected.push(await injectedDrug(size, seed, compute))
  const by = (tier: 'watch' | 'notify') =>
    withInterval(shareOf(injected.map(({ nightsAfterThird }) => nightsAfterThird[tier] <= 1)))
  drugs.push([
    size.split('/')[0] ?? '',
    withError(meanOverSeeds(quiet.map(({ looks }) => looks))),
    withError(meanOverSeeds(quiet.map(({ episodes }) => episodes.notify))),
    withError(meanOverSeeds(quiet.map(({ episodes }) => episodes.watch))),
    by('watch'),
    by('notify'),
    withInterval(shareOf(injected.filter(({ ids }) => ids > 0).map(({ ids }) => ids === 1))),
    withError(meanOverSeeds(injected.map(({ timesNotified }) => timesNotified))),
  ])
}
console.log(
  `**A first nitazene, by toxicology alone**: ${years} quiet years and ${seeds} injections (a quarter of them where more die).\n\n${table(['deaths a year', 'analyses a year', 'false notify a year', 'false watch', 'watch by the night after the third result', 'notify', 'one id', 'times notified'], drugs)}\n`,
)

const { episodes } = await measureBelieved({ seeds: years, injected: 0, from }, compute)
const believed: string[][] = []
for (const count of [4, 6]) {
  const { days } = await measureBelieved({ seeds, injected: count, from }, compute)
  for (const tier of ['watch', 'notify'] as const) {
    const said = days.map((one) => one[tier])
    believed.push([String(count), tier, withInterval(shareOf(said.map((day) => day <= 42))), sayMedian(said)])
  }
}
console.log(
  `**Drugs believed taken** (off until switched on), 300 persons a year: ${withError(meanOverSeeds(episodes.map(({ notify }) => notify)))} false notify and ${withError(meanOverSeeds(episodes.map(({ watch }) => watch)))} false watch episodes a year in ${years} quiet years.\n\n${table(['persons with a new drug in 14 days', 'tier', 'found within 42 days', 'median days'], believed)}`,
)

function sayMedian(days: readonly number[]): string {
  const middle = median(days)
  return middle === null || middle === Number.POSITIVE_INFINITY ? 'not within' : String(middle)
}
