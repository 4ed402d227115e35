import { randomUUID } from 'node:crypto'
import type { AreaExcessPeriod } from '../../../server/contract/area-excess.ts'
import type { Day } from '../../../server/contract/day.ts'
import { addDays } from '../../../server/day.ts'
import type { AreaWithDeaths } from '../../../server/figures/indicators/area-deaths.ts'
import { type Compute, maximaOnThreads } from '../../compute/compute.ts'
import { type Category, indirectExpected } from '../../stats/counts/indirect-expected.ts'
import { standardisedRatio } from '../../stats/counts/rates.ts'
import { decideP } from '../../stats/scan/monte-carlo.ts'
import { seedOf } from '../signals/finding.ts'

/**
 * D5, areas with more deaths than their residents lead one to expect: a spatial Poisson scan whose expected counts are standardised
 * indirectly by age and sex (docs/statistics.md 1 and 6). A report once a month, never a signal: it says where rates are high, not what is new.
 */

const FEWEST_DEATHS = 20
const FEWEST_IN_GROUP = 5
const MONTE_CARLO = { replicates: 999, extendTo: 999, stopAfterExceedances: Number.POSITIVE_INFINITY }
const LARGEST_RADIUS_METRES = 30_000
/** Groups less clear than this are what chance brings. */
const SHOWN_UP_TO = 0.05
/** Standardised by age and sex where both are known of nearly all who died. */
const LEAST_SHARE_KNOWN = 0.9

export async function areaExcess(
  { areas, withoutArea }: { areas: readonly AreaWithDeaths[]; withoutArea: number },
  { partnershipId, night, years }: { partnershipId: string; night: Day; years: number },
  compute: Compute,
): Promise<AreaExcessPeriod> {
  const observed = areas.map(({ deaths }) => deaths.length)
  const total = observed.reduce((sum, deaths) => sum + deaths, 0)
  const { expected, standardisedBy } = expectedByArea(areas)
  const period = {
    years,
    firstDay: firstDayOf(night, years),
    lastDay: addDays(night, -1),
    deaths: total,
    withoutArea,
    standardisedBy,
  }
  if (total < FEWEST_DEATHS)
    return {
      ...period,
      notJudged: `not enough data to judge: ${total} deaths in areas whose residents are known, ${FEWEST_DEATHS} needed`,
      groups: [],
      areas: [],
    }

  const { problem, clusters } = await compute.run('scanGrid', {
    model: 'poisson',
    places: areas.map(({ latitude, longitude }) => ({ latitude, longitude })),
    expected,
    cases: observed.map((count, place) => ({ place, unit: 0, count })),
    units: 1,
    longestWindow: 1,
    period: 'spatial',
    minimumCases: FEWEST_IN_GROUP,
    largestShare: 0.5,
    largestRadius: LARGEST_RADIUS_METRES,
  })
  const key = randomUUID()
  const seed = seedOf(partnershipId, night, `${years} years`, 'D5')
  const maxima = await maximaOnThreads(
    clusters[0]?.statistic ?? Infinity,
    (from, to) => compute.run('gridMaxima', key, problem, seed, from, to),
    compute.threads,
    MONTE_CARLO,
  )
  return {
    ...period,
    notJudged: null,
    groups: clusters.flatMap((cluster) => {
      const { p } = decideP(cluster.statistic, maxima)
      if (p > SHOWN_UP_TO) return []
      const members = cluster.places.map((place) => areas[place] as AreaWithDeaths)
      return [
        {
          areas: members.map(({ areaId, name }) => ({ areaId, name })),
          ...excessOf(cluster.observed, cluster.expected),
          pValue: p,
        },
      ]
    }),
    areas: areas
      .flatMap(({ areaId, name }, place) => {
        const deaths = observed[place] as number
        const usual = expected[place] as number
        return deaths >= FEWEST_IN_GROUP && usual > 0 ? [{ areaId, name, ...excessOf(deaths, usual) }] : []
      })
      .sort((a, b) => b.ratio - a.ratio),
  }
}

export function firstDayOf(night: Day, years: number): Day {
  return addDays(night, -Math.round(years * 365.25))
}

function excessOf(observed: number, expected: number) {
  const { ratio, low, high } = standardisedRatio(observed, expected)
  return { observed, expected, ratio, interval: { low, high } }
}

type Sex = 'female' | 'male'

function expectedByArea(areas: readonly AreaWithDeaths[]): {
  expected: Float64Array
  standardisedBy: AreaExcessPeriod['standardisedBy']
} {
  const deaths = areas.flatMap((area) => area.deaths)
  const bands = new Set(areas.flatMap(({ residents }) => residents.map(({ ageBand }) => ageBand)))
  bands.delete('all')
  const strata = [...bands].flatMap((ageBand) => (['female', 'male'] as const).map((sex) => ({ ageBand, sex })))
  const isIn = (band: string, ageYears: number) => {
    const [from = 0, to = Infinity] = band.replace('+', '').split('-').map(Number)
    return ageYears >= from && ageYears <= to
  }
  const stratified = deaths.filter(
    ({ ageYears, sex }) =>
      ageYears !== null && (sex === 'female' || sex === 'male') && [...bands].some((band) => isIn(band, ageYears)),
  )
  const hasStrata = areas.every(({ residents }) =>
    strata.every(({ ageBand, sex }) => residents.some((group) => group.ageBand === ageBand && group.sex === sex)),
  )
  const residentsOf = (ageBand: string, sex: 'all' | Sex) =>
    Float64Array.from(
      areas,
      ({ residents }) => residents.find((group) => group.ageBand === ageBand && group.sex === sex)?.residents ?? 0,
    )
  const isByAgeAndSex =
    strata.length > 0 && hasStrata && stratified.length >= LEAST_SHARE_KNOWN * deaths.length && deaths.length > 0
  const categories: Category[] = isByAgeAndSex
    ? strata.map(({ ageBand, sex }) => ({
        cases: stratified.filter((death) => death.sex === sex && isIn(ageBand, death.ageYears ?? -1)).length,
        personTime: residentsOf(ageBand, sex),
      }))
    : [{ cases: deaths.length, personTime: residentsOf('all', 'all') }]
  const expected = indirectExpected(categories, areas.length)
  // the few whose age or sex is not known are spread like the others
  const share = isByAgeAndSex ? deaths.length / stratified.length : 1
  return {
    expected: expected.map((deaths) => deaths * share),
    standardisedBy: isByAgeAndSex ? 'age and sex' : 'residents',
  }
}
