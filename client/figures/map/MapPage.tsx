import { getRouteApi, lazyRouteComponent as lazy, useNavigate } from '@tanstack/react-router'
import { Suspense, useCallback, useState } from 'react'
import { readCircle } from '../../../server/contract/circle.ts'
import type { ProblemError } from '../../api/ask.ts'
import type { Bounds } from '../../map/MapView.tsx'
import { useSubstanceName } from '../../substances/substances.ts'
import { Loading } from '../../ui/Loading.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { dayInWords, daysBetween } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { EventsBeside } from './EventsBeside.tsx'
import { eventWords } from './eventWords.ts'
import { FlaggedLastNight } from './FlaggedLastNight.tsx'
import { FullScreen } from './FullScreen.tsx'
import { MapChips } from './MapChips.tsx'
import { MapDrawer } from './MapDrawer.tsx'
import { MapStage } from './MapStage.tsx'
import type { MapSearch } from './mapSearch.ts'
import { sayShown, titleOf } from './sayShown.ts'
import { useLater } from './useLater.ts'
import { useMapAnswers } from './useMapAnswers.ts'
import { useOpening } from './useOpening.ts'
import { usePicture } from './usePicture.ts'

const route = getRouteApi('/$partnership/map')

/** Fetched when they are first shown: the map is drawn before. */
const DescriptionBeside = lazy(() => import('./DescriptionBeside.tsx'), 'DescriptionBeside')
const MapMore = lazy(() => import('./MapMore.tsx'), 'MapMore')
const NoAreas = lazy(() => import('./NoAreas.tsx'), 'NoAreas')
const PointsNote = lazy(() => import('./points/PointsNote.tsx'), 'PointsNote')
const SmallMapsBeside = lazy(() => import('./maps/SmallMapsBeside.tsx'), 'SmallMapsBeside')
const WithinPanel = lazy(() => import('./within/WithinPanel.tsx'), 'WithinPanel')

/** The map is the page: it fills the window under the bar, with what it shows in words above it and the same rows in a drawer beside it. */
export function MapPage() {
  // where the map looks is the map's alone: the page is not made anew at each step of it
  const search: MapSearch = route.useSearch({ select: withoutView, structuralSharing: true })
  const opening = useOpening(search)
  const { period, events, signals, flagged } = opening
  const { change, pick } = useChanges(opening.asked)
  const step = useLater((area: string) => change({ area, circle: undefined }, true))
  const answers = useMapAnswers(search, opening)
  const { narrowed, areaKind } = answers
  const substance = useSubstanceName(narrowed.substance)
  const [lit, light] = useState<string>()
  const [found, goTo] = useState<Bounds>()
  const forget = useCallback(() => goTo(undefined), [])
  const isFull = search.screen === 'full'
  const circle = readCircle(search.circle)
  const place = circle ?? (search.area ? { areaId: search.area } : undefined)
  const chosen = `${search.maps === 'quarter' ? 'Twelve quarters' : dayInWords(period.from)} to ${dayInWords(period.to)}. ${sayShown({ search, events, substance, areaKind })}.`
  const title = titleOf(events, answers.together?.events)
  const picture = usePicture(search, { title, chosen, events }, answers)
  return (
    <div className={`vigil-map-page ${isFull ? 'vigil-map-page--full' : ''}`}>
      <div className="vigil-map-page__heading">
        <PageTitle title={title}>{chosen}</PageTitle>
      </div>
      {isFull ? (
        <FullScreen onLeave={() => change({ screen: undefined }, true)} />
      ) : (
        <MapChips
          search={search}
          narrowed={narrowed}
          period={period}
          areaKind={areaKind}
          opened={opening.frame ?? answers.basemap?.bounds}
          whole={answers.basemap?.bounds}
          onChange={change}
          onFound={({ bounds, areaId }) => {
            goTo({ ...bounds })
            // on a sheet of small maps there is nowhere to go
            const maps = answers.isSheet ? undefined : search.maps
            if (areaId) change({ maps, area: areaId, circle: undefined, table: 'open' })
            else if (maps !== search.maps) change({ maps })
          }}
        />
      )}
      <MapDrawer
        asked={search.table}
        onTurn={(table) => change({ table }, true)}
        head={
          <>
            <Failures of={[...(opening.failure ? [opening.failure] : []), ...answers.groundFailures]} />
            <FlaggedLastNight signals={flagged} />
          </>
        }
        headClosed={<Failures of={answers.failures} />}
        shapes={answers.shapes}
        onLight={light}
        onStep={step.later}
      >
        {place && (
          <div id="asked-place" tabIndex={-1} className="vigil-place">
            <Suspense>
              <WithinPanel
                place={place}
                period={period}
                narrowed={narrowed}
                by={events === 'deaths' ? search.place : undefined}
                onClose={() => {
                  document.getElementById(`row-${search.area}`)?.querySelector('button')?.focus()
                  change({ area: undefined, circle: undefined })
                }}
              />
            </Suspense>
          </div>
        )}
        <Suspense>
          {answers.isOfPoints && <PointsNote answer={answers.points} />}
          {answers.isOpen ? (
            <Rows
              search={search}
              opening={opening}
              answers={answers}
              rowsOnPaper={place ? 3 : search.layer === 'hot_spots' ? 5 : 10}
              onPick={pick}
            />
          ) : (
            <Loading what={say(eventWords, events).toLowerCase()} />
          )}
        </Suspense>
        <Suspense>
          {answers.isOpen && (
            <MapMore
              signals={signals}
              narrowed={narrowed}
              period={period}
              picture={picture}
              onFull={() => change({ screen: 'full', table: 'open' }, true)}
            />
          )}
        </Suspense>
      </MapDrawer>
      <MapStage
        search={search}
        opening={opening}
        answers={answers}
        lit={lit}
        found={found}
        onThere={forget}
        onChange={change}
        onPick={pick}
      />
    </div>
  )
}

