import { countInterval } from '../../jobs/stats/rates.ts'
import type { Day } from '../contract/day.ts'
import type { DeathsByYear } from '../contract/indicator.ts'
import { addDays } from '../day.ts'
import type { Trx } from '../db/tenant.ts'
import { forPanel } from '../disclosure/panel.ts'
import { countsOnce } from '../same-deaths/store.ts'

/** Late notices and toxicology reach a year for about six months after it has ended. */
export const SETTLING_DAYS = 183

/**
 * How many substances were implicated in the death `revision`; a class beside a drug of it ("benzodiazepines" beside alprazolam) is one, and
 * so are two assays of one drug.
 */
const countImplicated = (drug: string) => `(
  select count(distinct ${drug}) from death_substance finding
  where finding.partnership_id = revision.partnership_id and finding.death_id = revision.death_id
    and finding.revision = revision.revision and finding.role = 'implicated'
    and not exists (
      select from death_substance more
      join substance_ancestor on substance_ancestor.substance_code = more.substance_code and substance_ancestor.depth > 0
      where more.partnership_id = finding.partnership_id and more.death_id = finding.death_id
        and more.revision = finding.revision and more.role = 'implicated'
        and substance_ancestor.ancestor_code = finding.substance_code))`
/** A drug that is not in the tree is one more: it was implicated, whatever it is. */
export const SUBSTANCES_IMPLICATED = countImplicated(
  `coalesce(finding.substance_code, 'not in the tree: ' || lower(finding.not_in_tree))`,
)
/** For releases: what is not in the tree is left out until somebody places it. */
export const SUBSTANCES_IN_TREE_IMPLICATED = countImplicated('finding.substance_code')

/** "; 2 deaths have a day that cannot be and are in no year: see To look at" */
export function sayInDoubt(inDoubt: number, what: string, step: string): string {
  if (inDoubt === 0) return ''
  const records = inDoubt === 1 ? `1 ${what} has` : `${inDoubt} ${what}s have`
  return `; ${records} a day that cannot be and ${inDoubt === 1 ? 'is' : 'are'} in no ${step}: see To look at`
}

/** Deaths by calendar year of death; those of which only the day they were reported is known stand apart. */
export async function deathsByYear(trx: Trx, today: Day): Promise<DeathsByYear> {
  const { rows } = await trx.raw(
    `with every_death as (
       select extract(year from revision.event_day)::int as year,
         is_credible_day(revision.event_day, :today) or revision.event_day_precision <> 'day' and revision.event_day between '1900-01-01' and :today as is_credible,
         revision.event_day_basis = 'reported' as is_reported,
         revision.toxicology_complete_on is not null as has_toxicology,
         ${SUBSTANCES_IMPLICATED} as implicated
       from death head
       join death_revision revision
         on revision.partnership_id = head.partnership_id and revision.death_id = head.death_id and revision.revision = head.current_revision
       where revision.status <> 'excluded' and ${countsOnce('revision.death_id')}
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
    provenance: {
      definition:
        'People who died, as this partnership has recorded them, excluded deaths left out and records of one death counted once',
      dateBasis: `calendar year of death; deaths known only by the day they were reported stand apart${sayInDoubt(inDoubt, 'death', 'year')}`,
      asKnownOn: today,
      tier: 'panel',
      source: 'deaths of this partnership',
    },
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
