import { Circle, CircleMarker, type Layer, type LayerEvent, type Map as LeafletMap, Marker, Polygon } from 'leaflet'
import { useContext, useEffect, useState } from 'react'
import { MapContext } from './MapView.tsx'
import { type Box, boxAt } from './placing.ts'

export type MarkPane = 'symbols' | 'signals' | 'signal-badges' | 'signal-labels'

/** Pixels. */
const WIDEST_MARK = 140

const none: readonly Box[] = []

/** Where the marks of these panes lie at a zoom, in pixels of the whole world, as Leaflet has drawn them: words make way for them. */
export function useMarks(panes: readonly MarkPane[], zoom: number): readonly Box[] {
  const map = useContext(MapContext)
  const [marks, setMarks] = useState(none)
  useEffect(
    function followMarks() {
      if (!map) return
      let frame = 0
      const isOneOf = ({ options }: Layer) => panes.includes(options.pane as MarkPane)
      const look = () => {
        frame = 0
        const found: Box[] = []
        map.eachLayer((layer) => {
          const box = isOneOf(layer) ? boxOf(layer, map, zoom) : undefined
          if (box) found.push(box)
        })
        setMarks(found)
      }
      // a layer of hundreds of marks is looked at once
      const follow = ({ layer }: LayerEvent) => {
        if (isOneOf(layer)) frame ||= requestAnimationFrame(look)
      }
      map.on('layeradd layerremove', follow)
      map.on('settle', look)
      look()
      return function unfollow() {
        cancelAnimationFrame(frame)
        map.off('layeradd layerremove', follow)
        map.off('settle', look)
      }
    },
    [map, panes, zoom],
  )
  return marks
}

function boxOf(layer: Layer, map: LeafletMap, zoom: number): Box | undefined {
  if (layer instanceof Marker) {
    const { iconSize, iconAnchor } = layer.options.icon?.options ?? {}
    if (!Array.isArray(iconSize) || !Array.isArray(iconAnchor)) return undefined
    const { x, y } = map.project(layer.getLatLng(), zoom)
    const [left, top] = [x - iconAnchor[0], y - iconAnchor[1]]
    return { left, top, right: left + iconSize[0], bottom: top + iconSize[1] }
  }
  if (layer instanceof Polygon) {
    const { x: left, y: top } = map.project(layer.getBounds().getNorthWest(), zoom)
    const { x: right, y: bottom } = map.project(layer.getBounds().getSouthEast(), zoom)
    return { left, top, right, bottom }
  }
  if (!(layer instanceof CircleMarker)) return undefined
  const middle = map.project(layer.getLatLng(), zoom)
  // a circle of metres has its bounds on the ground; a wide one is ground itself, on which words may stand
  const width =
    layer instanceof Circle
      ? 2 * (middle.y - map.project(layer.getBounds().getNorthWest(), zoom).y)
      : 2 * layer.getRadius()
  return width > WIDEST_MARK ? undefined : boxAt(middle, { width, height: width })
}
