import { circleMarker, layerGroup, type Path, polygon } from 'leaflet'
import { useContext, useMemo } from 'react'
import type { AreaShapes } from '../../../../server/contract/area.ts'
import { MapContext } from '../../../map/MapView.tsx'
import { useLayer } from '../../../map/useLayer.ts'
import { useZoom } from '../../../map/useZoom.ts'
import { countInWords } from '../../../ui/CountText.tsx'
import { hatch } from '../classes.ts'
import { largestRadius } from '../symbolSize.ts'
import { type AreaOfBoth, mostOfEither, pairOf, type Together } from '../together.ts'
import { middlesOf } from './middles.ts'

interface TogetherLayerProps {
  shapes: AreaShapes
  together: Together
  onPick: (areaId: string) => void
}

/** Two kinds of events of the same areas, circles and squares side by side: told apart by shape, and by colour besides. */
export function TogetherLayer({ shapes, together, onPick }: TogetherLayerProps) {
  const { areas, words } = together
  const [firstWord, secondWord] = words
  const map = useContext(MapContext)
  const zoom = useZoom()
  const middles = useMemo(() => middlesOf(shapes), [shapes])
  const layer = useMemo(() => {
    if (!map) return null
    const most = together.most ?? mostOfEither(areas)
    const largest = largestRadius(zoom)
    const marks = areas.flatMap((area) => {
      const middle = middles.get(area.areaId)
      if (!middle) return []
      const { circle, square } = pairOf(area, most, largest)
      const { x, y } = map.project(middle, zoom)
      const where = (right: number, down: number) => map.unproject([x + right, y + down], zoom)
      const drawn: { mark: Path; size: number }[] = []
      if (circle.radius > 0)
        drawn.push({
          size: circle.radius,
          mark: circleMarker(where(-circle.left, 0), {
            pane: 'symbols',
            radius: circle.radius,
            className: 'vigil-symbol vigil-symbol--first',
            ...(area.first === 'hidden' && { className: 'vigil-symbol', fillColor: hatch }),
          }),
        })
      if (square.halfSide > 0) {
        const [left, right] = [square.right - square.halfSide, square.right + square.halfSide]
        const corners = [
          where(left, -square.halfSide),
          where(right, -square.halfSide),
          where(right, square.halfSide),
          where(left, square.halfSide),
        ]
        drawn.push({
          size: square.halfSide,
          mark: polygon(corners, {
            pane: 'symbols',
            className: 'vigil-symbol vigil-symbol--second',
            ...(area.second === 'hidden' && { className: 'vigil-symbol', fillColor: hatch }),
          }),
        })
      }
      for (const { mark } of drawn)
        mark.bindTooltip(describe(area, firstWord, secondWord), { sticky: true }).on('click', () => onPick(area.areaId))
      return drawn
    })
    // small ones lie on large ones
    return layerGroup(marks.toSorted((a, b) => b.size - a.size).map(({ mark }) => mark))
  }, [map, zoom, middles, areas, together.most, firstWord, secondWord, onPick])
  useLayer(layer)
  return null
}

/** As nodes: names come from files, so they are never read as HTML. */
function describe({ name, first, second }: AreaOfBoth, firstWord: string, secondWord: string) {
  const box = document.createElement('div')
  const heading = document.createElement('strong')
  heading.textContent = name
  box.append(heading)
  for (const [word, count] of [
    [firstWord, first],
    [secondWord, second],
  ] as const) {
    const line = document.createElement('div')
    line.textContent = `${word}: ${countInWords(count)}`
    box.append(line)
  }
  return box
}
