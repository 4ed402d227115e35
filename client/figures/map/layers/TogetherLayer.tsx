import { circleMarker, layerGroup, polygon } from 'leaflet'
import { useContext, useEffect, useMemo } from 'react'
import type { AreaShapes } from '../../../../server/contract/area.ts'
import { MapContext } from '../../../map/MapView.tsx'
import { useLayer } from '../../../map/useLayer.ts'
import { useZoom } from '../../../map/useZoom.ts'
import { countInWords } from '../../../ui/CountText.tsx'
import { hatch } from '../classes.ts'
import { largestRadius } from '../symbolSize.ts'
import { type AreaOfBoth, mostOfEither, pairOf, type Together } from '../together.ts'
import { useMiddles } from './middles.ts'

/** Which of two symbols is larger is the same at every zoom. */
const LARGEST_ALIKE = 34

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
  const middles = useMiddles(shapes)
  const pairs = useMemo(() => {
    const most = together.most ?? mostOfEither(areas)
    return areas.flatMap((area) => {
      const middle = middles.get(area.areaId)
      if (!middle) return []
      const { circle, square } = pairOf(area, most, LARGEST_ALIKE)
      const look = (kind: 'first' | 'second') => ({
        pane: 'symbols',
        ...(area[kind] === 'hidden'
          ? { className: 'vigil-symbol', fillColor: hatch }
          : { className: `vigil-symbol vigil-symbol--${kind}` }),
      })
      const drawn = {
        circle: circle.radius > 0 ? circleMarker(middle, look('first')) : undefined,
        square: square.halfSide > 0 ? polygon([middle], look('second')) : undefined,
      }
      for (const mark of [drawn.circle, drawn.square])
        mark
          ?.bindTooltip(describe(area, firstWord, secondWord), { sticky: true })
          .on('click', () => onPick(area.areaId))
      return [{ area, middle, most, size: Math.max(circle.radius, square.halfSide), ...drawn }]
    })
  }, [middles, areas, together.most, firstWord, secondWord, onPick])
  const layer = useMemo(
    // small ones lie on large ones
    () =>
      layerGroup(
        pairs
          .toSorted((a, b) => b.size - a.size)
          .flatMap(({ circle, square }) => [circle, square].flatMap((mark) => (mark ? [mark] : []))),
      ),
    [pairs],
  )
  useEffect(
    function placePairs() {
      if (!map) return
      const largest = largestRadius(zoom)
      for (const { area, middle, most, circle: round, square: edged } of pairs) {
        const { circle, square } = pairOf(area, most, largest)
        const { x, y } = map.project(middle, zoom)
        const where = (right: number, down: number) => map.unproject([x + right, y + down], zoom)
        round?.setRadius(circle.radius).setLatLng(where(-circle.left, 0))
        const [left, right] = [square.right - square.halfSide, square.right + square.halfSide]
        edged?.setLatLngs([
          where(left, -square.halfSide),
          where(right, -square.halfSide),
          where(right, square.halfSide),
          where(left, square.halfSide),
        ])
      }
    },
    [map, zoom, pairs],
  )
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
