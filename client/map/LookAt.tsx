import { useContext, useEffect, useEffectEvent } from 'react'
import { type Bounds, MapContext } from './MapView.tsx'

interface LookAtProps {
  bounds: Bounds
  /** It is in view: who goes on elsewhere and comes back is not brought here again. */
  onThere: () => void
}

/** Brings a box into view, once. */
export function LookAt({ bounds, onThere }: LookAtProps) {
  const map = useContext(MapContext)
  const tellThere = useEffectEvent(onThere)
  useEffect(
    function goThere() {
      if (!map) return
      map.fitBounds([
        [bounds.south, bounds.west],
        [bounds.north, bounds.east],
      ])
      tellThere()
    },
    [map, bounds],
  )
  return null
}
