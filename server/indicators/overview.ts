import type { Overview } from '../contract/indicator.ts'
import type { Partnership } from '../contract/partnership.ts'
import { addDays } from '../day.ts'
import type { Trx } from '../db/tenant.ts'
import { forPanel } from '../disclosure/panel.ts'
import { eventSource } from '../map/events.ts'
import { readFeedProblems, readLateness } from '../nights/store.ts'
import { listOpenSignals } from '../signals/store.ts'

const DAYS = 28

/** One page: what is happening, where, and what should I look at? */
export async function overview(trx: Trx, partnership: Partnership): Promise<Overview> {
  const { today } = partnership
  const since = addDays(today, 1 - DAYS)
  const counted = (kind: 'deaths' | 'reversals' | 'supplies') => `(${eventSource(kind, 'found').sql})`
  const { rows } = await trx.raw(
    `with
       death_event as materialized (select * from ${counted('deaths')} every_event where event_day between :before and :today),
       reversal_event as materialized (select * from ${counted('reversals')} every_event where event_day between :before and :today),
       supply_event as (select * from ${counted('supplies')} every_event where event_day between :since and :today),
       placed as (
         select area.area_id, area.name,
           count(*) filter (where kind = 'death')::int as deaths,
           count(*) filter (where kind = 'reversal')::int as reversals
         from (
           select 'death' as kind, place from death_event where event_day >= :since
           union all
           select 'reversal', place from reversal_event where event_day >= :since) event
         join lateral (
           select area_id, name from area
           where kind = (select kind from area group by kind order by count(*) desc, kind limit 1) and geom && event.place and st_covers(geom, event.place)
           order by code limit 1) area on true
         group by area.area_id, area.name
         order by count(*) desc, area.name
         limit 8)
     select
       (select count(*)::int from death_event where event_day >= :since) as deaths,
       (select count(*)::int from death_event where event_day < :since) as deaths_before,
       (select count(*)::int from reversal_event where event_day >= :since) as reversals,
       (select count(*)::int from reversal_event where event_day < :since) as reversals_before,
       (select coalesce(sum(weight), 0)::int from supply_event) as supplies,
       (select count(*)::int from death head
        join death_revision revision
          on revision.partnership_id = head.partnership_id and revision.death_id = head.death_id and revision.revision = head.current_revision
        where revision.status not in ('excluded', 'closed') and revision.toxicology_complete_on is null) as awaiting_toxicology,
       coalesce((select jsonb_agg(jsonb_build_object('areaId', area_id, 'name', name, 'deaths', deaths, 'reversals', reversals)) from placed), '[]') as busiest`,
    { before: addDays(since, -DAYS), since, today, substance: null },
  )
  const found = rows[0]
  const lateness = await readLateness(trx, partnership)
  return {
    provenance: {
      definition: 'The last 28 days and the 28 before; reports of the latest days are still coming in',
      dateBasis: 'day of death, event or supply',
      asKnownOn: today,
      tier: 'panel',
      source: 'records of this partnership',
    },
    today,
    openSignals: await listOpenSignals(trx),
    last28Days: {
      deaths: forPanel(found.deaths),
      deathsBefore: forPanel(found.deaths_before),
      reversals: forPanel(found.reversals),
      reversalsBefore: forPanel(found.reversals_before),
      supplies: forPanel(found.supplies),
    },
    busiestAreas: found.busiest.map((area: { deaths: number; reversals: number }) => ({
      ...area,
      deaths: forPanel(area.deaths),
      reversals: forPanel(area.reversals),
    })),
    awaitingToxicology: forPanel(found.awaiting_toxicology),
    lastNight: lateness.lastDone,
    isLate: lateness.isLate,
    lateSentence: lateness.sentence,
    feeds: await readFeedProblems(trx),
  }
}
