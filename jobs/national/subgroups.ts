import { addDays } from '../../server/day.ts'
import { type Compute, maximaOnThreads } from '../compute/compute.ts'
import { seedOf } from '../detection/signals/finding.ts'
import { decideP } from '../stats/scan/monte-carlo.ts'
import type { Mode, Subgroup } from '../stats/scan/multidimensional-subset-scan.ts'
import { nearestPlaces } from '../stats/scan/nearest-places.ts'
import type { Nation, PooledPartnership, PooledResult } from './nation.ts'
import { type Figure, ratioOf, withhold } from './withhold.ts'

/**
 * MDTS over the deaths whose toxicology came in the last eight weeks, against those of three years before: which people, with which
 * substances, in which neighbouring partnerships? By the day of the results, not of the death, for those come months later (D3 does the
 * same). Exploratory: it says where to look, and alerts nobody.
 */
export type SubgroupCheck = {
  kind: 'subgroup'
  isExploratory: true
  outcome: string
  resultsLastYear: Figure
  recentResults: Figure
  partnerships: string[] | null
  ages: string[] | null
  sexes: string[] | null
  substances: string[]
  observed: Figure | null
  expected: Figure | null
  ratio: number | null
  pValue: number | null
}

const RECENT_DAYS = 56
const PAST_DAYS = 1095
const FEWEST_A_YEAR = 500
const NEAREST = 15
const FEWEST_WITH_SUBSTANCE = 10
const MOST_SUBSTANCES = 40
const UNUSUAL_UP_TO = 0.05
const SETTINGS = { leastRatio: 1.5, leastExcess: 5, rank: 8, restarts: 20 }
const MONTE_CARLO = { replicates: 199, extendTo: 999, stopAfterExceedances: 10 }

type Placed = PooledResult & { partnership: number }

/** A kind of thing that people differ by. */
type Dimension = { values: string[]; valueIn: (result: Placed) => number; mode: Mode }

export async function findSubgroup(
  { night, partnerships, substances }: Nation,
  compute: Compute,
): Promise<SubgroupCheck> {
  const recentFrom = addDays(night, -RECENT_DAYS)
  const results = partnerships
    .flatMap(({ results }, partnership) => results.map((result): Placed => ({ ...result, partnership })))
    .filter(({ knownOn }) => knownOn >= addDays(recentFrom, -PAST_DAYS))
    .sort((a, b) => (a.knownOn < b.knownOn ? -1 : a.knownOn > b.knownOn ? 1 : 0))
  const recent = results.filter(({ knownOn }) => knownOn >= recentFrom).length
  const resultsLastYear = results.filter(({ knownOn }) => knownOn >= addDays(night, -365)).length
  const about: SubgroupCheck = {
    kind: 'subgroup',
    isExploratory: true,
    outcome: 'judged: nothing unusual',
    resultsLastYear: withhold(resultsLastYear),
    recentResults: withhold(recent),
    partnerships: null,
    ages: null,
    sexes: null,
    substances: [],
    observed: null,
    expected: null,
    ratio: null,
    pValue: null,
  }
  if (resultsLastYear < FEWEST_A_YEAR || partnerships.length < 2) {
    const outcome =
      partnerships.length < 2
        ? 'not enough data to judge: two partnerships are needed'
        : `not enough data to judge: ${withhold(resultsLastYear)} deaths with toxicology in a year, ${FEWEST_A_YEAR} needed; with fewer, a search over so many subgroups finds chance`
    return { ...about, outcome }
  }
  if (results.length === recent)
    return { ...about, outcome: 'not enough data to judge: no results before the last eight weeks' }

  const metabolites = new Set(substances.filter(({ isMetabolite }) => isMetabolite).map(({ code }) => code))
  const dimensions = [
    byPartnership(partnerships),
    byValue(results, ({ ageYears }) => bandOf(ageYears)),
    byValue(results, ({ sex }) => sex),
    ...commonSubstances(results, metabolites).map(bySubstance),
  ]
  const input = {
    ...SETTINGS,
    tensor: {
      sizes: dimensions.map(({ values }) => values.length),
      values: Uint16Array.from(results.flatMap((result) => dimensions.map(({ valueIn }) => valueIn(result)))),
    },
    modes: dimensions.map(({ mode }) => mode),
    recent,
  }
  const seed = seedOf('nation', night, 'toxicology', 'MDTS')
  const { problem, strongest } = await compute.run('scanSubgroups', input, seed)
  if (!strongest) return { ...about, pValue: 1 }
  const maxima = await maximaOnThreads(
    strongest.score,
    (from, to) => compute.run('subgroupMaxima', problem, seed, from, to),
    compute.threads,
    MONTE_CARLO,
  )
  const { p } = decideP(strongest.score, maxima, MONTE_CARLO)
  if (p > UNUSUAL_UP_TO) return { ...about, pValue: p }
  return {
    ...about,
    ...describe(strongest, dimensions, substances),
    outcome: 'judged: a subgroup to look into',
    pValue: p,
  }
}

