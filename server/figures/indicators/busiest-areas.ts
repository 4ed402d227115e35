import type { Day } from '../../contract/day.ts'
import type { BusiestArea, BusiestAreas } from '../../contract/indicator.ts'
import { addDays } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { DEATHS } from '../../facts/deaths.ts'
import { countedEvents } from '../../facts/events.ts'
import { REVERSALS } from '../../facts/overdoses.ts'
import { figure } from '../figure.ts'

/** What the first page counts. */
export const RECENT_DAYS = 28

export const busiestAreas = figure<{ today: Day }, BusiestAreas>({
  definition: `${DEATHS}. ${REVERSALS} Of the last ${RECENT_DAYS} days, in the eight areas with the most.`,
  basis: 'day of death, by where the person was found; day of the event, by where it was',
  carries: ['office text'],
  count: async (trx, { today }) => ({
    from: addDays(today, 1 - RECENT_DAYS),
    to: today,
    areas: await listBusiestAreas(trx, today),
  }),
  csv: { fileName: 'busiest-areas', rows: ({ areas, from, to }) => areas.map((area) => ({ ...area, from, to })) },
})

/** The eight areas with the most deaths and reversals of the last 28 days, most first; of the kind of area that is mapped. */
export async function listBusiestAreas(trx: Trx, today: Day): Promise<BusiestArea[]> {
  const recent = (kind: 'deaths' | 'reversals') =>
    `select '${kind}' as kind, area_id, weight from ${countedEvents({ events: kind })} event where event_day between :since and :today`
  const { rows } = await trx.raw(
    `select counted.area_id, area.name, counted.deaths, counted.reversals
     from (
       select area_id,
         coalesce(sum(weight) filter (where kind = 'deaths'), 0)::int as deaths,
         coalesce(sum(weight) filter (where kind = 'reversals'), 0)::int as reversals
       from (${recent('deaths')} union all ${recent('reversals')}) event
       group by area_id) counted
     join area on area.area_id = counted.area_id
     order by counted.deaths + counted.reversals desc, area.name, area.area_id
     limit 8`,
    { since: addDays(today, 1 - RECENT_DAYS), today },
  )
  return rows.map((row: { area_id: string; name: string; deaths: number; reversals: number }) => ({
    areaId: row.area_id,
    name: row.name,
    deaths: forPanel(row.deaths),
    reversals: forPanel(row.reversals),
  }))
}
