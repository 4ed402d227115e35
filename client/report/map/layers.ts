import type { GeoJsonObject } from 'geojson'
import { divIcon, geoJSON, type Map as LeafletMap, layerGroup, marker, polygon } from 'leaflet'
import { useEffect } from 'react'
import { placeNames } from '../../map/placeNames.ts'
import { textWidth } from '../../map/textWidth.ts'
import { readShipped } from '../kept/told.ts'
import { outlineOf } from './cells.ts'
import type { Town } from './towns.ts'

/** What lies over what. */
const PANES = { land: '210', cell: '220', towns: '230' }
/** Its name is written larger. */
const LARGE_TOWN = 18_000

export const landOf = (basemap: string) => `/basemaps/${basemap}/land.geojson`

function paneOf(map: LeafletMap, name: keyof typeof PANES): string {
  if (!map.getPane(name)) map.createPane(name).style.zIndex = PANES[name]
  return name
}

/** Without land the towns and the grid of degrees still serve. */
export function useLand(map: LeafletMap | null, basemap: string): void {
  useEffect(
    function drawLand() {
      if (!map) return
      const layer = layerGroup().addTo(map)
      readShipped(landOf(basemap))
        .then((answer) => answer.json())
        .then((land: GeoJsonObject) =>
          geoJSON(land, {
            pane: paneOf(map, 'land'),
            interactive: false,
            style: { className: 'place-map__land' },
          }).addTo(layer),
        )
        .catch(() => undefined)
      return () => void layer.remove()
    },
    [map, basemap],
  )
}

export function useCell(map: LeafletMap | null, cell: string | null): void {
  useEffect(
    function drawCell() {
      if (!map || !cell) return
      const layer = polygon(outlineOf(cell), {
        pane: paneOf(map, 'cell'),
        interactive: false,
        className: 'place-map__cell',
      }).addTo(map)
      return () => void layer.remove()
    },
    [map, cell],
  )
}

/** Names of towns, more of them the nearer one looks. */
export function useTownNames(map: LeafletMap | null, towns: readonly Town[]): void {
  useEffect(
    function drawNames() {
      if (!map) return
      const layer = layerGroup().addTo(map)
      const draw = () => {
        layer.clearLayers()
        const zoom = map.getZoom()
        const { min, max } = map.getPixelBounds()
        if (!min || !max) return
        const names = towns.map(({ name, at, population }) => {
          const isLarge = population >= LARGE_TOWN
          const size = { width: textWidth(name, isLarge ? '700 15px' : '400 13px') + 4, height: isLarge ? 20 : 17 }
          return { name, population, isLarge, size, at: map.project([...at], zoom) }
        })
        const view = { left: min.x, top: min.y, right: max.x, bottom: max.y }
        for (const { name, isLarge, size, box } of placeNames(names, { zoom, view, marks: [] })) {
          const words = document.createElement('span')
          words.textContent = name
          const icon = divIcon({
            html: words,
            className: `place-map__town ${isLarge ? 'place-map__town--large' : ''}`,
            iconSize: [size.width, size.height],
            iconAnchor: [0, 0],
          })
          const at = map.unproject([box.left, box.top], zoom)
          marker(at, { icon, pane: paneOf(map, 'towns'), interactive: false, keyboard: false }).addTo(layer)
        }
      }
      draw()
      map.on('moveend zoomend', draw)
      return function takeAway() {
        map.off('moveend zoomend', draw)
        layer.remove()
      }
    },
    [map, towns],
  )
}
