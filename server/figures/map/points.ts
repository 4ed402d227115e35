import { type MapPoints, POINT_STEP, type PointsQuery } from '../../contract/map-points.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { bindingsOf, countedEvents, placedEvents, placeOf } from '../../facts/events.ts'
import { isPlacedClosely } from '../../facts/places.ts'
import type { Counted } from '../figure.ts'

/** Every event of a period that is placed closely, as a point. */
export async function readPoints(trx: Trx, query: PointsQuery): Promise<Counted<MapPoints>> {
  const { from, to, asKnownOn } = query
  const events =
    asKnownOn === undefined
      ? `${countedEvents(query)} event left join lateral ${placeOf(query)} found on true`
      : `${placedEvents(query)} event cross join lateral (select event.place, event.precision) found`
  const { rows } = await trx.raw(
    `with placed as materialized (
       select event.event_day - :from::date as day, event.weight,
         case when ${isPlacedClosely('found.precision')} then round(st_y(found.place) / :step::float)::int end as north,
         case when ${isPlacedClosely('found.precision')} then round(st_x(found.place) / :step::float)::int end as east
       from ${events}
       where event.event_day >= :from and event.last_day <= :to
     ), point as (
       select placed.*, north - coalesce(lag(north) over nearest, 0) as further, row_number() over nearest as position
       from placed
       where north is not null
       window nearest as (order by north, east, day, weight)
     )
     select coalesce(array_agg(further order by position), '{}') as northwards, coalesce(array_agg(east order by position), '{}') as eastwards,
       coalesce(array_agg(day order by position), '{}') as days, coalesce(array_agg(weight order by position), '{}') as weights,
       (select coalesce(sum(weight), 0)::int from placed where north is null) as "leftOut"
     from point`,
    { from, to, step: POINT_STEP, ...bindingsOf(query) },
  )
  const { leftOut, ...points } = rows[0]
  return { ...(asKnownOn && { said: { asKnownOn } }), from, ...points, leftOut: forPanel(leftOut) }
}
