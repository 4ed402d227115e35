import type { Day } from '../../contract/day.ts'
import type { MapMultiples, MultiplesQuery, SmallMap } from '../../contract/map-multiples.ts'
import { addDays } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { bindingsOf, knownEvents, substancesOf } from '../../facts/events.ts'
import type { Counted } from '../figure.ts'
import { eventsInAreas } from './events-in-areas.ts'
import { daysUntilMostAreKnown, stepOf } from './store.ts'

/** As many as one sheet holds. */
const MOST_MAPS = 12

type Cell = { key: string | null; label: string | null; areaId: string | null; name: string | null; events: number }
type Frame = Pick<SmallMap, 'key' | 'label' | 'from' | 'to'>

/** The map once for each of the most frequent drugs, or of the last quarters; each counts what the map of that filter counts. */
export async function countMultiples(trx: Trx, query: MultiplesQuery, now: Day): Promise<Counted<MapMultiples>> {
  const today = query.asKnownOn ?? now
  const quarters = query.by === 'quarter' ? lastQuarters(query.to) : undefined
  const from = quarters ? (quarters[0] as Frame).from : (query.from as Day)
  const to = quarters?.at(-1)?.to ?? query.to
  const events = await eventsInAreas(trx, query)
  const { rows } = await trx.raw(quarters ? byQuarter(events) : bySubstance(events, query), {
    ...bindingsOf(query),
    role: query.role,
    areaKind: query.areaKind,
    from,
    to,
    most: MOST_MAPS,
  })
  const cells = rows as Cell[]
  const frames = quarters ?? framesOf(cells, { from, to })
  const begin = quarters && (await readFirstDay(trx, query, today))
  const completeUntil = addDays(today, -1 - (await daysUntilMostAreKnown(trx, query.events, today)))
  return {
    ...(query.asKnownOn && { said: { asKnownOn: query.asKnownOn } }),
    by: query.by,
    maps: frames.map((frame) => {
      const of = cells.filter(({ key }) => key === frame.key)
      // where records do not reach back to a quarter, its count is not known, and not zero
      const isKnown = !quarters || (begin !== null && begin !== undefined && begin <= frame.to)
      return {
        ...frame,
        total: forPanel(isKnown ? sum(of) : null),
        withoutPlace: forPanel(isKnown ? sum(of.filter(({ areaId }) => !areaId)) : null),
        isIncomplete: frame.to > completeUntil,
        areas: of.flatMap(({ areaId, events }) => (areaId ? [{ areaId, events: forPanel(events) }] : [])),
      }
    }),
    inNoMap: forPanel(sum(cells.filter(({ key }) => key === null))),
    areas: [...new Map(cells.flatMap(({ areaId, name }) => (areaId && name ? [[areaId, name] as const] : [])))]
      .map(([areaId, name]) => ({ areaId, name }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  }
}

const sum = (cells: readonly Cell[]) => cells.reduce((total, { events }) => total + events, 0)

/** The cells of each drug stand together, the most frequent first. */
function framesOf(cells: readonly Cell[], days: { from: Day; to: Day }): Frame[] {
  return [...new Map(cells.flatMap(({ key, label }) => (key && label ? [[key, label] as const] : [])))].map(
    ([key, label]) => ({ key, label, ...days }),
  )
}

const IN_PERIOD = 'event_day >= :from and last_day <= :to'

/** Drugs only: a class or a family would stand beside its own drugs. A metabolite is counted as what it comes from. */
function bySubstance(events: string, query: MultiplesQuery): string {
  return `
    with event as materialized (
      select row_number() over () as row, event.partnership_id, event.event_id, event.revision, event.area_id, event.weight
      from ${events} event
      where ${IN_PERIOD}
    ), named as (
      select event.row, event.area_id, event.weight, substance.code, substance.name as label
      from event
      cross join lateral ${substancesOf(query)} taken
      join substance on substance.code = taken.substance_code and substance.level = 'drug' and not substance.is_metabolite
    ), shown as (
      select code, sum(weight) as total from named group by code, label order by total desc, label limit :most
    )
    select counted.code as key, counted.label, counted.area_id as "areaId", area.name, counted.events
    from (
      select named.code, named.label, named.area_id, shown.total, sum(named.weight)::int as events
      from named join shown on shown.code = named.code
      group by named.code, named.label, named.area_id, shown.total
      union all
      select null, null, null, -1, coalesce(sum(event.weight), 0)::int
      from event
      where event.row not in (select named.row from named join shown on shown.code = named.code)
    ) counted
    left join area on area.area_id = counted.area_id
    order by counted.total desc, counted.label, counted.events desc, area.name, counted.area_id`
}

function byQuarter(events: string): string {
  return `
    select counted.key, null as label, counted.area_id as "areaId", area.name, counted.events
    from (
      select case when ${stepOf('quarter', 'event_day')} = ${stepOf('quarter', 'last_day')}
          then to_char(${stepOf('quarter', 'event_day')}, 'YYYY-MM-DD') end as key,
        area_id, sum(weight)::int as events
      from ${events} event
      where ${IN_PERIOD}
      group by 1, 2
    ) counted
    left join area on area.area_id = counted.area_id
    order by counted.key, counted.events desc, area.name, counted.area_id`
}

/** The twelve last quarters that have ended by a day, in their order. */
function lastQuarters(to: Day): Frame[] {
  const after = addDays(to, 1)
  const [year, month] = [Number(after.slice(0, 4)), Number(after.slice(5, 7))]
  const next = year * 4 + Math.floor((month - 1) / 3)
  return Array.from({ length: MOST_MAPS }, (_, position) => {
    const quarter = next - MOST_MAPS + position
    const first = firstDayOf(quarter)
    return { key: first, label: labelOf(quarter), from: first, to: addDays(firstDayOf(quarter + 1), -1) }
  })
}

const firstDayOf = (quarter: number): Day =>
  `${Math.floor(quarter / 4)}-${String((quarter % 4) * 3 + 1).padStart(2, '0')}-01`
const MONTHS = ['January to March', 'April to June', 'July to September', 'October to December']
const labelOf = (quarter: number) => `${MONTHS[quarter % 4]} ${Math.floor(quarter / 4)}`

/** The first day that can be of any event of the kind, of whatever substance; null where there is none. */
async function readFirstDay(trx: Trx, { substance: _, ...filter }: MultiplesQuery, today: Day): Promise<Day | null> {
  const { rows } = await trx.raw(
    `select min(event_day) as first from ${knownEvents(filter)} event where is_credible_day(event_day, :today)`,
    { ...bindingsOf(filter), today },
  )
  return rows[0].first
}
