import type { Day } from '../../contract/day.ts'
import type { Overview } from '../../contract/indicator.ts'
import type { EventKind } from '../../contract/map.ts'
import type { Partnership } from '../../contract/partnership.ts'
import { addDays } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { countedEvents } from '../../facts/events.ts'
import { readFeedProblems, readLastChecks, readLateness } from '../../surveillance/nights/store.ts'
import { listOpenSignals } from '../../surveillance/signals/store.ts'
import { type Counted, figure } from '../figure.ts'
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
  const counted = (events: EventKind, sum: string) => `(select ${sum} from ${countedEvents({ events })} event`
  const { rows } = await trx.raw(
    `select
       ${counted('deaths', 'count(*)::int')} where event_day between :since and :today) as deaths,
       ${counted('deaths', 'count(*)::int')} where event_day >= :before and last_day < :since) as deaths_before,
       ${counted('reversals', 'count(*)::int')} where event_day between :since and :today) as reversals,
       ${counted('reversals', 'count(*)::int')} where event_day >= :before and event_day < :since) as reversals_before,
       ${counted('supplies', 'coalesce(sum(weight), 0)::int')} where event_day between :since and :today) as supplies,
       ${counted('deaths', 'count(*)::int')} where awaits_toxicology) as awaiting_toxicology`,
    { before: addDays(since, -RECENT_DAYS), since, today },
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
