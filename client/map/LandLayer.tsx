import type { GeoJsonObject } from 'geojson'
import { geoJSON } from 'leaflet'
import { useMemo } from 'react'
import { useShippedShapes } from './shippedShapes.ts'
import { useLayer } from './useLayer.ts'

/** Lakes of a few corners look like errors of drawing, and help nobody to find their way: the coast alone is drawn. */
function withoutHoles(land: GeoJsonObject): GeoJsonObject {
  return JSON.parse(JSON.stringify(land), (_name, value) => {
    if (value?.type === 'Polygon') return { ...value, coordinates: value.coordinates.slice(0, 1) }
    if (value?.type === 'MultiPolygon')
      return { ...value, coordinates: value.coordinates.map((parts: unknown[]) => parts.slice(0, 1)) }
    return value
  })
}

export function LandLayer({ url }: { url: string }) {
  const { data: land } = useShippedShapes(url)
  const layer = useMemo(
    () =>
      land
        ? geoJSON(withoutHoles(land), { pane: 'land', interactive: false, style: { className: 'vigil-land' } })
        : null,
    [land],
  )
  useLayer(layer)
  return null
}
