import { countInterval } from '../../../jobs/stats/counts/rates.ts'
import type { Day } from '../../contract/day.ts'
import type { DefinedCounts, DefinedCountsQuery } from '../../contract/death-definition.ts'
import type { DateBasis } from '../../contract/filters.ts'
import type { Trx } from '../../db/tenant.ts'
import { dayOfDeath } from '../../facts/deaths.ts'
import { judgeDeaths } from '../../facts/definitions/judge.ts'
import { readDefinitions, type Standing } from '../../facts/definitions/rulebook.ts'
import { type Counted, figure } from '../../figures/figure.ts'

/** By which day a death is of a year: of the death as known, as SQL. Null where it is not known, or cannot be. */
const DAY_BY: Record<DateBasis, string> = {
  death: dayOfDeath('known'),
  notified: 'case when is_credible_day(known.notified_on, :today::date) then known.notified_on end',
  registered: 'case when is_credible_day(known.registered_on, :today::date) then known.registered_on end',
}

/** By which day, in words. */
export const BASIS_WORDS: Record<DateBasis, string> = {
  death: 'day of death; deaths of which only the day they were reported is known are in no year',
  notified: 'day the partnership was told of the death',
  registered: 'day the death was registered, as in ONS’s figures',
}

/**
 * Deaths as known on a day, each once: excluded ones are there, since a definition says so. `day`: by the basis. Bindings: `today`,
 * `asKnownOn` ('infinity': now).
 */
export const knownDeaths = (basis: DateBasis) => `
  select known.partnership_id, known.death_id, known.revision, ${DAY_BY[basis]} as day
  from death_as_known(:asKnownOn::date, 'infinity') known
  where known.death_id not in (select elsewhere.death_id from counted_elsewhere(:asKnownOn::date, 'infinity') elsewhere)`

export type Asked = DefinedCountsQuery & { today: Day }

/** The definitions that stood on the day that is asked for, each asked of every death. */
export async function definitionsFor(trx: Trx, rulesOn: Day | undefined): Promise<Standing[]> {
  const definitions = await readDefinitions(trx, rulesOn)
  await judgeDeaths(trx, definitions)
  return definitions
}

/** How many died by each definition, year by year, side by side. */
export const definedCounts = figure<Asked, DefinedCounts>({
  definition:
    'People who died, by each definition of a drug-related death; where a fact that a definition needs is not known, a death is counted apart',
  basis: ({ basis }) => BASIS_WORDS[basis],
  source: 'deaths of this partnership, records of one death counted once',
  count: countByDefinition,
  csv: {
    fileName: 'deaths-by-definition',
    rows: ({ definitions, basis, rulesOn }) =>
      definitions.flatMap(({ code, version, title, years }) =>
        years.map((year) => ({ code, version, title, basis, rulesOn, ...year })),
      ),
  },
})

async function countByDefinition(trx: Trx, asked: Asked): Promise<Counted<DefinedCounts>> {
  const { basis, asKnownOn, rulesOn, today, year } = asked
  const definitions = await definitionsFor(trx, rulesOn)
  const { rows } = await trx.raw(
    `with known as materialized (${knownDeaths(basis)})
     select said.key, extract(year from known.day)::int as year,
       count(*) filter (where said.counts)::int as counted, count(*) filter (where not said.counts)::int as "cannotSay"
     from known
     join death_judged judged using (partnership_id, death_id, revision)
     cross join lateral (
       select unnest(judged.counts_in) as key, true as counts
       union all
       select unnest(judged.cannot_say), false) said
     where said.key = any (:keys::text[])
     group by said.key, 2
     union all
     select null, extract(year from known.day)::int, 0, 0
     from known
     where known.day is not null
     group by 2
     order by 2`,
    { keys: definitions.map(({ key }) => key), today, asKnownOn: asKnownOn ?? 'infinity' },
  )
  type Row = { key: string | null; year: number | null; counted: number; cannotSay: number }
  const all = rows as Row[]
  const years = [...new Set(all.flatMap((row) => row.year ?? []))]
  const isAsked = (row: Row) => year === undefined || row.year === year
  return {
    said: asKnownOn ? { asKnownOn } : {},
    basis,
    rulesOn: rulesOn ?? today,
    years,
    definitions: definitions.map(({ key, code, version, title, words }) => {
      const own = all.filter((row) => row.key === key && isAsked(row))
      return {
        ...{ code, version, title, words },
        counted: sum(own.map((row) => row.counted)),
        cannotSay: sum(own.map((row) => row.cannotSay)),
        withoutDay: sum(own.filter((row) => row.year === null).map((row) => row.counted)),
        years: own.flatMap(({ year: of, counted, cannotSay }) => {
          if (of === null) return []
          const { low, high } = countInterval(counted)
          return [{ year: of, counted, cannotSay, low, high }]
        }),
      }
    }),
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
