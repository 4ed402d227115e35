import type { Day } from '../../contract/day.ts'
import type { Need } from '../../contract/indicator.ts'
import { addDays } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { NOW } from '../../facts/deaths.ts'
import { countedEvents } from '../../facts/events.ts'

/** From here on a partnership's own records say what is usual. */
const TWO_YEARS_DAYS = 730

/** From the table that follows the records: what it has need not be worked out. */
const COUNTED = countedEvents({ events: 'deaths' })

/**
 * Of what a partnership needs before there is anything to look at, that which is not there yet, in the order in which to bring it. What its
 * deaths lack is asked only where there are deaths: a file may bring sixty of them, and no place or result that a check could read. Postcodes
 * are asked for before the first records only: those that came without them have their places otherwise, or lack them by name.
 */
export async function readNeeds(trx: Trx, today: Day): Promise<Need[]> {
  const { rows } = await trx.raw(
    `select
       not exists (select from area where source <> stop_gap_source()) as areas,
       not exists (select from area_population) as residents,
       not exists (select from postcode) and not exists (select from death) and not exists (select from overdose) as postcodes,
       not exists (select from toxicology_panel) as toxicology_panel,
       not exists (select from death) as deaths,
       exists (select from ${COUNTED} death) and not exists (select from ${COUNTED} death where area_id is not null)
         and not exists (select from counted_death(${NOW}) where found_place is not null) as found_places,
       exists (select from ${COUNTED} death)
         and not exists (select from counted_death(${NOW}) where toxicology_complete_on is not null) as complete_toxicology,
       not exists (select from overdose) as reversals,
       not exists (select from partnership
         where partnership_id = current_partnership_id() and (usual_deaths_a_year is not null or usual_reversals_a_year is not null))
         and not exists (select from ${COUNTED} death where event_day < :twoYearsAgo) as usual_numbers`,
    { twoYearsAgo: addDays(today, -TWO_YEARS_DAYS) },
  )
  const lacks = rows[0] as Record<Need, boolean>
  return (Object.keys(lacks) as Need[]).filter((need) => lacks[need])
}
