import { circleMarker, featureGroup, type Layer } from 'leaflet'
import { useEffect, useMemo } from 'react'
import type { AreaShapes } from '../../../../server/contract/area.ts'
import type { AreaRow } from '../../../../server/contract/map.ts'
import { useLayer } from '../../../map/useLayer.ts'
import { useZoom } from '../../../map/useZoom.ts'
import { type AreaClasses, colourOf, fillOf, isBelow, measured } from '../classes.ts'
import { describeRow } from '../describeArea.ts'
import { largestRadius, radiusOf, sizeOf } from '../symbolSize.ts'
import { useMiddles } from './middles.ts'

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
  const middles = useMiddles(shapes)
  const { layer, resize } = useMemo(() => {
    const { measure } = classes
    const radius = (row: AreaRow, largest: number) =>
      // what is hidden has no size to show, and still has a place
      measured(row, measure) === null
        ? radiusOf(1, 1, 6)
        : Math.max(LEAST, radiusOf(sizeOf(row, measure), most, largest))
    const rowOf = new Map<Layer, AreaRow>()
    const symbols = rows
      .toSorted((a, b) => sizeOf(b, measure) - sizeOf(a, measure))
      .flatMap((row) => {
        const at = middles.get(row.areaId)
        if (!at) return []
        const symbol = circleMarker(at, {
          pane: 'symbols',
          className: `vigil-symbol ${isBelow(row, measure) ? 'vigil-symbol--below' : ''}`,
          color: colourOf(row, classes) ?? '',
          fillColor: fillOf(row, classes),
        })
        rowOf.set(symbol, row)
        return [symbol]
      })
    return {
      layer: featureGroup(symbols)
        .bindTooltip((symbol) => describeRow(rowOf.get(symbol)), { sticky: true })
        .on('click', ({ propagatedFrom }) => onPick(rowOf.get(propagatedFrom)?.areaId ?? '')),
      resize(largest: number) {
        for (const symbol of symbols) {
          const row = rowOf.get(symbol)
          if (row) symbol.setRadius(radius(row, largest))
        }
      },
    }
  }, [middles, rows, most, classes, onPick])
  // the same symbols at every zoom: to make them anew is what a zoom waits for
  const largest = largestRadius(zoom)
  useEffect(() => resize(largest), [resize, largest])
  useLayer(layer)
  return null
}