function describe(
  { values, observed, expected }: Subgroup,
  dimensions: readonly Dimension[],
  substances: Nation['substances'],
): Partial<SubgroupCheck> {
  const [partnerships, ages, sexes, ...found] = dimensions.map(
    ({ values: names }, mode) => values[mode]?.map((value) => names[value] ?? '').sort() ?? null,
  )
  const nameOf = new Map(substances.map(({ code, name }) => [code, name]))
  return {
    partnerships: partnerships ?? null,
    ages: ages ?? null,
    sexes: sexes ?? null,
    substances: found.flatMap((with_) => (with_ ?? []).map((code) => nameOf.get(code) ?? code)).sort(),
    observed: withhold(observed),
    expected: withhold(expected),
    ratio: ratioOf(observed, expected),
  }
}

/** Neighbours may go together; a partnership without a place stands alone. */
function byPartnership(partnerships: readonly PooledPartnership[]): Dimension {
  const middles = partnerships.map(({ districts }) => {
    const mean = (of: (district: (typeof districts)[number]) => number) =>
      districts.reduce((sum, district) => sum + of(district), 0) / districts.length
    return districts.length ? { longitude: mean((at) => at.longitude), latitude: mean((at) => at.latitude) } : undefined
  })
  const placed = middles.flatMap((middle, partnership) => (middle ? [{ ...middle, partnership }] : []))
  const nearest = partnerships.map((_, partnership) => [partnership])
  nearestPlaces(placed, NEAREST).forEach((neighbours, i) => {
    nearest[placed[i]?.partnership ?? 0] = neighbours.map((neighbour) => placed[neighbour]?.partnership ?? 0)
  })
  return {
    values: partnerships.map(({ name }) => name),
    valueIn: ({ partnership }) => partnership,
    mode: { subsets: 'near', nearest },
  }
}

function byValue(results: readonly Placed[], textOf: (result: Placed) => string): Dimension {
  const values = [...new Set(results.map(textOf))].sort()
  const indexOf = new Map(values.map((value, index) => [value, index]))
  return { values, valueIn: (result) => indexOf.get(textOf(result)) ?? 0, mode: { subsets: 'any' } }
}

function bySubstance(code: string): Dimension {
  return { values: ['', code], valueIn: ({ found }) => (found.includes(code) ? 1 : 0), mode: { subsets: 'found' } }
}

/** Metabolites only say again what was taken. */
function commonSubstances(results: readonly Placed[], metabolites: ReadonlySet<string>): string[] {
  const deaths = new Map<string, number>()
  for (const { found } of results)
    for (const code of found) if (!metabolites.has(code)) deaths.set(code, (deaths.get(code) ?? 0) + 1)
  return [...deaths]
    .filter(([, count]) => count >= FEWEST_WITH_SUBSTANCE)
    .sort(([a, more], [b, fewer]) => fewer - more || (a < b ? -1 : 1))
    .slice(0, MOST_SUBSTANCES)
    .map(([code]) => code)
}

const BANDS = [18, 25, 35, 45, 55, 65]

function bandOf(ageYears: number | null): string {
  if (ageYears === null) return 'age not known'
  const above = BANDS.findIndex((from) => ageYears < from)
  if (above === 0) return 'under 18'
  if (above === -1) return '65 and over'
  return `${BANDS[above - 1]}–${(BANDS[above] as number) - 1}`
}
