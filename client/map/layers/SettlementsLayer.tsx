import { useQuery } from '@tanstack/react-query'
import { divIcon, layerGroup, marker } from 'leaflet'
import { useContext, useEffect, useMemo, useState } from 'react'
import { Settlements } from '../../../server/contract/map.ts'
import { askFile } from '../../api.ts'
import { MapContext } from '../MapView.tsx'
import { useLayer } from '../useLayer.ts'

/** How many people a place has before its name is shown, by zoom: names never crowd the map. */
function smallestShown(zoom: number) {
  if (zoom < 8.5) return 40_000
  if (zoom < 9.5) return 18_000
  if (zoom < 10.5) return 8_000
  if (zoom < 11.5) return 3_000
  return 0
}

export function SettlementsLayer({ url }: { url: string }) {
  const zoom = useZoom()
  const { data: settlements } = useQuery({
    queryKey: ['shipped', url],
    queryFn: () => askFile(Settlements, url),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const smallest = smallestShown(zoom)
  const layer = useMemo(() => {
    const shown = settlements?.filter((settlement) => settlement.population >= smallest) ?? []
    return layerGroup(shown.map(({ name, place, population }) => nameMarker(name, place, population)))
  }, [settlements, smallest])
  useLayer(layer)
  return null
}

function nameMarker(name: string, place: { latitude: number; longitude: number }, population: number) {
  const label = document.createElement('span')
  label.textContent = name
  const className = `vigil-name ${population >= 18_000 ? 'vigil-name--large' : ''}`
  const icon = divIcon({ html: label, className, iconSize: undefined })
  return marker([place.latitude, place.longitude], { icon, pane: 'names', interactive: false, keyboard: false })
}

function useZoom() {
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
