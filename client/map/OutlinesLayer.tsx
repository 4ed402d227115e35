import { geoJSON } from 'leaflet'
import { useMemo } from 'react'
import { useShippedShapes } from './shippedShapes.ts'
import { useLayer } from './useLayer.ts'

/** Boundaries of the authorities: a line to find one's way, never a fill. */
export function OutlinesLayer({ url }: { url: string }) {
  const { data: outlines } = useShippedShapes(url)
  const layer = useMemo(
    () =>
      outlines
        ? geoJSON(outlines, { pane: 'outlines', interactive: false, style: { className: 'vigil-outline' } })
        : null,
    [outlines],
  )
  useLayer(layer)
  return null
}
