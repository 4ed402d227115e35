import { circleMarker, geoJSON, layerGroup } from 'leaflet'
import { useContext, useMemo } from 'react'
import type { AreaShapes } from '../../../../server/contract/area.ts'
import type { AreaRow } from '../../../../server/contract/map.ts'
import { MapContext } from '../../../map/MapView.tsx'
import { useLayer } from '../../../map/useLayer.ts'
import { useZoom } from '../../../map/useZoom.ts'
import { type AreaClasses, fillOf } from '../classes.ts'
import { describeRow } from '../describeArea.ts'
import { useFinerLater } from './finer.ts'

const smallestSeenPixels = 18

interface SmallAreaDotsProps {
  shapes: AreaShapes
  rows: readonly AreaRow[]
  classes: AreaClasses
  onPick: (areaId: string) => void
}

/** An area too small to see at this zoom gets a dot of its colour; nearer, the area itself is enough. */
export function SmallAreaDots({ shapes, rows, classes, onPick }: SmallAreaDotsProps) {
  const map = useContext(MapContext)
  const zoom = useZoom()
  const outlines = useFinerLater(shapes)
  const boxes = useMemo(
    () => outlines.features.map((shape) => ({ id: shape.id, box: geoJSON(shape).getBounds() })),
    [outlines],
  )
  const layer = useMemo(() => {
    if (!map) return null
    const rowOf = new Map(rows.map((row) => [row.areaId, row]))
    const dots = boxes.flatMap(({ id, box }) => {
      const row = rowOf.get(id)
      if (!row) return []
      const widthPixels = map.project(box.getNorthEast(), zoom).x - map.project(box.getSouthWest(), zoom).x
      if (widthPixels >= smallestSeenPixels) return []
      const dot = circleMarker(box.getCenter(), {
        pane: 'symbols',
        radius: smallestSeenPixels / 2 - 2,
        className: 'vigil-area vigil-area--dot',
        fillColor: fillOf(row, classes),
      })
      return [dot.bindTooltip(describeRow(row), { sticky: true }).on('click', () => onPick(row.areaId))]
    })
    return layerGroup(dots)
  }, [map, zoom, boxes, rows, classes, onPick])
  useLayer(layer)
  return null
}
