import { geoJSON } from 'leaflet'
import { useMemo } from 'react'
import { useShippedShapes } from './shippedShapes.ts'
import { useLayer } from './useLayer.ts'

export function LandLayer({ url }: { url: string }) {
  const { data: land } = useShippedShapes(url)
  const layer = useMemo(
    () => (land ? geoJSON(land, { pane: 'land', interactive: false, style: { className: 'vigil-land' } }) : null),
    [land],
  )
  useLayer(layer)
  return null
}
