import type { AskedRole } from '../../../server/contract/filters.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import { eventsOf, flaggedLastNight } from '../../surveillance/signals/flagged.ts'
import { addDays } from '../../words/day.ts'
import type { MapSearch } from './mapSearch.ts'
import { lastFourWeeks, type Period } from './sayPeriod.ts'

/**
 * What the map asks for, by what its address says. Apart from the page, and as small as it is: the first questions are asked while the page's
 * code is on its way (askMapEarly.ts), and the page takes their answers where it asks the same.
 */

const isAsked = ({ view: _, ...search }: MapSearch) => Object.values(search).some((asked) => asked !== undefined)

/** A day that is not said follows from the other; two that stand the wrong way round are the same days. */
function askedPeriod(search: MapSearch, today: string): Period {
  const to = search.to ?? (search.from && search.from > today ? search.from : today)
  const from = search.from ?? lastFourWeeks(to).from
  return from <= to ? { from, to } : { from: to, to: from }
}

/** The days whose signals are asked for. */
export function signalsSought(search: MapSearch, today: string): Period {
  // what was flagged last night can have begun long before
  return isAsked(search) ? askedPeriod(search, today) : { from: addDays(today, -364), to: today }
}

interface Opener {
  today: string
  /** Deaths are their work; a naloxone coordinator's are reversals. */
  mayReadDeaths: boolean
}

/**
 * What an address shows: what it asks for; of one that asks for nothing, what was flagged last night, as far back as it began, or what is of
 * the work of whoever opens it. One that asks for anything shows the same to everybody.
 */
export function openingOf(search: MapSearch, { today, mayReadDeaths }: Opener, signals: readonly Signal[]) {
  const flagged = flaggedLastNight(search.signals === 'hidden' ? [] : signals)
  const [first] = isAsked(search) ? [] : flagged
  const { from, to } = askedPeriod(search, today)
  return {
    isAsked: isAsked(search),
    first,
    flagged,
    events: search.events ?? (first ? eventsOf(first) : isAsked(search) || mayReadDeaths ? 'deaths' : 'reversals'),
    period: { from: first ? flagged.map(({ firstDay }) => firstDay).reduce(earlier, from) : from, to },
  }
}

function earlier(a: string, b: string) {
  return a < b ? a : b
}

/** What is drawn: events by area, a second time of the period before; else their points, a description in their place, or a sheet of maps. */
export function drawnBy({ layer, maps }: MapSearch) {
  const isSheet = maps === 'substance' || maps === 'quarter'
  const isOfPoints = layer === 'points' && !isSheet
  const isDescribed = layer !== undefined && !isOfPoints && !isSheet
  return { isSheet, isOfPoints, isDescribed, isBeside: maps === 'before' && !isDescribed }
}

type Shown = { events: NonNullable<MapSearch['events']>; areaKind: string | undefined }

/** Which events, in areas of which kind. */
export function eventsAsked(search: MapSearch, { events, areaKind }: Shown) {
  const substance = events === 'supplies' ? undefined : search.substance
  const role: AskedRole | undefined = events === 'deaths' && substance ? search.role : undefined
  return { events, substance, role, areaKind, place: events === 'deaths' ? search.place : undefined }
}

/** The question for events by area. */
export function eventsQuery(search: MapSearch, { period, ...shown }: Shown & { period: Period }) {
  const { isDescribed } = drawnBy(search)
  const asKnownOn = isDescribed ? undefined : search.known
  const compare = search.measure === 'change' ? ('before' as const) : undefined
  return { ...eventsAsked(search, shown), ...period, asKnownOn, compare }
}
