import { useQuery } from '@tanstack/react-query'
import { divIcon, type Map as LeafletMap, layerGroup, marker } from 'leaflet'
import { useContext, useMemo } from 'react'
import { Settlements } from '../../server/contract/map.ts'
import { askFile } from '../api/ask.ts'
import { usePartnership } from '../api/partnership.ts'
import { MapContext } from './MapView.tsx'
import { type Placed, placeNames } from './placeNames.ts'
import { settlementsAddress } from './settlements.ts'
import { textWidth } from './textWidth.ts'
import { useLayer } from './useLayer.ts'
import { type MarkPane, useMarks } from './useMarks.ts'
import { useView } from './useView.ts'

/** Its name is written larger. */
const LARGE_TOWN = 18_000
const markPanes: readonly MarkPane[] = ['symbols', 'signals', 'signal-badges', 'signal-labels']

/** Names of towns where they lie on nothing that is counted or flagged, and are not cut at the edge; more of them the nearer one looks. */
export function SettlementsLayer({ url }: { url: string }) {
  const map = useContext(MapContext)
  const view = useView()
  const marks = useMarks(markPanes, view?.zoom ?? 0)
  const { slug } = usePartnership()
  const { data: settlements } = useQuery({
    queryKey: ['shipped', url, slug],
    queryFn: () => askFile(Settlements, settlementsAddress(url, slug)),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const layer = useMemo(() => {
    if (!map || !view || !settlements) return null
    const names = settlements.map(({ name, place, population }) => {
      const isLarge = population >= LARGE_TOWN
      const size = { width: textWidth(name, isLarge ? '700 14px' : '400 12px') + 4, height: isLarge ? 18 : 16 }
      return { name, population, isLarge, size, at: map.project([place.latitude, place.longitude], view.zoom) }
    })
    return layerGroup(
      placeNames(names, { zoom: view.zoom, view: view.box, marks: [...marks, ...view.covered] }).map((placed) =>
        drawName(placed, map, view.zoom),
      ),
    )
  }, [map, settlements, view, marks])
  useLayer(layer)
  return null
}

function drawName(
  { name, isLarge, size, box }: Placed<{ name: string; isLarge: boolean }>,
  map: LeafletMap,
  zoom: number,
) {
  const words = document.createElement('span')
  words.textContent = name
  const icon = divIcon({
    html: words,
    className: `vigil-name ${isLarge ? 'vigil-name--large' : ''}`,
    iconSize: [size.width, size.height],
    iconAnchor: [0, 0],
  })
  return marker(map.unproject([box.left, box.top], zoom), { icon, pane: 'names', interactive: false, keyboard: false })
}
