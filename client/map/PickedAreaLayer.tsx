import { circleMarker, geoJSON } from 'leaflet'
import { useContext, useEffect, useMemo } from 'react'
import type { AreaShapes } from '../../server/contract/area.ts'
import { MapContext } from './MapView.tsx'
import { useLayer } from './useLayer.ts'

interface PickedAreaLayerProps {
  shapes: AreaShapes
  areaIds: readonly string[]
  /** A ring of fixed size, for an area too small to see from afar. */
  isRinged?: boolean
  /** The map stays where it is. */
  isStill?: boolean
}

/** The area picked in the table or on the map, brought into view. */
export function PickedAreaLayer({ shapes, areaIds, isRinged = true, isStill = false }: PickedAreaLayerProps) {
  const map = useContext(MapContext)
  const layer = useMemo(() => {
    const picked = { ...shapes, features: shapes.features.filter(({ id }) => areaIds.includes(id)) }
    const outline = { pane: 'picked', interactive: false, className: 'vigil-picked' }
    const drawn = geoJSON(picked, { ...outline, style: outline })
    for (const shape of isRinged ? picked.features : [])
      circleMarker(geoJSON(shape).getBounds().getCenter(), { ...outline, radius: 13 }).addTo(drawn)
    return drawn
  }, [shapes, areaIds, isRinged])
  useLayer(layer)
  useEffect(
    function bringIntoView() {
      const bounds = layer.getBounds()
      if (!isStill && map && bounds.isValid() && !map.getBounds().contains(bounds)) map.panTo(bounds.getCenter())
    },
    [map, layer, isStill],
  )
  return null
}
