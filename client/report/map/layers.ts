import type { GeoJsonObject } from 'geojson'
import { circleMarker, divIcon, geoJSON, type Map as LeafletMap, layerGroup, marker, polygon } from 'leaflet'
import { useEffect } from 'react'
import { type Box, boxesAround, firstFree } from '../../map/placing.ts'
import { textWidth } from '../../map/textWidth.ts'
import { readShipped } from '../kept/told.ts'
import { outlineOf } from './cells.ts'
import type { Town } from './towns.ts'

/** What lies over what. */
const PANES = { land: '210', cell: '220', towns: '230' }

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

/** Zoom below which only places of so many people are named: the nearer, the more. */
const NAMED_FROM: readonly [zoom: number, population: number][] = [
  [8, 15_000],
  [9.5, 5_000],
  [11, 1_500],
]
/** Pixels from its dot at which a name begins. */
const BESIDE = 5

/** Towns with a dot where they are and the name right beside it; a name that would lie on another waits for a nearer look. */
export function useTowns(map: LeafletMap | null, towns: readonly Town[]): void {
  useEffect(
    function drawTowns() {
      if (!map) return
      const layer = layerGroup().addTo(map)
      const draw = () => {
        layer.clearLayers()
        for (const { town, box } of placeTowns(map, towns)) {
          const pane = paneOf(map, 'towns')
          circleMarker([...town.at], { pane, radius: 3, className: 'place-map__dot', interactive: false }).addTo(layer)
          const words = document.createElement('span')
          words.textContent = town.name
          const icon = divIcon({
            html: words,
            className: 'place-map__town',
            iconSize: sizeOf(town),
            iconAnchor: [0, 0],
          })
          const at = map.unproject([box.left, box.top], map.getZoom())
          marker(at, { icon, pane, interactive: false, keyboard: false }).addTo(layer)
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

function placeTowns(map: LeafletMap, towns: readonly Town[]): { town: Town; box: Box }[] {
  const zoom = map.getZoom()
  const { min, max } = map.getPixelBounds()
  if (!min || !max) return []
  const view = { left: min.x, top: min.y, right: max.x, bottom: max.y }
  const fewest = NAMED_FROM.find(([below]) => zoom < below)?.[1] ?? 0
  const marks: Box[] = []
  return [...towns]
    .filter(({ population }) => population >= fewest)
    .sort((one, other) => other.population - one.population)
    .flatMap((town) => {
      const [width, height] = sizeOf(town)
      const box = firstFree(boxesAround(map.project([...town.at], zoom), { width, height }, BESIDE), { marks, view })
      if (!box) return []
      marks.push(box)
      return [{ town, box }]
    })
}

function sizeOf({ name }: Town): [width: number, height: number] {
  return [textWidth(name, '700 14px') + 2, 18]
}
