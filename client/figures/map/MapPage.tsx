import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Basemap as BasemapContract, MapAnswer, MapSignals } from '../../../server/contract/map.ts'
import { MapDescription } from '../../../server/contract/map-description.ts'
import { MapMultiples } from '../../../server/contract/map-multiples.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { useAreaKinds, useAreaShapes, useMappedKind } from '../../areas/areas.ts'
import { useSubstanceName } from '../../substances/substances.ts'
import { aroundSignals } from '../../surveillance/signals/around.ts'
import { eventsOf, flaggedLastNight } from '../../surveillance/signals/signalsOnMap.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { addDays, dayInWords, daysBetween } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { DescriptionBeside } from './DescriptionBeside.tsx'
import { EventsBeside } from './EventsBeside.tsx'
import { EventsMap } from './EventsMap.tsx'
import { eventWords } from './eventWords.ts'
import { FlaggedLastNight } from './FlaggedLastNight.tsx'
import { FullScreen } from './FullScreen.tsx'
import { MapChips } from './MapChips.tsx'
import { MapDrawer } from './MapDrawer.tsx'
import { MapMore } from './MapMore.tsx'
import type { MapSearch } from './mapSearch.ts'
import { SmallMaps } from './maps/SmallMaps.tsx'
import { SmallMapsBeside } from './maps/SmallMapsBeside.tsx'
import { lastFourWeeks, periodBefore } from './sayPeriod.ts'
import { sayShown, titleOf } from './sayShown.ts'
import { TimeStrip } from './TimeStrip.tsx'

const route = getRouteApi('/$partnership/map')

/** The map is the page: it fills the window under the bar, with what it shows in words above it and the same rows in a drawer beside it. */
export function MapPage() {
  const search: MapSearch = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/map' })
  const kinds = useAreaKinds()
  const mappedKind = useMappedKind()
  const areaKind = search.areaKind ?? mappedKind
  const opening = useOpening(search)
  const { period, events, signals, flagged } = opening
  const [lit, light] = useState<string>()
  const substance = events === 'supplies' ? undefined : search.substance
  const substanceName = useSubstanceName(substance)
  const isOfDeaths = events === 'deaths'
  const narrowed = {
    events,
    substance,
    role: isOfDeaths && substance ? search.role : undefined,
    asKnownOn: search.layer ? undefined : search.known,
  }

  const change = useCallback(
    (changed: Partial<MapSearch>, isPassing = false) =>
      void navigate({
        search: (now) => ({ ...opening.asked, ...now, ...changed }),
        replace: isPassing,
        resetScroll: false,
      }),
    [navigate, opening.asked],
  )
  /** Pressed again, it is let go. */
  const pick = useCallback(
    (areaId: string) => {
      void navigate({
        search: (now) => ({
          ...opening.asked,
          ...now,
          ...(now.area === areaId ? { area: undefined } : { area: areaId, table: 'open' }),
        }),
        replace: true,
        resetScroll: false,
      })
      document.getElementById(`row-${areaId}`)?.scrollIntoView({ block: 'nearest' })
    },
    [navigate, opening.asked],
  )

  const measure = search.measure ?? 'count'
  const query = {
    ...narrowed,
    ...period,
    areaKind,
    place: isOfDeaths ? search.place : undefined,
    compare: measure === 'change' ? ('before' as const) : undefined,
  }
  const basemap = useAnswer(BasemapContract, '/map/basemap', {}, { staleTime: 3_600_000 })
  const shapes = useAreaShapes(areaKind)
  const { layer, maps } = search
  const isSheet = maps === 'substance' || maps === 'quarter'
  const isDescribed = layer !== undefined && !isSheet
  const isAsking = areaKind !== undefined && opening.isReady
  const answer = useAnswer(MapAnswer, '/map/events', query, { enabled: isAsking && !isDescribed && !isSheet })
  const isBeside = maps === 'before' && !isDescribed
  const before = periodBefore(period)
  const answerBefore = useAnswer(
    MapAnswer,
    '/map/events',
    { ...query, compare: undefined, ...before },
    { enabled: isAsking && isBeside },
  )
  const isWith = search.with !== undefined && search.with !== events && measure === 'count' && !isDescribed && !isSheet
  const answerWith = useAnswer(
    MapAnswer,
    '/map/events',
    { ...query, events: search.with, place: search.with === 'deaths' ? search.place : undefined },
    { enabled: isAsking && isWith },
  )
  const withRows = isWith ? answerWith.data?.rows : undefined
  const beside = useMemo(
    () => (search.with && withRows ? { events: search.with, rows: withRows } : undefined),
    [search.with, withRows],
  )
  const { asKnownOn: _, compare: __, ...unknowing } = query
  const described = { ...unknowing, layer }
  const description = useAnswer(MapDescription, '/map/description', described, { enabled: isAsking && isDescribed })
  const sheet = { ...query, compare: undefined, substance: maps === 'substance' ? undefined : substance, by: maps }
  const multiples = useAnswer(MapMultiples, '/map/multiples', sheet, { enabled: isAsking && isSheet })
  const scaleRows = useMemo(
    () => (isBeside && answer.data && answerBefore.data ? [...answer.data.rows, ...answerBefore.data.rows] : undefined),
    [isBeside, answer.data, answerBefore.data],
  )
  const eventWord = say(eventWords, events)
  const drawn = {
    basemap: basemap.data,
    shapes: shapes.data,
    scaleRows,
    opensOn: opening.frame,
    isReady: opening.isReady,
    events,
    measure,
    view: search.view,
    picked: search.area,
    lit,
    onView: (view: string) => change({ view }, true),
    onPick: pick,
  } as const
  const isFull = search.screen === 'full'

  return (
    <div className={`vigil-map-page ${isFull ? 'vigil-map-page--full' : ''}`}>
      <div className="vigil-map-page__heading">
        <PageTitle title={titleOf(events)}>
          {maps === 'quarter' ? 'Twelve quarters' : dayInWords(period.from)} to {dayInWords(period.to)}.{' '}
          {sayShown({ search, events, substance: substanceName, areaKind })}.
        </PageTitle>
      </div>
      {isFull ? (
        <FullScreen onLeave={() => change({ screen: undefined }, true)} />
      ) : (
        <MapChips search={search} narrowed={narrowed} period={period} areaKind={areaKind} onChange={change} />
      )}
      <MapDrawer
        asked={search.table}
        onTurn={(table) => change({ table }, true)}
        head={<FlaggedLastNight signals={flagged} />}
        shapes={shapes.data}
        onLight={light}
        onPick={pick}
      >
        {isSheet ? (
          <SmallMapsBeside answer={multiples} query={sheet} eventWord={eventWord} />
        ) : isDescribed ? (
          <DescriptionBeside
            answer={description}
            events={events}
            picked={search.area}
            query={described}
            signals={signals}
            days={daysBetween(period.from, period.to) + 1}
            onPick={pick}
          />
        ) : (
          <EventsBeside
            measure={measure}
            answer={answer}
            kinds={kinds}
            picked={search.area}
            query={query}
            onPick={pick}
          />
        )}
        <MapMore
          signals={signals}
          narrowed={narrowed}
          period={period}
          onFull={() => change({ screen: 'full', table: 'open' }, true)}
        />
      </MapDrawer>
      <div className="vigil-map-page__stage">
        {isSheet ? (
          <SmallMaps
            answer={multiples}
            shapes={shapes.data}
            eventWord={eventWord}
            onOpen={({ key, from, to }) =>
              change({ maps: undefined, ...(maps === 'substance' ? { substance: key } : { from, to }) })
            }
          />
        ) : (
          <div className={`vigil-map-page__maps ${isBeside ? 'vigil-map-page__maps--two' : ''}`}>
            {isBeside && (
              <EventsMap
                {...drawn}
                answer={answerBefore.data}
                period={before}
                signals={noSignals}
                isLegendLeft={false}
              />
            )}
            <EventsMap
              {...drawn}
              answer={answer.data}
              description={isDescribed ? description.data : undefined}
              isDescribed={isDescribed}
              period={isBeside ? period : undefined}
              beside={isBeside ? undefined : beside}
              signals={signals}
            />
          </div>
        )}
        {maps !== 'quarter' && <TimeStrip narrowed={narrowed} period={period} onPeriod={change} />}
      </div>
    </div>
  )
}

