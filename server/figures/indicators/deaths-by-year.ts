import { countInterval } from '../../../jobs/stats/counts/rates.ts'
import type { Day } from '../../contract/day.ts'
import type { DeathsByYear } from '../../contract/indicator.ts'
import { addDays } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { DEATHS, isDayCredible, NOW } from '../../facts/deaths.ts'
import { type Counted, figure } from '../figure.ts'

/** Late notices and toxicology reach a year for about six months after it has ended. */
export const SETTLING_DAYS = 183

const BASIS = 'calendar year of death; deaths known only by the day they were reported stand apart'

/** How many substances were implicated in the death `revision`. */
export const SUBSTANCES_IMPLICATED = `(
  select count(*) from implicated_in_death(revision.partnership_id, revision.death_id, revision.revision))`
/** For releases: what is not in the tree is left out until somebody places it. */
export const SUBSTANCES_IN_TREE_IMPLICATED = `(
  select count(substance_code) from implicated_in_death(revision.partnership_id, revision.death_id, revision.revision))`

/** "; 2 deaths have a day that cannot be and are in no year: see To look at" */
export function sayInDoubt(inDoubt: number, what: string, step: string): string {
  if (inDoubt === 0) return ''
  const records = inDoubt === 1 ? `1 ${what} has` : `${inDoubt} ${what}s have`
  return `; ${records} a day that cannot be and ${inDoubt === 1 ? 'is' : 'are'} in no ${step}: see To look at`
}

/** Deaths by calendar year of death; those of which only the day they were reported is known stand apart. */
export const deathsByYear = figure<{ today: Day }, DeathsByYear>({
  definition: DEATHS,
  basis: BASIS,
  source: 'deaths of this partnership',
  count: countByYear,
  csv: {
    fileName: 'deaths-by-year',
    rows: ({ years }) => years.map(({ interval, ...year }) => ({ ...year, low: interval?.low, high: interval?.high })),
  },
})

async function countByYear(trx: Trx, { today }: { today: Day }): Promise<Counted<DeathsByYear>> {
  const { rows } = await trx.raw(
    `with every_death as (
       select extract(year from revision.event_day)::int as year,
         ${isDayCredible('revision')} as is_credible,
         revision.event_day_basis = 'reported' as is_reported,
         revision.toxicology_complete_on is not null as has_toxicology,
         ${SUBSTANCES_IMPLICATED} as implicated
       from counted_death(${NOW}) revision
     ),
     death_now as (select * from every_death where is_credible)
     select span.year, (select count(*)::int from every_death where not is_credible) as in_doubt,
       count(*) filter (where not is_reported)::int as deaths,
       count(*) filter (where is_reported)::int as by_day_reported,
       count(*) filter (where has_toxicology)::int as with_toxicology,
       count(*) filter (where has_toxicology and implicated >= 2)::int as poly_drug
     from (select generate_series(min(year), max(year)) as year from death_now) span
     left join death_now on death_now.year = span.year
     group by span.year
     order by span.year`,
    { today },
  )
  const inDoubt: number = rows[0]?.in_doubt ?? 0
  return {
    said: { dateBasis: `${BASIS}${sayInDoubt(inDoubt, 'death', 'year')}` },
    years: rows.map(
      (row: { year: number; deaths: number; by_day_reported: number; with_toxicology: number; poly_drug: number }) => {
        const { low, high } = countInterval(row.deaths)
        return {
          year: row.year,
          deaths: forPanel(row.deaths),
          byDayReported: forPanel(row.by_day_reported),
          interval: { low, high },
          withToxicology: forPanel(row.with_toxicology),
          polyDrug: forPanel(row.poly_drug),
          isIncomplete: addDays(`${row.year}-12-31`, SETTLING_DAYS) > today,
        }
      },
    ),
  }
}
