import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AreaShapes } from '../../../../server/contract/area.ts'
import type { MapMultiples, SmallMap } from '../../../../server/contract/map-multiples.ts'
import type { ProblemError } from '../../../api/ask.ts'
import { type Projection, projectShapes } from '../../../map/projectShapes.ts'
import { Answered } from '../../../ui/Answered.tsx'
import { CountText, countInWords } from '../../../ui/CountText.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { classOf, colouredClasses } from '../classes.ts'
import { HeldScaleNote } from '../HeldScaleNote.tsx'
import { countBands } from '../heldClasses.ts'
import { middlesOf } from '../layers/middles.ts'
import { mostEvents, radiusOf } from '../symbolSize.ts'
import type { HeldScale } from '../useHeldScale.ts'
import { type CountClass, SmallMapsLegend } from './SmallMapsLegend.tsx'

interface SmallMapsProps {
  /** One scale for all the time that is gone through, in place of that of the maps shown. */
  held: HeldScale
  onLetGo: () => void
  answer: UseQueryResult<MapMultiples, ProblemError>
  shapes: AreaShapes | undefined
  eventWord: string
  /** Opens the one map of what is pressed. */
  onOpen: (map: SmallMap) => void
}

const WIDTH = 300
const LARGEST_RADIUS = 17

/** The same map up to twelve times, all to one scale of size and colour, so that they can be compared by eye. */
export function SmallMaps({ answer, held, onLetGo, shapes, eventWord, onOpen }: SmallMapsProps) {
  const drawn = useMemo(() => {
    const projection = shapes && projectShapes(shapes.features, WIDTH)
    return shapes && projection
      ? {
          projection,
          ground: projection.path(shapes.features.flatMap(({ geometry }) => geometry.coordinates)),
          middles: middlesOf(shapes),
        }
      : undefined
  }, [shapes])
  return (
    <section className="vigil-small-maps" aria-label={`${eventWord}: small maps to one scale`}>
      <Answered answer={answer} what="the small maps">
        {({ maps }) => {
          if (maps.length === 0)
            return (
              <EmptyState sentence={`No ${eventWord.toLowerCase()} to draw in this period.`}>
                Choose a longer period, or one map.
              </EmptyState>
            )
          const cells = held.cells ?? maps.flatMap(({ areas }) => areas)
          const counts = cells.flatMap(({ events }) => (typeof events === 'number' ? [events] : []))
          const scale = {
            most: mostEvents(cells),
            classes: held.cells ? countBands(counts) : colouredClasses(counts),
          }
          return (
            <>
              <SmallMapsLegend {...scale} eventWord={eventWord}>
                {held.words && <HeldScaleNote words={held.words} onLetGo={onLetGo} />}
              </SmallMapsLegend>
              <ol>
                {drawn && (
                  <svg className="vigil-hatch" width="0" height="0" aria-hidden="true" focusable="false">
                    <defs>
                      <path id="vigil-ground" d={drawn.ground} className="vigil-small-maps__ground" />
                    </defs>
                  </svg>
                )}
                {maps.map((map) => (
                  <li key={map.key}>
                    <button type="button" onClick={() => onOpen(map)}>
                      <strong>{map.label}</strong>
                      <span>
                        <CountText count={map.total} />
                        {map.isIncomplete && ' so far'}
                      </span>
                      {drawn && <Drawing map={map} {...drawn} {...scale} />}
                    </button>
                  </li>
                ))}
              </ol>
            </>
          )
        }}
      </Answered>
    </section>
  )
}

interface DrawingProps {
  map: SmallMap
  projection: Projection
  middles: ReadonlyMap<string, readonly [number, number]>
  most: number
  classes: readonly CountClass[]
}

function Drawing({ map, projection, middles, most, classes }: DrawingProps) {
  const busiest = map.areas[0]
  return (
    <svg
      viewBox={viewBox(projection)}
      role="img"
      aria-label={busiest ? `Map: the most in one area is ${countInWords(busiest.events)}` : 'Map without a mark'}
    >
      <use href="#vigil-ground" />
      {map.areas.map(({ areaId, events }) => {
        const at = middles.get(areaId)
        if (!at || typeof events !== 'number') return null
        const [x, y] = projection.point(at[1], at[0])
        const fill = classOf(events, classes)?.colour
        return (
          <circle
            key={areaId}
            cx={x}
            cy={y}
            r={radiusOf(events, most, LARGEST_RADIUS)}
            fill={fill}
            className="vigil-symbol"
          />
        )
      })}
    </svg>
  )
}

/** With room for a circle at the very edge. */
function viewBox({ width, height }: Projection) {
  const room = LARGEST_RADIUS + 1
  return `${-room} ${-room} ${width + 2 * room} ${Math.ceil(height) + 2 * room}`
}
