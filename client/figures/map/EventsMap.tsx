import { getRouteApi, lazyRouteComponent as lazy, useNavigate } from '@tanstack/react-router'
import { type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import type { z } from 'zod'
import type { AreaShapes } from '../../../server/contract/area.ts'
import type { AreaRow, MapAnswer } from '../../../server/contract/map.ts'
import type { MapDescription } from '../../../server/contract/map-description.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Basemap, type BasemapFiles } from '../../map/Basemap.tsx'
import { FinerShapes } from '../../map/FinerShapes.tsx'
import { type Bounds, MapView } from '../../map/MapView.tsx'
import { PickedAreaLayer } from '../../map/PickedAreaLayer.tsx'
import { SignalsLayer } from '../../surveillance/signals/SignalsLayer.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { dayInShort, dayInWords } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { classify, isSized, type Measure } from './classes.ts'
import { eventWords, layerWords } from './eventWords.ts'
import { Hatch } from './Hatch.tsx'
import { HeldScaleNote } from './HeldScaleNote.tsx'
import { classifyHeld } from './heldClasses.ts'
import { Legend } from './Legend.tsx'
import { AreasLayer } from './layers/AreasLayer.tsx'
import { CountSymbolsLayer } from './layers/CountSymbolsLayer.tsx'
import { SmallAreaDots } from './layers/SmallAreaDots.tsx'
import type { MapSearch } from './mapSearch.ts'
import type { Period } from './sayPeriod.ts'
import { largestSize } from './symbolSize.ts'
import type { Together } from './together.ts'
import type { HeldScale } from './useHeldScale.ts'
import { useOpenOnPaper } from './useOpenOnPaper.ts'
import { WIDE } from './wide.ts'

/** Fetched when they are first shown. */
const DescribedAreasLayer = lazy(() => import('./layers/DescribedAreasLayer.tsx'), 'DescribedAreasLayer')
const DescriptionLegend = lazy(() => import('./DescriptionLegend.tsx'), 'DescriptionLegend')
const PointsLegend = lazy(() => import('./points/PointsLegend.tsx'), 'PointsLegend')
const TogetherLayer = lazy(() => import('./layers/TogetherLayer.tsx'), 'TogetherLayer')
const TogetherLegend = lazy(() => import('./TogetherLegend.tsx'), 'TogetherLegend')

interface EventsMapProps {
  basemap: BasemapFiles | undefined
  shapes: AreaShapes | undefined
  onNear: () => void
  answer: z.infer<typeof MapAnswer> | undefined
  /** A description in place of the events by area, once it is there. */
  description?: MapDescription | undefined
  isDescribed?: boolean
  /** Its days, where two maps stand beside one another. */
  period?: Period | undefined
  /** What sizes and colours are taken from, where another map shares them; left out, its own rows. */
  rowsOfBoth?: readonly AreaRow[] | undefined
  /** One scale for all the time that is gone through, in their place. */
  held: HeldScale
  onLetGo: () => void
  /** False where the map beside it has the same legend. */
  isLegendLeft?: boolean
  /** What is in one place is told of, too. */
  isOfPlace: boolean
  /** Nothing of the areas themselves: something else is drawn. */
  isBare?: boolean
  /** A second kind of events, drawn beside the first. */
  together?: Together | undefined
  signals: readonly Signal[]
  /** What is looked at first: the whole where it is left out. */
  opensOn: Bounds | undefined
  /** False while it is not known yet where the map opens. */
  isReady: boolean
  events: string
  measure: Measure
  picked: string | undefined
  /** The area whose row is pointed at. */
  lit: string | undefined
  onView: (view: string) => void
  onPick: (areaId: string) => void
  /** Layers above all others. */
  children?: ReactNode
}

const route = getRouteApi('/$partnership/map')
const viewOf = ({ view }: MapSearch) => view

/** As `_map.scss` has it, with its margin. */
const LEGEND_WIDTH = 290
/** How large a map is on a page of A4, as `_map-print.scss` has it: alone or one of two, and beside what is in one place. */
const paper = {
  alone: { width: 700, height: 340 },
  aloneOfPlace: { width: 470, height: 230 },
  ofTwo: { width: 346, height: 300 },
  ofTwoOfPlace: { width: 346, height: 210 },
} as const
const noRows: z.infer<typeof MapAnswer>['rows'] = []

export function EventsMap(props: EventsMapProps) {
  const {
    basemap,
    shapes,
    onNear,
    answer,
    description,
    isDescribed = false,
    period,
    rowsOfBoth,
    held,
    onLetGo,
    isLegendLeft = true,
    isOfPlace,
    isBare = false,
    together,
    signals,
    opensOn,
    isReady,
    events,
    measure,
    picked,
    lit,
    onView,
    onPick,
    children,
  } = props
  const { slug } = usePartnership()
  const view = route.useSearch({ select: viewOf })
  const [isWide] = useState(() => matchMedia(WIDE).matches)
  const navigate = useNavigate()
  const rows = (isDescribed || isBare ? undefined : answer?.rows) ?? noRows
  const counted = rowsOfBoth ?? rows
  const classes = useMemo(
    () => (held.rows ? classifyHeld(counted, measure, held.rows) : classify(counted, measure)),
    [counted, measure, held.rows],
  )
  const pickedIds = useMemo(() => (picked ? [picked] : []), [picked])
  const litIds = useMemo(() => (lit ? [lit] : []), [lit])
  const legend = useRef<HTMLDetailsElement>(null)
  useOpenOnPaper(legend)
  const openSignal = useCallback(
    (signalId: string) =>
      void navigate({ to: '/$partnership/signals/$signalId', params: { partnership: slug, signalId } }),
    [navigate, slug],
  )
  if (!basemap || !isReady) return <Loading what="the map" />
  const eventWord = say(eventWords, events)
  // a map alone on a desk has room for it; beside another or on a phone it is asked for
  const hasRoom = isWide && !period
  const scale = (
    <>
      {rowsOfBoth && <li className="vigil-quiet">Areas of both maps are counted.</li>}
      {held.words && <HeldScaleNote words={held.words} onLetGo={onLetGo} />}
    </>
  )
  // on a phone they would hide the half of the map
  const sources = (
    <p className="vigil-map-figure__sources">
      {basemap.attribution} {basemap.tilesUrl && basemap.tilesAttribution}
    </p>
  )
  return (
    <figure className="vigil-map-figure">
      {isLegendLeft && <Hatch />}
      <MapView
        label={
          description
            ? `Map of ${eventWord.toLowerCase()}: ${say(layerWords, description.layer).toLowerCase()}`
            : `Map of ${eventWord.toLowerCase()} by area${period ? `, ${dayInWords(period.from)} to ${dayInWords(period.to)}` : ''}`
        }
        bounds={basemap.bounds}
        opensOn={opensOn}
        coveredAtLeft={hasRoom ? LEGEND_WIDTH : 0}
        view={view}
        onView={onView}
        paper={paper[`${period ? 'ofTwo' : 'alone'}${isOfPlace ? 'OfPlace' : ''}`]}
      >
        <Basemap files={basemap} shapes={shapes} />
        <FinerShapes step={shapes?.step} onNear={onNear} />
        <Suspense>
          {shapes && description && (
            <DescribedAreasLayer
              shapes={shapes}
              description={description}
              highest={held.highestDensity}
              onPick={onPick}
            />
          )}
        </Suspense>
        {shapes && !together && <AreasLayer shapes={shapes} rows={rows} classes={classes} onPick={onPick} />}
        <Suspense>
          {shapes && together && <TogetherLayer shapes={shapes} together={together} onPick={onPick} />}
        </Suspense>
        {shapes &&
          !together &&
          (isSized(measure) ? (
            <CountSymbolsLayer
              shapes={shapes}
              rows={rows}
              most={largestSize(held.rows ?? counted, measure)}
              classes={classes}
              onPick={onPick}
            />
          ) : (
            <SmallAreaDots shapes={shapes} rows={rows} classes={classes} onPick={onPick} />
          ))}
        {shapes && <PickedAreaLayer shapes={shapes} areaIds={pickedIds} />}
        {shapes && <PickedAreaLayer shapes={shapes} areaIds={litIds} isStill />}
        <SignalsLayer signals={signals} onPick={openSignal} />
        {children}
      </MapView>
      <figcaption>
        {period && (
          <p className="vigil-map-figure__period">
            {dayInShort(period.from)} to {dayInShort(period.to)}
          </p>
        )}
        <details className="vigil-legend-box" open={hasRoom} hidden={!isLegendLeft} ref={legend}>
          <summary>Legend</summary>
          <Suspense>
            {isDescribed ? (
              description && (
                <DescriptionLegend
                  description={description}
                  highest={held.highestDensity}
                  signals={signals}
                  eventWord={eventWord}
                >
                  {scale}
                </DescriptionLegend>
              )
            ) : isBare ? (
              <PointsLegend signals={signals} eventWord={eventWord}>
                {scale}
              </PointsLegend>
            ) : together ? (
              <TogetherLegend together={together} signals={signals}>
                {scale}
              </TogetherLegend>
            ) : (
              <Legend classes={classes} signals={signals} eventWord={eventWord}>
                {scale}
              </Legend>
            )}
          </Suspense>
          {!hasRoom && sources}
        </details>
        {hasRoom && sources}
      </figcaption>
    </figure>
  )
}
