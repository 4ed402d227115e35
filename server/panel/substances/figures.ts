import { z } from 'zod'
import { wilsonInterval } from '../../../jobs/stats/counts/rates.ts'
import type { Day } from '../../contract/day.ts'
import {
  type Combination,
  type CombinationsInDeaths,
  SubstanceInDeaths,
  type SubstancesInDeaths,
  type SubstancesQuery,
} from '../../contract/substances-in-deaths.ts'
import type { Trx } from '../../db/tenant.ts'
import { dayOfDeath } from '../../facts/deaths.ts'
import { type Counted, figure } from '../../figures/figure.ts'

type Asked = SubstancesQuery & { today: Day }

const BASIS = ({ year }: Asked) =>
  `${year ?? 'all years'}, by day of death; deaths of which only the day they were reported is known are in no year`

/** Deaths that count, as known on a day, of a year or of all. Bindings: `asKnownOn`, `year`, `today`. */
const KNOWN = `
  select known.*
  from counted_death(:asKnownOn::date, 'infinity') known
  where :year::int is null or extract(year from ${dayOfDeath('known')}) = :year::int`

const bindings = ({ asKnownOn, year, today }: Asked) => ({
  asKnownOn: asKnownOn ?? 'infinity',
  year: year ?? null,
  today,
})

/** Deaths by class and drug: implicated, found, believed taken, and of how many tested. */
export const substancesInDeaths = figure<Asked, SubstancesInDeaths>({
  definition:
    'People who died, by substance: in how many it was implicated, found, or believed to have been taken, and in how many it was looked for. A death counts once in each row, also where several drugs of a class were found',
  basis: BASIS,
  source: 'deaths of this partnership, records of one death counted once',
  count: countSubstances,
  csv: {
    fileName: 'substances-in-deaths',
    rows: ({ substances }) =>
      substances.map(({ above, shareFound, ...row }) => ({
        ...row,
        above: above.join(' > '),
        share: shareFound?.share,
        low: shareFound?.low,
        high: shareFound?.high,
      })),
  },
})

async function countSubstances(trx: Trx, asked: Asked): Promise<Counted<SubstancesInDeaths>> {
  const { rows } = await trx.raw(
    `with known as materialized (${KNOWN}),
     found as (
       select above.ancestor_code as code, known.death_id,
         bool_or(finding.role = 'implicated') as implicated, bool_or(plays_role(finding.role, 'detected')) as detected,
         bool_or(finding.role = 'believed_taken') as believed,
         bool_or(known.toxicology_complete_on is not null
           and finding.role in ('implicated', 'detected', 'metabolite', 'incidental', 'not_detected')) as tested
       from known
       join death_substance finding using (partnership_id, death_id, revision)
       join substance_ancestor above on above.substance_code = finding.substance_code
       group by above.ancestor_code, known.death_id),
     -- what a panel looks for, with what is below it and, for a class, what is above
     looked_for as (
       select tested.panel_id, below.substance_code as code
       from toxicology_panel_substance tested
       join substance_ancestor below on below.ancestor_code = tested.substance_code
       union
       select tested.panel_id, above.ancestor_code
       from toxicology_panel_substance tested
       join substance_ancestor above on above.substance_code = tested.substance_code),
     by_panel as (
       select known.toxicology_panel_id as panel_id, count(*)::int as deaths
       from known
       where known.toxicology_complete_on is not null and known.toxicology_panel_id is not null
       group by known.toxicology_panel_id),
     tested as (
       select looked_for.code, sum(by_panel.deaths)::int as deaths
       from by_panel join looked_for using (panel_id)
       group by looked_for.code),
     -- found or ruled out by name, though no panel says that it was looked for
     beside as (
       select found.code, count(*)::int as deaths
       from found
       join known using (death_id)
       where found.tested and not exists (
         select from looked_for where looked_for.panel_id = known.toxicology_panel_id and looked_for.code = found.code)
       group by found.code)
     select substance.code, substance.name, substance.level,
       count(*) filter (where found.implicated)::int as implicated, count(*) filter (where found.detected)::int as detected,
       count(*) filter (where found.believed)::int as believed,
       count(*) filter (where found.detected and found.tested)::int as "detectedOfTested",
       coalesce(tested.deaths, 0) + coalesce(beside.deaths, 0) as tested,
       coalesce((
         select jsonb_agg(parent.name order by above.depth desc)
         from substance_ancestor above join substance parent on parent.code = above.ancestor_code
         where above.substance_code = substance.code and above.depth > 0), '[]') as above
     from found
     join substance using (code)
     left join tested using (code)
     left join beside using (code)
     where not substance.is_metabolite
     group by substance.code, tested.deaths, beside.deaths
     having bool_or(found.implicated or found.detected or found.believed)`,
    bindings(asked),
  )
  const [whole] = (
    await trx.raw(
      `with known as materialized (${KNOWN})
       select count(*)::int as deaths, count(*) filter (where toxicology_complete_on is not null)::int as "withToxicology",
         count(*) filter (where exists (
           select from death_substance finding
           where finding.partnership_id = known.partnership_id and finding.death_id = known.death_id
             and finding.revision = known.revision and finding.not_in_tree is not null))::int as "notInTree"
       from known`,
      bindings(asked),
    )
  ).rows
  const { rows: years } = await trx.raw(
    `select distinct extract(year from day)::int as year
     from (select ${dayOfDeath('known')} as day from counted_death(:asKnownOn::date, 'infinity') known) dated
     where day is not null
     order by year`,
    { asKnownOn: asked.asKnownOn ?? 'infinity', today: asked.today },
  )
  type Row = Omit<SubstanceInDeaths, 'shareFound'> & { detectedOfTested: number }
  const substances = (rows as Row[]).map(({ detectedOfTested, ...row }) => ({
    ...row,
    shareFound:
      row.tested > 0
        ? {
            share: detectedOfTested / row.tested,
            ...wilsonInterval(Math.min(detectedOfTested, row.tested), row.tested),
          }
        : null,
  }))
  return {
    said: asked.asKnownOn ? { asKnownOn: asked.asKnownOn } : {},
    ...whole,
    years: years.map(({ year }: { year: number }) => year),
    substances: inTreeOrder(z.array(SubstanceInDeaths).parse(substances)),
  }
}

