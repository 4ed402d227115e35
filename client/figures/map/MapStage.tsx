import { lazyRouteComponent as lazy } from '@tanstack/react-router'
import { Suspense, useCallback, useMemo } from 'react'
import { readCircle, writeCircle } from '../../../server/contract/circle.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import { LookAt } from '../../map/LookAt.tsx'
import type { Bounds } from '../../map/MapView.tsx'
import { say } from '../../words/words.ts'
import { EventsMap } from './EventsMap.tsx'
import { eventWords } from './eventWords.ts'
import { readTime, writeTime } from './heldTime.ts'
import type { MapSearch } from './mapSearch.ts'
import { TimeAwaited } from './TimeAwaited.tsx'
import type { MapAnswers } from './useMapAnswers.ts'
import type { useOpening } from './useOpening.ts'

const noSignals: readonly Signal[] = []

/** Fetched when they are first shown; of points with what groups them. */
const CircleLayer = lazy(() => import('../../map/CircleLayer.tsx'), 'CircleLayer')
const PointsLayer = lazy(() => import('./points/PointsLayer.tsx'), 'PointsLayer')
const SmallMaps = lazy(() => import('./maps/SmallMaps.tsx'), 'SmallMaps')
const NoAreas = lazy(() => import('./NoAreas.tsx'), 'NoAreas')
const TimeStrip = lazy(() => import('./TimeStrip.tsx'), 'TimeStrip')

interface MapStageProps {
  search: MapSearch
  opening: ReturnType<typeof useOpening>
  answers: MapAnswers
  lit: string | undefined
  /** A place that was looked for, until it is in view. */
  found: Bounds | undefined
  onThere: () => void
  onChange: (change: Partial<MapSearch>, isPassing?: boolean) => void
  onPick: (areaId: string) => void
}

/** What is drawn: one map, two beside one another, or a sheet of small ones; and the time under it. */
export function MapStage({ search, opening, answers, lit, found, onThere, onChange, onPick }: MapStageProps) {
  const { period, events, signals } = opening
  const { isSheet, isBeside, isDescribed } = answers
  const circle = useMemo(() => readCircle(search.circle), [search.circle])
  const moveCircle = useCallback(
    (middle: { latitude: number; longitude: number }) => {
      if (circle) onChange({ circle: writeCircle({ ...middle, radiusMetres: circle.radiusMetres }) }, true)
    },
    [circle, onChange],
  )
  const drawn = {
    basemap: answers.basemap,
    shapes: answers.shapes,
    onNear: answers.onNear,
    rowsOfBoth: answers.rowsOfBoth,
    held: answers.held,
    onLetGo: () => onChange({ scale: undefined }, true),
    opensOn: opening.frame,
    isReady: opening.isReady,
    events,
    measure: search.measure ?? 'count',
    picked: search.area,
    isOfPlace: search.area !== undefined || circle !== undefined,
    lit,
    onView: (view: string) => onChange({ view }, true),
    onPick: circle ? ignore : onPick,
  } as const
  return (
    <div className="vigil-map-page__stage">
      {answers.hasNoAreas && isSheet ? (
        <div className="vigil-small-maps">
          <Suspense>
            <NoAreas />
          </Suspense>
        </div>
      ) : isSheet ? (
        <Suspense>
          <SmallMaps
            answer={answers.sheet}
            held={answers.held}
            onLetGo={drawn.onLetGo}
            shapes={answers.shapes}
            eventWord={say(eventWords, events)}
            onOpen={({ key, from, to }) =>
              onChange({
                maps: undefined,
                ...(search.maps === 'substance' ? { substance: key } : { from, to, scale: undefined }),
              })
            }
          />
        </Suspense>
      ) : (
        <div
          className={`vigil-map-page__maps ${isBeside ? 'vigil-map-page__maps--two' : ''} ${answers.isDrawn ? '' : 'vigil-stale'}`}
          aria-busy={!answers.isDrawn}
        >
          {isBeside && (
            <EventsMap
              {...drawn}
              answer={answers.answerBefore.data}
              period={answers.before}
              signals={noSignals}
              isLegendLeft={false}
            />
          )}
          <EventsMap
            {...drawn}
            answer={answers.answer.data}
            description={isDescribed ? answers.description.data : undefined}
            isDescribed={isDescribed}
            period={isBeside ? period : undefined}
            isBare={answers.isOfPoints}
            together={answers.together}
            signals={signals}
          >
            <Suspense>
              {answers.isOfPoints && answers.points.data && (
                <PointsLayer points={answers.points.data} held={answers.held.points} />
              )}
            </Suspense>
            {found && <LookAt bounds={found} onThere={onThere} />}
            <Suspense>{circle && <CircleLayer circle={circle} onMove={moveCircle} />}</Suspense>
          </EventsMap>
        </div>
      )}
      {search.maps !== 'quarter' && (
        <Suspense fallback={<TimeAwaited />}>
          {answers.isOpen ? (
            <TimeStrip
              narrowed={answers.narrowed}
              period={period}
              held={readTime(search.scale)}
              onPeriod={(period, held) => onChange({ ...period, scale: held && writeTime(held) }, true)}
              isDrawn={answers.isDrawn}
              isFailed={answers.failures.length > 0}
            />
          ) : (
            <TimeAwaited />
          )}
        </Suspense>
      )}
    </div>
  )
}

/** While a circle is asked about, a press on an area moves it. */
function ignore() {}
