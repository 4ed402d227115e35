import { findArea } from '../../areas/store.ts'
import { EventKind } from '../../contract/map.ts'
import type { FigureWithin, MapWithin, PlaceAsked, SubstanceWithin, WithinQuery } from '../../contract/map-within.ts'
import { addDays, daysBetween } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import {
  bindingsOf,
  countedEvents,
  describeEvents,
  type EventFilter,
  knownEvents,
  placedEvents,
  placeOf,
} from '../../facts/events.ts'
import { type AskedPlace, areasAround, bindingsOfPlace, isPlacedClosely, liesIn } from '../../facts/places.ts'
import { listSignalsNear } from '../../surveillance/signals/store.ts'
import type { Counted } from '../figure.ts'
import { countSavedLives } from '../indicators/saved-lives.ts'
import { rateOf } from './rates.ts'

/** What somebody is told of events in a circle, which is finer than an area: of those whose records they may open. */
export type ToldWithin = { signals: boolean; inACircle: (events: EventKind) => boolean }

type Here = Pick<WithinQuery, 'from' | 'to' | 'place' | 'substance' | 'role' | 'asKnownOn'> & { asked: AskedPlace }

/** What is recorded in a place in a period, beside the period before: events, substances, signals, and what naloxone has done. */
export async function countWithin(trx: Trx, query: WithinQuery, told: ToldWithin): Promise<Counted<MapWithin>> {
  const place = await findPlace(trx, query)
  const asked: AskedPlace = place
  const { from, to, substance, role, asKnownOn } = query
  const here = { ...query, asked }
  const isTold = (events: EventKind) => place.kind === 'area' || told.inACircle(events)
  const figures = await countFigures(trx, here)
  const days = daysBetween(from, to) + 1
  const name = place.kind === 'area' ? `in ${place.name}` : `within ${sayMetres(place.radiusMetres)} of this point`
  return {
    ...(asKnownOn && { said: { asKnownOn } }),
    place,
    from,
    to,
    withSubstance: substance === undefined ? null : { code: substance, name: await nameOf(trx, substance), role },
    figures: figures.map((counted) => {
      const { definition } = describeEvents({ events: counted.events, place: query.place, role })
      if (!isTold(counted.events)) return { ...notTold, events: counted.events, definition }
      if (counted.events === 'supplies' && substance !== undefined)
        return { ...notTold, events: counted.events, definition, notTold: KITS_HAVE_NO_SUBSTANCE }
      const rate =
        place.kind === 'area'
          ? rateOf({ events: counted.count, population: place.residents }, days)
          : { ratePer100k: null, rateInterval: null, rateNote: 'no rate: how many live in a circle is not known' }
      return {
        events: counted.events,
        definition,
        count: forPanel(counted.count),
        countBefore: forPanel(counted.isReached ? counted.before : null),
        roughlyPlaced: forPanel(place.kind === 'area' ? null : counted.rough),
        withoutPlace: forPanel(counted.unplaced),
        ...rate,
        notTold: null,
      }
    }),
    substances: isTold('deaths')
      ? await countSubstances(trx, here, figures.find(({ events }) => events === 'deaths')?.isReached ?? false)
      : null,
    signals: told.signals ? await listSignalsNear(trx, from, to, asked) : null,
    savedLives: isTold('reversals')
      ? await countSavedLives(trx, { from, to, here: { place: asked, name }, substance, asKnownOn })
      : null,
  }
}

const notTold: Omit<FigureWithin, 'events' | 'definition'> = {
  count: null,
  countBefore: null,
  roughlyPlaced: null,
  withoutPlace: null,
  ratePer100k: null,
  rateInterval: null,
  rateNote: null,
  notTold: 'A circle can be finer than an area: only those who may open these records are told how many lie in one',
}

const KITS_HAVE_NO_SUBSTANCE = 'A kit is supplied against opioids, and not against one substance'

/** As the tree has it; a code that it has not is told as it is. */
async function nameOf(trx: Trx, code: string): Promise<string> {
  return (await trx('substance').where({ code }).first('name'))?.name ?? code
}

const sayMetres = (metres: number) => (metres < 1000 ? `${metres} m` : `${Number((metres / 1000).toFixed(1))} km`)

async function findPlace(trx: Trx, { areaId, latitude, longitude, radiusMetres }: WithinQuery): Promise<PlaceAsked> {
  if (areaId !== undefined) return findArea(trx, areaId)
  return {
    kind: 'circle',
    latitude: latitude as number,
    longitude: longitude as number,
    radiusMetres: radiusMetres as number,
  }
}