/** Classes by how often they were implicated, and below each what is in it, the same way. */
function inTreeOrder(substances: SubstanceInDeaths[]): SubstanceInDeaths[] {
  const byName = new Map(substances.map((one) => [one.name, one]))
  const rank = ({ implicated, detected, believed, name }: SubstanceInDeaths) =>
    `${[implicated, detected, believed].map((count) => String(1e6 - count).padStart(7, '0')).join(' ')} ${name}`
  const pathOf = (one: SubstanceInDeaths) =>
    [...one.above.flatMap((name) => byName.get(name) ?? []), one].map(rank).join(' / ')
  return substances
    .map((one) => ({ one, path: pathOf(one) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ one }) => one)
}

/** The pairs and triples of drugs most often implicated together. */
export const combinationsInDeaths = figure<Asked, CombinationsInDeaths>({
  definition:
    'People in whose deaths these drugs were implicated together, whatever else was; beside how many there would be if each drug were as common and came by itself',
  basis: BASIS,
  source:
    'deaths of this partnership, records of one death counted once; drugs that nobody has placed in the tree are in no pair',
  count: countCombinations,
  csv: {
    fileName: 'drugs-together-in-deaths',
    rows: ({ pairs, triples }) =>
      [...pairs, ...triples].map(({ codes, names, deaths, expected }) => ({
        codes: codes.join(' '),
        names: names.join(' + '),
        deaths,
        expected: Number(expected.toFixed(2)),
      })),
  },
})

/** As many as a page holds. */
const SHOWN = 15

async function countCombinations(trx: Trx, asked: Asked): Promise<Counted<CombinationsInDeaths>> {
  const { rows } = await trx.raw(
    `with known as materialized (${KNOWN}),
     taken as (
       select known.death_id, count(*) > 1 as several,
         coalesce(array_agg(distinct drug.code order by drug.code) filter (where drug.code is not null), '{}') as codes
       from known
       cross join lateral implicated_in_death(known.partnership_id, known.death_id, known.revision) implicated
       left join lateral (
         -- 6-MAM is heroin
         select above.ancestor_code as code
         from substance_ancestor above
         join substance on substance.code = above.ancestor_code and not substance.is_metabolite
         where above.substance_code = implicated.substance_code
         order by above.depth
         limit 1) drug on true
       group by known.death_id)
     select codes, several, count(*)::int as deaths from taken group by codes, several`,
    bindings(asked),
  )
  const taken = rows as { codes: string[]; several: boolean; deaths: number }[]
  const { rows: names } = await trx.raw('select code, name from substance where code = any (:codes::text[])', {
    codes: [...new Set(taken.flatMap(({ codes }) => codes))],
  })
  const nameOf = new Map(names.map(({ code, name }: { code: string; name: string }) => [code, name])) as Map<
    string,
    string
  >
  const total = sum(taken.map(({ deaths }) => deaths))
  const singles = tally(taken, 1)
  // three drugs of one death are that death's, and no pattern
  const most = (size: number): Combination[] =>
    [...tally(taken, size)]
      .filter(([, deaths]) => deaths > 1 || size === 2)
      .sort(([a, deaths], [b, others]) => others - deaths || (a < b ? -1 : 1))
      .slice(0, SHOWN)
      .map(([key, deaths]) => {
        const codes = key.split(' ')
        return {
          codes,
          names: codes.map((code) => nameOf.get(code) ?? code),
          deaths,
          expected: codes.reduce((product, code) => (product * (singles.get(code) ?? 0)) / total, total),
        }
      })
  return {
    said: asked.asKnownOn ? { asKnownOn: asked.asKnownOn } : {},
    withDrug: total,
    withSeveral: sum(taken.filter(({ several }) => several).map(({ deaths }) => deaths)),
    pairs: most(2),
    triples: most(3),
  }
}

function tally(taken: readonly { codes: string[]; deaths: number }[], size: number): Map<string, number> {
  const counted = new Map<string, number>()
  for (const { codes, deaths } of taken)
    for (const some of choose(codes, size)) {
      const key = some.join(' ')
      counted.set(key, (counted.get(key) ?? 0) + deaths)
    }
  return counted
}

/** Every way to choose so many of them, in their order. */
function choose(codes: readonly string[], size: number): string[][] {
  if (size === 0) return [[]]
  return codes.flatMap((first, at) => choose(codes.slice(at + 1), size - 1).map((rest) => [first, ...rest]))
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
