import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Basemap as BasemapContract, MapAnswer, MapSignals } from '../../../server/contract/map.ts'
import { MapDescription } from '../../../server/contract/map-description.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { useAreaKinds, useAreaShapes, useMappedKind } from '../../areas/areas.ts'
import { substanceWords, useSubstances } from '../../substances/substances.ts'
import { aroundSignals } from '../../surveillance/signals/around.ts'
import { SignalSentences } from '../../surveillance/signals/SignalSentences.tsx'
import { eventsOf, flaggedLastNight } from '../../surveillance/signals/signalsOnMap.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { addDays, dayInWords, daysBetween } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { DeathsByYearFigure } from '../indicators/DeathsByYearFigure.tsx'
import { SavedLivesPanel } from '../indicators/SavedLivesPanel.tsx'
import { DescriptionBeside } from './DescriptionBeside.tsx'
import { EventsBeside } from './EventsBeside.tsx'
import { EventsMap } from './EventsMap.tsx'
import { FlaggedLastNight } from './FlaggedLastNight.tsx'
import { MapFilters } from './MapFilters.tsx'
import type { MapSearch } from './mapSearch.ts'
import { PeriodChooser } from './PeriodChooser.tsx'
import { sayShown, titleOf } from './sayShown.ts'

const route = getRouteApi('/$partnership/map')

export function MapPage() {
  const search: MapSearch = route.useSearch()
  const may = useMay()
  const navigate = useNavigate({ from: '/$partnership/map' })
  const { today } = usePartnership()
  const kinds = useAreaKinds()
  const substances = useSubstances()
  const mappedKind = useMappedKind()
  const areaKind = search.areaKind ?? mappedKind
  const period = { from: search.from ?? addDays(today, -364), to: search.to ?? today }
  const signals = useAnswer(MapSignals, '/map/signals', period, { enabled: may('signal:read') })
  const shownSignals = search.signals === 'hidden' ? [] : (signals.data ?? [])
  const flagged = flaggedLastNight(shownSignals)
  // an address that asks for nothing opens on what was flagged last night; once anything is chosen, that stands in the address
  const isAsked = Object.values(search).some((asked) => asked !== undefined)
  const [first] = isAsked ? [] : flagged
  const isReady = isAsked || !may('signal:read') || !signals.isPending
  const events = search.events ?? (first ? eventsOf(first) : 'deaths')
  const substance = events === 'supplies' ? undefined : search.substance
  const isOfDeaths = events === 'deaths'
  const narrowed = { events, substance, role: isOfDeaths && substance ? search.role : undefined }
  const opened = first ? events : undefined

  const change = useCallback(
    (changed: Partial<MapSearch>, replace = false) =>
      void navigate({
        search: (now) => ({ ...now, events: now.events ?? opened, ...changed }),
        replace,
        resetScroll: false,
      }),
    [navigate, opened],
  )
  const pick = useCallback(
    (areaId: string) => {
      void navigate({
        search: (now) => ({
          ...now,
          events: now.events ?? opened,
          area: now.area === areaId ? undefined : areaId,
        }),
        replace: true,
        resetScroll: false,
      })
      document.getElementById(`row-${areaId}`)?.scrollIntoView({ block: 'nearest' })
    },
    [navigate, opened],
  )

  const query = { ...narrowed, ...period, areaKind, place: isOfDeaths ? search.place : undefined }
  const basemap = useAnswer(BasemapContract, '/map/basemap', {}, { staleTime: 3_600_000 })
  const shapes = useAreaShapes(areaKind)
  const { layer } = search
  const isDescribed = layer !== undefined
  const answer = useAnswer(MapAnswer, '/map/events', query, {
    enabled: areaKind !== undefined && !isDescribed && isReady,
  })
  const described = { ...query, layer }
  const description = useAnswer(MapDescription, '/map/description', described, {
    enabled: areaKind !== undefined && isDescribed,
  })

  return (
    <>
      <PageTitle title={titleOf(events)}>
        {dayInWords(period.from)} to {dayInWords(period.to)}.{' '}
        {sayShown({ search, events, substance: substance && say(substanceWords(substances), substance), areaKind })}.
      </PageTitle>
      <MapFilters search={search} events={events} areaKind={areaKind} onChange={change} />
      <FlaggedLastNight signals={flagged} />
      <div className="vigil-map-page">
        <div>
          <EventsMap
            basemap={basemap.data}
            shapes={shapes.data}
            answer={answer.data}
            description={isDescribed ? description.data : undefined}
            isDescribed={isDescribed}
            signals={shownSignals}
            opensOn={first && aroundSignals(flagged)}
            isReady={isReady}
            events={events}
            measure={search.measure ?? 'count'}
            view={search.view}
            picked={search.area}
            onView={(view) => change({ view }, true)}
            onPick={pick}
          />
          <PeriodChooser narrowed={narrowed} period={period} onPeriod={change} />
        </div>
        {isDescribed ? (
          <DescriptionBeside
            answer={description}
            events={events}
            picked={search.area}
            query={described}
            signals={shownSignals}
            days={daysBetween(period.from, period.to) + 1}
            onPick={pick}
          />
        ) : (
          <EventsBeside answer={answer} kinds={kinds} picked={search.area} query={query} onPick={pick} />
        )}
      </div>
      {shownSignals.length > 0 && (
        <section aria-labelledby="map-signals" className="vigil-panel">
          <h2 className="govuk-heading-m" id="map-signals">
            Signals of this period
          </h2>
          <SignalSentences signals={shownSignals} />
        </section>
      )}
      <div className="vigil-columns">
        <SavedLivesPanel {...period} />
        <section className="vigil-panel" aria-label="Deaths by year">
          <DeathsByYearFigure />
        </section>
      </div>
    </>
  )
}
