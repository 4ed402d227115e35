import type { Map as LeafletMap } from 'leaflet'
import { useContext, useEffect, useState } from 'react'
import { MapContext } from './MapView.tsx'
import type { Box } from './placing.ts'

interface View {
  zoom: number
  /** What is seen, in pixels of the whole world at this zoom. */
  box: Box
  /** What lies over it: legend, buttons, scale, sources. */
  covered: readonly Box[]
}

/** Words under these would not be read. */
const OVER_MAP =
  '.vigil-legend-box, .vigil-map__buttons, .vigil-map-figure__sources, .vigil-map-figure__period, .leaflet-control-scale'
/** On paper and in a picture all else stands beside the map. */
const OVER_LAID_OUT = '.vigil-map-figure__period, .leaflet-control-scale'

/** Milliseconds without a move after which the map rests. */
const RESTS_AFTER = 120

/** What is seen of the map whenever it has come to rest, for words that are to stand whole in it: to place them is long work for each step of a wheel. */
export function useView(): View | null {
  const map = useContext(MapContext)
  const [view, setView] = useState(() => map && viewOf(map))
  useEffect(
    function followView() {
      if (!map) return
      let resting: ReturnType<typeof setTimeout> | undefined
      const look = () => setView((before) => keepIfSame(before, viewOf(map)))
      const follow = () => {
        clearTimeout(resting)
        // on paper and in a picture there is no later
        if ('laidOut' in map.getContainer().dataset) look()
        else resting = setTimeout(look, RESTS_AFTER)
      }
      map.on('moveend resize', follow)
      // a legend is folded, or grows with what is drawn
      const watch = new ResizeObserver(follow)
      for (const element of overMap(map)) watch.observe(element)
      look()
      return function unfollow() {
        clearTimeout(resting)
        watch.disconnect()
        map.off('moveend resize', follow)
      }
    },
    [map],
  )
  return view
}

function overMap(map: LeafletMap): Element[] {
  const container = map.getContainer()
  const over = 'laidOut' in container.dataset ? OVER_LAID_OUT : OVER_MAP
  return [...(container.closest('figure') ?? container).querySelectorAll(over)]
}

function viewOf(map: LeafletMap): View {
  const zoom = map.getZoom()
  const { x, y } = map.project(map.getCenter(), zoom)
  const size = map.getSize()
  const [left, top] = [x - size.x / 2, y - size.y / 2]
  const seen = map.getContainer().getBoundingClientRect()
  const covered = overMap(map)
    .map((element) => element.getBoundingClientRect())
    .map((over) => ({
      left: left + over.left - seen.left,
      top: top + over.top - seen.top,
      right: left + over.right - seen.left,
      bottom: top + over.bottom - seen.top,
    }))
  return { zoom, box: { left, top, right: left + size.x, bottom: top + size.y }, covered }
}

function keepIfSame(before: View | null, now: View) {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now
}
