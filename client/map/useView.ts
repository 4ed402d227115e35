import type { Map as LeafletMap } from 'leaflet'
import { useContext, useEffect, useState } from 'react'
import { MapContext } from './MapView.tsx'
import type { Box } from './placing.ts'

interface View {
  zoom: number
  /** What is seen, in pixels of the whole world at this zoom. */
  box: Box
}

/** What is seen of the map whenever it has come to rest, for words that are to stand whole in it. */
export function useView(): View | null {
  const map = useContext(MapContext)
  const [view, setView] = useState(() => map && viewOf(map))
  useEffect(
    function followView() {
      if (!map) return
      const follow = () => setView(viewOf(map))
      map.on('moveend resize', follow)
      follow()
      return () => void map.off('moveend resize', follow)
    },
    [map],
  )
  return view
}

function viewOf(map: LeafletMap): View {
  const zoom = map.getZoom()
  const { x, y } = map.project(map.getCenter(), zoom)
  const size = map.getSize()
  return { zoom, box: { left: x - size.x / 2, top: y - size.y / 2, right: x + size.x / 2, bottom: y + size.y / 2 } }
}
