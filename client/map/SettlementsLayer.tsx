import { useQuery } from '@tanstack/react-query'
import { divIcon, type Map as LeafletMap, layerGroup, marker } from 'leaflet'
import { useContext, useMemo } from 'react'
import type { z } from 'zod'
import { Settlements } from '../../server/contract/map.ts'
import { askFile } from '../api/ask.ts'
import { usePartnership } from '../api/partnership.ts'
import { MapContext } from './MapView.tsx'
import { useLayer } from './useLayer.ts'
import { useZoom } from './useZoom.ts'

type Settlement = z.infer<typeof Settlements>[number]

export function SettlementsLayer({ url }: { url: string }) {
  const map = useContext(MapContext)
  const zoom = useZoom()
  const { slug } = usePartnership()
  const { data: settlements } = useQuery({
    queryKey: ['shipped', url, slug],
    queryFn: () => askFile(Settlements, `${url}?partnership=${slug}`),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const layer = useMemo(
    () => layerGroup(map && settlements ? withRoom(settlements, map, zoom).map(nameMarker) : []),
    [map, settlements, zoom],
  )
  useLayer(layer)
  return null
}

/** How many people a place has before its name is shown, by zoom. */
function smallestShown(zoom: number) {
  if (zoom < 8.5) return 18_000
  if (zoom < 9.5) return 9_000
  if (zoom < 10.5) return 4_000
  return zoom < 11.5 ? 1_500 : 0
}

/** Larger places first; a name that would lie on one already shown waits for a nearer zoom. */
function withRoom(settlements: readonly Settlement[], map: LeafletMap, zoom: number) {
  const taken: { x: number; y: number; halfWidth: number }[] = []
  return settlements
    .filter(({ population }) => population >= smallestShown(zoom))
    .toSorted((a, b) => b.population - a.population)
    .filter(({ name, place }) => {
      const { x, y } = map.project([place.latitude, place.longitude], zoom)
      const halfWidth = name.length * 4 + 4
      if (taken.some((other) => Math.abs(other.y - y) < 18 && Math.abs(other.x - x) < other.halfWidth + halfWidth)) {
        return false
      }
      taken.push({ x, y, halfWidth })
      return true
    })
}

function nameMarker({ name, place, population }: Settlement) {
  const label = document.createElement('span')
  label.textContent = name
  const className = `vigil-name ${population >= 18_000 ? 'vigil-name--large' : ''}`
  const icon = divIcon({ html: label, className, iconSize: undefined })
  return marker([place.latitude, place.longitude], { icon, pane: 'names', interactive: false, keyboard: false })
}
