import { useContext, useEffect } from 'react'
import { type Bounds, MapContext } from './MapView.tsx'

/** Brings a box into view whenever another is given. */
export function LookAt({ bounds }: { bounds: Bounds }) {
  const map = useContext(MapContext)
  useEffect(
    function goThere() {
      map?.fitBounds([
        [bounds.south, bounds.west],
        [bounds.north, bounds.east],
      ])
    },
    [map, bounds],
  )
  return null
}
