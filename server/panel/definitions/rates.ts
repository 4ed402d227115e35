import { z } from 'zod'
import { crudeRate, europeanStandardPopulation2013, standardisedRate } from '../../../jobs/stats/counts/rates.ts'
import { POPULATION } from '../../areas/store.ts'
import type { Day } from '../../contract/day.ts'
import type { DefinedRate, DefinedRates, DefinedRatesQuery } from '../../contract/death-definition.ts'
import type { Trx } from '../../db/tenant.ts'
import { type Counted, figure } from '../../figures/figure.ts'
import { BASIS_WORDS, definitionsFor, knownDeaths } from './counts.ts'

type Asked = DefinedRatesQuery & { today: Day }

/** Below it ONS gives no age-standardised rate, and from it on until 20 marks it unreliable. */
const RELIABLE_FROM = 20

/** Deaths for every 100,000 residents a year by each definition, as they are and as if everywhere had the ages of the standard population. */
export const definedRates = figure<Asked, DefinedRates>({
  definition:
    'People who died, by each definition, for every 100,000 residents a year: as it is (Byar’s interval, exact below ten) and age-standardised to the European Standard Population 2013 (Dobson’s interval; refused below ten deaths, unreliable below twenty)',
  basis: ({ from, to, basis }) => `${from === to ? from : `${from} to ${to}`}, ${BASIS_WORDS[basis]}`,
  source: 'deaths of this partnership, records of one death counted once; residents of its areas, the latest published',
  count: countRates,
  csv: {
    fileName: 'death-rates-by-definition',
    rows: ({ rates, residents }) =>
      rates.map(({ crude, standardised, ...row }) => ({
        ...row,
        residents,
        ...{ crudeRate: crude?.rate, crudeLow: crude?.low, crudeHigh: crude?.high },
        ...{
          standardisedRate: standardised?.rate,
          standardisedLow: standardised?.low,
          standardisedHigh: standardised?.high,
        },
      })),
  },
})

/** The age groups of the standard population for which residents are there: from 0–4 to 90 and over, or to 85 and over. */
type AgeGroups = { from: number; to: number; weight: number; residents: number }[]

async function countRates(trx: Trx, asked: Asked): Promise<Counted<DefinedRates>> {
  const { basis, from, to, asKnownOn, rulesOn, today } = asked
  const definitions = await definitionsFor(trx, rulesOn)
  const { residents, groups } = await readResidents(trx)
  const { rows } = await trx.raw(
    `with known as (${knownDeaths(basis)})
     select said.key, revision.age_years as age, count(*)::int as deaths
     from known
     join death_revision revision using (partnership_id, death_id, revision)
     join death_judged judged using (partnership_id, death_id, revision)
     cross join lateral unnest(judged.counts_in) said (key)
     where said.key = any (:keys::text[]) and extract(year from known.day) between :from and :to
     group by said.key, revision.age_years`,
    { keys: definitions.map(({ key }) => key), today, asKnownOn: asKnownOn ?? 'infinity', from, to },
  )
  const years = to - from + 1
  return {
    said: asKnownOn ? { asKnownOn } : {},
    ...{ from, to, residents, hasAges: groups !== null },
    rates: definitions.map(({ key, code, version, title }): DefinedRate => {
      const own = (rows as { key: string; age: number | null; deaths: number }[]).filter((row) => row.key === key)
      const deaths = sum(own.map((row) => row.deaths))
      const withAge = own.filter(({ age }) => age !== null)
      const standardised =
        groups &&
        standardisedRate({
          events: groups.map((group) =>
            sum(
              withAge
                .filter(({ age }) => Number(age) >= group.from && Number(age) <= group.to)
                .map((row) => row.deaths),
            ),
          ),
          population: groups.map((group) => group.residents * years),
          weights: groups.map(({ weight }) => weight),
        })
      return {
        ...{ code, version, title, deaths },
        withoutAge: deaths - sum(withAge.map((row) => row.deaths)),
        crude: residents ? rateOf(crudeRate({ events: deaths, population: residents * years })) : null,
        standardised: standardised && !('refused' in standardised) ? rateOf(standardised) : null,
        isRefused: standardised !== null && 'refused' in standardised,
        isUnreliable: deaths < RELIABLE_FROM,
      }
    }),
  }
}

const rateOf = ({ rate, low, high }: { rate: number; low: number; high: number }) => ({ rate, low, high })

/** Residents of the areas of the mapped kind, the latest of each; by age where every group of the standard has them. */
async function readResidents(trx: Trx): Promise<{ residents: number | null; groups: AgeGroups | null }> {
  const { rows: whole } = await trx.raw(
    `select sum(${POPULATION})::int as residents from area where area.kind = (select mapped_kind())`,
  )
  const { rows } = await trx.raw(
    `select population.age_band as band, population.sex, sum(population.residents)::int as residents
     from area
     join area_population population on population.area_id = area.area_id and population.age_band <> 'all'
       and population.as_of = (
         select max(newest.as_of) from area_population newest where newest.area_id = area.area_id and newest.age_band <> 'all')
     where area.kind = (select mapped_kind())
     group by population.age_band, population.sex`,
  )
  const counted = z.array(z.object({ band: z.string(), sex: z.string(), residents: z.number() })).parse(rows)
  const of = (band: string) => {
    const own = counted.filter((row) => row.band === band)
    const all = own.find(({ sex }) => sex === 'all')
    if (all) return all.residents
    return own.length === 2 ? sum(own.map((row) => row.residents)) : undefined
  }
  return { residents: whole[0]?.residents ?? null, groups: groupsOf(of, 90) ?? groupsOf(of, 85) }
}

/** Groups of five years up to an open one; null where residents of one are not there. */
function groupsOf(residentsOf: (band: string) => number | undefined, open: 90 | 85): AgeGroups | null {
  const groups = Array.from({ length: open / 5 + 1 }, (_, at) => {
    const from = at * 5
    const isOpen = from === open
    const weights = isOpen ? europeanStandardPopulation2013.slice(at) : [europeanStandardPopulation2013[at] ?? 0]
    const residents = residentsOf(isOpen ? `${from}+` : `${from}-${from + 4}`)
    return { from, to: isOpen ? 200 : from + 4, weight: sum(weights), residents }
  })
  return groups.every((group) => group.residents) ? (groups as AgeGroups) : null
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
