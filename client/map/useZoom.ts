import { useContext, useEffect, useState } from 'react'
import { MapContext } from './MapView.tsx'

/** The zoom of the map, for layers that show more the nearer one looks. */
export function useZoom() {
  const map = useContext(MapContext)
  const [zoom, setZoom] = useState(map?.getZoom() ?? 9)
  useEffect(
    function followZoom() {
      const follow = () => setZoom(map?.getZoom() ?? 9)
      map?.on('zoomend', follow)
      follow()
      return () => void map?.off('zoomend', follow)
    },
    [map],
  )
  return zoom
}
