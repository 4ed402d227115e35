import { geoJSON } from 'leaflet'
import { useMemo } from 'react'
import type { AreaShapes } from '../../../../server/contract/area.ts'
import type { AreaRow } from '../../../../server/contract/map.ts'
import { useLayer } from '../../../map/useLayer.ts'
import { type AreaClasses, fillOf, isBelow, isSized, type Measure } from '../classes.ts'
import { describeRow } from '../describeArea.ts'
import { useFinerLater } from './finer.ts'
import { idOf } from './idOf.ts'

interface AreasLayerProps {
  shapes: AreaShapes
  rows: readonly AreaRow[]
  classes: AreaClasses
  onPick: (areaId: string) => void
}

/** Events by area: paler where the number itself stands on it as a circle. An area without events is left clear; one that may not be judged is hatched. */
export function AreasLayer({ shapes, rows, classes, onPick }: AreasLayerProps) {
  const outlines = useFinerLater(shapes)
  const layer = useMemo(() => {
    const rowOf = new Map(rows.map((row) => [row.areaId, row]))
    const withEvents = { ...outlines, features: outlines.features.filter(({ id }) => rowOf.has(id)) }
    return geoJSON(withEvents, {
      pane: 'areas',
      style: (shape) => ({
        className: `vigil-area ${lookOf(rowOf.get(String(shape?.id)), classes.measure)}`,
        fillColor: fillOf(rowOf.get(String(shape?.id)), classes),
      }),
    })
      .bindTooltip((drawn) => describeRow(rowOf.get(idOf(drawn))), { sticky: true })
      .on('click', ({ propagatedFrom }) => onPick(idOf(propagatedFrom)))
  }, [outlines, rows, classes, onPick])
  useLayer(layer)
  return null
}

function lookOf(row: AreaRow | undefined, measure: Measure) {
  if (isSized(measure)) return 'vigil-area--under'
  return isBelow(row, measure) ? 'vigil-area--below' : ''
}