function withoutView({ view: _, ...search }: MapSearch) {
  return search
}

/** What did not come, with a way to ask again. */
function Failures({ of }: { of: readonly { error: ProblemError; refetch: () => unknown }[] }) {
  const [first] = of
  return first ? (
    <ProblemNotice failure={first.error} onRetry={() => of.forEach(({ refetch }) => void refetch())} />
  ) : null
}

/** Each choice goes into the address, with what the page opened with beside it. */
function useChanges(asked: Partial<MapSearch> | undefined) {
  const navigate = useNavigate({ from: '/$partnership/map' })
  /**
   * `isPassing`: Back does not stop at it. What is chosen, and which area is asked about, are stops; a step on the way through time, where the
   * map looks, its table and its size are none.
   */
  const change = useCallback(
    (changed: Partial<MapSearch>, isPassing = false) =>
      void navigate({ search: (now) => ({ ...asked, ...now, ...changed }), replace: isPassing, resetScroll: false }),
    [navigate, asked],
  )
  /** An area, which is told of beside the map; pressed again, it is let go. */
  const pick = useCallback(
    async (areaId: string) => {
      await navigate({
        search: (now) => ({
          ...asked,
          ...now,
          ...(now.area === areaId ? { area: undefined } : { area: areaId, circle: undefined, table: 'open' }),
        }),
        resetScroll: false,
      })
      requestAnimationFrame(() => document.getElementById('asked-place')?.focus())
    },
    [navigate, asked],
  )
  return { change, pick }
}

interface RowsProps {
  search: MapSearch
  opening: ReturnType<typeof useOpening>
  answers: ReturnType<typeof useMapAnswers>
  rowsOnPaper: 3 | 5 | 10
  onPick: (areaId: string) => void
}

/** What is drawn, in words and rows. */
function Rows({ search, opening: { events, period, signals }, answers, rowsOnPaper, onPick }: RowsProps) {
  // on a sheet it stands in the place of the maps
  if (answers.hasNoAreas) return answers.isSheet ? null : <NoAreas />
  if (answers.isSheet)
    return <SmallMapsBeside answer={answers.sheet} query={answers.sheetQuery} eventWord={say(eventWords, events)} />
  if (answers.isDescribed)
    return (
      <DescriptionBeside
        answer={answers.description}
        events={events}
        picked={search.area}
        query={answers.describedQuery}
        signals={signals}
        days={daysBetween(period.from, period.to) + 1}
        rowsOnPaper={rowsOnPaper}
        onPick={onPick}
      />
    )
  return (
    <EventsBeside
      answer={answers.answer}
      measure={search.measure ?? 'count'}
      picked={search.area}
      query={answers.query}
      together={answers.together}
      rowsOnPaper={rowsOnPaper}
      onPick={onPick}
    />
  )
}
