import type { Day } from '../contract/day.ts'
import type { Overview } from '../contract/indicator.ts'
import type { Partnership } from '../contract/partnership.ts'
import { addDays } from '../day.ts'
import type { Trx } from '../db/tenant.ts'
import { forPanel } from '../disclosure/panel.ts'
import { NOW } from '../facts/deaths.ts'
import { bindingsOf, eventSource } from '../facts/events.ts'
import { type Counted, figure } from '../figures/figure.ts'
import { readFeedProblems, readLastChecks, readLateness } from '../nights/store.ts'
import { listOpenSignals } from '../signals/store.ts'
import { listBusiestAreas, RECENT_DAYS } from './busiest-areas.ts'
import { readNeeds } from './needs.ts'

/** What of it the reader's roles include besides figures. */
export type OverviewReach = { signals: boolean; nights: boolean }

/** One page: what is happening, where, and what should I look at? What the reader may not read is not in it. */
export const overview = figure<Asked, Overview>({
  definition: 'The last 28 days and the 28 before; reports of the latest days are still coming in',
  basis: 'day of death, event or supply',
  carries: ['exact place', 'office text'],
  count: countOverview,
})

type Asked = { partnership: Partnership; reach: OverviewReach; today: Day }

async function countOverview(trx: Trx, { partnership, reach, today }: Asked): Promise<Counted<Overview>> {
  const since = addDays(today, 1 - RECENT_DAYS)
  const counted = (kind: 'deaths' | 'reversals' | 'supplies') => `(${eventSource(kind).sql})`
  const { rows } = await trx.raw(
    `with
       death_event as materialized (select * from ${counted('deaths')} every_event where event_day between :before and :today),
       reversal_event as materialized (select * from ${counted('reversals')} every_event where event_day between :before and :today),
       supply_event as (select * from ${counted('supplies')} every_event where event_day between :since and :today)
     select
       (select count(*)::int from death_event where event_day >= :since) as deaths,
       (select count(*)::int from death_event where last_day < :since) as deaths_before,
       (select count(*)::int from reversal_event where event_day >= :since) as reversals,
       (select count(*)::int from reversal_event where event_day < :since) as reversals_before,
       (select coalesce(sum(weight), 0)::int from supply_event) as supplies,
       (select count(*)::int from counted_death(${NOW})
        where awaits_toxicology(status, toxicology_complete_on)) as awaiting_toxicology`,
    { before: addDays(since, -RECENT_DAYS), since, today, ...bindingsOf({}) },
  )
  const found = rows[0]
  const lateness = await readLateness(trx, partnership)
  return {
    today,
    openSignals: reach.signals ? await listOpenSignals(trx) : null,
    last28Days: {
      deaths: forPanel(found.deaths),
      deathsBefore: forPanel(found.deaths_before),
      reversals: forPanel(found.reversals),
      reversalsBefore: forPanel(found.reversals_before),
      supplies: forPanel(found.supplies),
    },
    busiestAreas: await listBusiestAreas(trx, today),
    awaitingToxicology: forPanel(found.awaiting_toxicology),
    lastNight: lateness.lastDone,
    lastChecks: reach.nights ? await readLastChecks(trx) : null,
    needs: await readNeeds(trx, today),
    isLate: lateness.isLate,
    lateSentence: lateness.sentence,
    feeds: reach.nights ? await readFeedProblems(trx) : null,
  }
}