/** Events beside whether each lies here (`is_here`), is placed closely enough to say so (`is_close`), or has no usable place (`is_unplaced`). */
async function eventsBeside(trx: Trx, filter: EventFilter, asked: AskedPlace): Promise<string> {
  const isClose = (precision: string) => (asked.kind === 'area' ? 'true' : isPlacedClosely(precision))
  if (filter.asKnownOn !== undefined)
    return `(
    select event.*, coalesce(${liesIn(asked, 'event.place')}, false) as is_here, ${isClose('event.precision')} as is_close,
      event.place is null as is_unplaced
    from ${placedEvents(filter)} event)`
  const isMapped =
    asked.kind === 'area' && (await trx('event_placing').where({ area_kind: asked.areaKind }).first('partnership_id'))
  return `(
    select event.*,
      ${isMapped ? 'event.area_id is not distinct from :areaId::uuid' : `coalesce(${liesIn(asked, 'found.place')}, false)`} as is_here,
      ${isClose('found.precision')} as is_close,
      event.area_id is null and found.place is null as is_unplaced
    from ${countedEvents(filter)} event
    left join lateral ${placeOf(filter)} found
      on event.area_id is null${isMapped ? '' : ` or event.area_id in (${areasAround(asked)})`})`
}

const IN_PERIODS =
  'event.event_day between :before and :to and event.last_day <= :to and (event.event_day >= :from or event.last_day < :from)'

function bindingsOfHere({ from, to, asked, ...filter }: Here) {
  const before = addDays(from, -(daysBetween(from, to) + 1))
  return { from, to, before, ...bindingsOf(filter), ...bindingsOfPlace(asked) }
}

/** Which events of a kind are meant; a kit is of no substance. */
function filterOf(events: EventKind, { place, substance, role, asKnownOn }: Here): EventFilter {
  return { events, place, role, asKnownOn, substance: events === 'supplies' ? undefined : substance }
}

type CountedHere = {
  events: EventKind
  count: number
  before: number
  rough: number
  unplaced: number
  isReached: boolean
}

async function countFigures(trx: Trx, here: Here): Promise<CountedHere[]> {
  const parts: string[] = []
  for (const events of EventKind.options) {
    const sum = (condition: string) => `coalesce(sum(event.weight) filter (where ${condition}), 0)::int`
    parts.push(`
      select '${events}' as events,
        ${sum('event.event_day >= :from and event.is_here and event.is_close')} as count,
        ${sum('event.event_day < :from and event.is_here and event.is_close')} as before,
        ${sum('event.event_day >= :from and event.is_here and not event.is_close')} as rough,
        ${sum('event.event_day >= :from and event.is_unplaced')} as unplaced,
        exists (select from ${knownEvents({ events, asKnownOn: here.asKnownOn })} event where event.event_day <= :before) as "isReached"
      from ${await eventsBeside(trx, filterOf(events, here), here.asked)} event
      where ${IN_PERIODS}`)
  }
  const { rows } = await trx.raw(parts.join(' union all '), bindingsOfHere(here))
  return EventKind.options.map((events) => rows.find((row: CountedHere) => row.events === events))
}

/** Each drug once a death, as it is counted everywhere; the most deaths first. */
async function countSubstances(trx: Trx, here: Here, isReached: boolean): Promise<MapWithin['substances']> {
  const { rows } = await trx.raw(
    `with death as materialized (
       select event.partnership_id, event.event_id, event.revision, event.event_day
       from ${await eventsBeside(trx, filterOf('deaths', here), here.asked)} event
       where event.is_here and event.is_close and ${IN_PERIODS}
     ), implicated as materialized (
       select death.event_id, death.event_day, taken.substance_code
       from death
       cross join lateral implicated_in_death(death.partnership_id, death.event_id, death.revision) taken
     )
     select true as is_row, implicated.substance_code as code, coalesce(substance.name, 'Not in the tree of substances') as name,
       count(distinct implicated.event_id) filter (where implicated.event_day >= :from)::int as deaths,
       count(distinct implicated.event_id) filter (where implicated.event_day < :from)::int as before
     from implicated
     left join substance on substance.code = implicated.substance_code
     group by implicated.substance_code, substance.name
     union all
     select false, null, '', count(*)::int, 0
     from death
     where death.event_day >= :from and death.event_id not in (select implicated.event_id from implicated)
     order by is_row desc, deaths desc, before desc, name`,
    bindingsOfHere(here),
  )
  const counted = rows as { is_row: boolean; code: string | null; name: string; deaths: number; before: number }[]
  return {
    rows: counted.flatMap(({ is_row, code, name, deaths, before }): SubstanceWithin[] =>
      is_row ? [{ code, name, deaths: forPanel(deaths), deathsBefore: forPanel(isReached ? before : null) }] : [],
    ),
    deathsWithNone: forPanel(counted.find(({ is_row }) => !is_row)?.deaths ?? 0),
  }
}
