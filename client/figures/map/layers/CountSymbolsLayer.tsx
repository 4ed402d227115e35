import { circleMarker, layerGroup } from 'leaflet'
import { useMemo } from 'react'
import type { AreaShapes } from '../../../../server/contract/area.ts'
import type { AreaRow } from '../../../../server/contract/map.ts'
import { useLayer } from '../../../map/useLayer.ts'
import { useZoom } from '../../../map/useZoom.ts'
import { type AreaClasses, fillOf } from '../classes.ts'
import { describeArea } from '../describeArea.ts'
import { largestRadius, radiusOf } from '../symbolSize.ts'
import { middlesOf } from './middles.ts'

interface CountSymbolsLayerProps {
  shapes: AreaShapes
  rows: readonly AreaRow[]
  /** Events of the largest circle. */
  most: number
  classes: AreaClasses
  onPick: (areaId: string) => void
}

/** A count has size besides colour: one circle an area, at its middle. Smaller ones lie on larger ones, so that none is hidden. */
export function CountSymbolsLayer({ shapes, rows, most, classes, onPick }: CountSymbolsLayerProps) {
  const zoom = useZoom()
  const middles = useMemo(() => middlesOf(shapes), [shapes])
  const layer = useMemo(() => {
    const largest = largestRadius(zoom)
    const sized = rows
      .map((row) => ({
        row,
        at: middles.get(row.areaId),
        // what is hidden has no size to show, and still has a place
        radius: typeof row.events === 'number' ? radiusOf(row.events, most, largest) : radiusOf(1, 1, 6),
      }))
      .toSorted((a, b) => b.radius - a.radius)
    return layerGroup(
      sized.flatMap(({ row, at, radius }) =>
        at && radius > 0
          ? [
              circleMarker(at, {
                pane: 'symbols',
                radius,
                className: 'vigil-symbol',
                fillColor: fillOf(row, classes),
              })
                .bindTooltip(describeArea(row), { sticky: true })
                .on('click', () => onPick(row.areaId)),
            ]
          : [],
      ),
    )
  }, [middles, zoom, rows, most, classes, onPick])
  useLayer(layer)
  return null
}
