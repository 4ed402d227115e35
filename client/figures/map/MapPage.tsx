import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Basemap as BasemapContract, MapAnswer, MapSignals } from '../../../server/contract/map.ts'
import { MapDescription } from '../../../server/contract/map-description.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { useAreaKinds, useAreaShapes, useMappedKind } from '../../areas/areas.ts'
import { substanceWords, useSubstances } from '../../substances/substances.ts'
import { aroundSignals } from '../../surveillance/signals/around.ts'
import { eventsOf, flaggedLastNight } from '../../surveillance/signals/signalsOnMap.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { addDays, dayInWords, daysBetween } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { DescriptionBeside } from './DescriptionBeside.tsx'
import { EventsBeside } from './EventsBeside.tsx'
import { EventsMap } from './EventsMap.tsx'
import { FlaggedLastNight } from './FlaggedLastNight.tsx'
import { FullScreen } from './FullScreen.tsx'
import { MapChips } from './MapChips.tsx'
import { MapDrawer } from './MapDrawer.tsx'
import { MapMore } from './MapMore.tsx'
import type { MapSearch } from './mapSearch.ts'
import { lastFourWeeks } from './sayPeriod.ts'
import { sayShown, titleOf } from './sayShown.ts'
import { TimeStrip } from './TimeStrip.tsx'

const route = getRouteApi('/$partnership/map')

/** The map is the page: it fills the window under the bar, with what it shows in words above it and the same rows in a drawer beside it. */
export function MapPage() {
  const search: MapSearch = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/map' })
  const kinds = useAreaKinds()
  const substances = useSubstances()
  const mappedKind = useMappedKind()
  const areaKind = search.areaKind ?? mappedKind
  const opening = useOpening(search)
  const { period, events, signals, flagged } = opening
  const [lit, light] = useState<string>()
  const substance = events === 'supplies' ? undefined : search.substance
  const isOfDeaths = events === 'deaths'
  const narrowed = { events, substance, role: isOfDeaths && substance ? search.role : undefined }

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

  const query = { ...narrowed, ...period, areaKind, place: isOfDeaths ? search.place : undefined }
  const basemap = useAnswer(BasemapContract, '/map/basemap', {}, { staleTime: 3_600_000 })
  const shapes = useAreaShapes(areaKind)
  const { layer } = search
  const isDescribed = layer !== undefined
  const answer = useAnswer(MapAnswer, '/map/events', query, {
    enabled: areaKind !== undefined && !isDescribed && opening.isReady,
  })
  const described = { ...query, layer }
  const description = useAnswer(MapDescription, '/map/description', described, {
    enabled: areaKind !== undefined && isDescribed,
  })
  const isFull = search.screen === 'full'

  return (
    <div className={`vigil-map-page ${isFull ? 'vigil-map-page--full' : ''}`}>
      <div className="vigil-map-page__heading">
        <PageTitle title={titleOf(events)}>
          {dayInWords(period.from)} to {dayInWords(period.to)}.{' '}
          {sayShown({ search, events, substance: substance && say(substanceWords(substances), substance), areaKind })}.
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
        {isDescribed ? (
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
          <EventsBeside answer={answer} kinds={kinds} picked={search.area} query={query} onPick={pick} />
        )}
        <MapMore
          signals={signals}
          narrowed={narrowed}
          period={period}
          onFull={() => change({ screen: 'full', table: 'open' }, true)}
        />
      </MapDrawer>
      <div className="vigil-map-page__stage">
        <EventsMap
          basemap={basemap.data}
          shapes={shapes.data}
          answer={answer.data}
          description={isDescribed ? description.data : undefined}
          isDescribed={isDescribed}
          signals={signals}
          opensOn={opening.frame}
          isReady={opening.isReady}
          events={events}
          measure={search.measure ?? 'count'}
          view={search.view}
          picked={search.area}
          lit={lit}
          onView={(view) => change({ view }, true)}
          onPick={pick}
        />
        <TimeStrip narrowed={narrowed} period={period} onPeriod={change} />
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
