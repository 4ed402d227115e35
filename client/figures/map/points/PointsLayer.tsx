import { circleMarker, divIcon, layerGroup, marker } from 'leaflet'
import { useContext, useMemo } from 'react'
import { type MapPoints, pointsOf } from '../../../../server/contract/map-points.ts'
import { MapContext } from '../../../map/MapView.tsx'
import { useLayer } from '../../../map/useLayer.ts'
import { useView } from '../../../map/useView.ts'
import { colours } from '../classes.ts'
import { radiusOf } from '../symbolSize.ts'
import type { HeldPoints } from '../useHeldScale.ts'
import { APART_FROM_ZOOM, clusterPoints, mostTogether } from './clusterPoints.ts'
import { LARGEST_RADIUS, ROOM_FOR_NUMBER } from './pointSize.ts'

/** Where events were, those near one another as one circle with their number; nearer, they part. What is off the map is not drawn. */
export function PointsLayer({ points, held }: { points: MapPoints; held: HeldPoints | undefined }) {
  const map = useContext(MapContext)
  const view = useView()
  const zoom = view && Math.round(view.zoom)
  const mostHeld = useMemo(() => (held && zoom !== null ? mostTogether(held, zoom) : undefined), [held, zoom])
  const clusters = useMemo(() => clusterPoints(pointsOf(points), APART_FROM_ZOOM), [points])
  const layer = useMemo(() => {
    if (!map || !view) return null
    const seen = map.getBounds().pad(0.2)
    const box: [number, number, number, number] = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()]
    const found = clusters.getClusters(box, Math.round(view.zoom))
    const most = mostHeld ?? Math.max(1, ...found.map(({ properties }) => properties.weight))
    return layerGroup(
      found.flatMap(({ geometry, properties: { weight } }) => {
        const [longitude = 0, latitude = 0] = geometry.coordinates
        const radius = radiusOf(weight, most, LARGEST_RADIUS)
        const circle = circleMarker([latitude, longitude], {
          pane: 'symbols',
          radius,
          interactive: false,
          className: 'vigil-symbol vigil-symbol--point',
          fillColor: weight === 1 ? colours[1] : colours[3],
        })
        return weight === 1 || radius < ROOM_FOR_NUMBER ? [circle] : [circle, numberOn([latitude, longitude], weight)]
      }),
    )
  }, [map, view, clusters, mostHeld])
  useLayer(layer)
  return null
}

function numberOn(at: [number, number], weight: number) {
  const number = document.createElement('span')
  number.textContent = weight.toLocaleString('en-GB')
  const icon = divIcon({ html: number, className: 'vigil-point-number', iconSize: undefined })
  return marker(at, { icon, pane: 'picked', interactive: false, keyboard: false })
}
