import type { Layer } from 'leaflet'
import { useContext, useEffect } from 'react'
import { MapContext } from './MapView.tsx'

/** Puts a layer on the map for as long as its component stands. Make the layer in `useMemo`. */
export function useLayer(layer: Layer | null) {
  const map = useContext(MapContext)
  useEffect(
    function addLayer() {
      if (!map || !layer) return
      layer.addTo(map)
      return function removeLayer() {
        layer.remove()
      }
    },
    [map, layer],
  )
}