const noSignals: readonly Signal[] = []

/**
 * What is shown: what the address asks for; of an address that asks for nothing, what was flagged last night, over the last four weeks and
 * as far back as it began. Once anything is chosen, what it opened with stands in the address too (`asked`).
 */
function useOpening(search: MapSearch) {
  const { today } = usePartnership()
  const may = useMay()
  const isAsked = Object.values(search).some((asked) => asked !== undefined)
  const weeks = lastFourWeeks(today)
  const asked = { from: search.from ?? weeks.from, to: search.to ?? weeks.to }
  // what was flagged last night can have begun long before
  const sought = isAsked ? asked : { from: addDays(today, -364), to: today }
  const answer = useAnswer(MapSignals, '/map/signals', sought, { enabled: may('signal:read') })
  const all = search.signals === 'hidden' ? noSignals : (answer.data ?? noSignals)
  const flagged = useMemo(() => flaggedLastNight(all), [all])
  const [first] = isAsked ? [] : flagged
  const events = search.events ?? (first ? eventsOf(first) : 'deaths')
  const from = first ? flagged.map(({ firstDay }) => firstDay).reduce(earlier, weeks.from) : asked.from
  const { to } = asked
  const signals = useMemo(
    () => all.filter(({ firstDay, lastDay }) => firstDay <= to && lastDay >= from),
    [all, from, to],
  )
  return {
    period: { from, to },
    events,
    signals,
    flagged,
    frame: first && aroundSignals(flagged),
    asked: useMemo(() => (isAsked ? undefined : { events, from, to }), [isAsked, events, from, to]),
    isReady: isAsked || !may('signal:read') || !answer.isPending,
  }
}

function earlier(a: string, b: string) {
  return a < b ? a : b
}
