import { circleMarker, featureGroup, type Layer } from 'leaflet'
import { useMemo } from 'react'
import type { AreaShapes } from '../../../../server/contract/area.ts'
import type { AreaRow } from '../../../../server/contract/map.ts'
import { useLayer } from '../../../map/useLayer.ts'
import { useZoom } from '../../../map/useZoom.ts'
import { type AreaClasses, colourOf, fillOf, isBelow, measured } from '../classes.ts'
import { describeRow } from '../describeArea.ts'
import { largestRadius, radiusOf, sizeOf } from '../symbolSize.ts'
import { middlesOf } from './middles.ts'

interface CountSymbolsLayerProps {
  shapes: AreaShapes
  rows: readonly AreaRow[]
  /** Events of the largest circle. */
  most: number
  classes: AreaClasses
  onPick: (areaId: string) => void
}

/** An area that neither rose nor fell, pixels. */
const LEAST = 3

/** A count has size besides colour: one circle an area, at its middle. Smaller ones lie on larger ones, so that none is hidden. A fall is a hollow circle. */
export function CountSymbolsLayer({ shapes, rows, most, classes, onPick }: CountSymbolsLayerProps) {
  const zoom = useZoom()
  const middles = useMemo(() => middlesOf(shapes), [shapes])
  const layer = useMemo(() => {
    const { measure } = classes
    const largest = largestRadius(zoom)
    const sized = rows
      .map((row) => ({
        row,
        at: middles.get(row.areaId),
        // what is hidden has no size to show, and still has a place
        radius:
          measured(row, measure) === null
            ? radiusOf(1, 1, 6)
            : Math.max(LEAST, radiusOf(sizeOf(row, measure), most, largest)),
      }))
      .toSorted((a, b) => b.radius - a.radius)
    const rowOf = new Map<Layer, AreaRow>()
    const symbols = featureGroup(
      sized.flatMap(({ row, at, radius }) => {
        if (!at || radius <= 0) return []
        const symbol = circleMarker(at, {
          pane: 'symbols',
          radius,
          className: `vigil-symbol ${isBelow(row, measure) ? 'vigil-symbol--below' : ''}`,
          color: colourOf(row, classes) ?? '',
          fillColor: fillOf(row, classes),
        })
        rowOf.set(symbol, row)
        return [symbol]
      }),
    )
    return symbols
      .bindTooltip((symbol) => describeRow(rowOf.get(symbol)), { sticky: true })
      .on('click', ({ propagatedFrom }) => onPick(rowOf.get(propagatedFrom)?.areaId ?? ''))
  }, [middles, zoom, rows, most, classes, onPick])
  useLayer(layer)
  return null
}
