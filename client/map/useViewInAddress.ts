import type { Map as LeafletMap } from 'leaflet'
import { type RefObject, useLayoutEffect, useRef } from 'react'

/** "50.2660,-5.0527,9": latitude, longitude and zoom. */
export function viewOf(map: LeafletMap) {
  const { lat, lng } = map.getCenter()
  return `${lat.toFixed(4)},${lng.toFixed(4)},${map.getZoom()}`
}

/** Looks where the address says; false where it says nothing. */
export function lookByAddress(map: LeafletMap, view: string | undefined): boolean {
  const [latitude, longitude, zoom] = view?.split(',').map(Number) ?? []
  if (latitude === undefined || longitude === undefined || zoom === undefined) return false
  map.setView([latitude, longitude], zoom, { animate: false })
  return true
}

/** Milliseconds: each step of a wheel is nobody’s place to come back to, and Safari refuses more than a hundred addresses in 30 s. */
const TOLD_AFTER = 350

/** Of all maps of a page: of two beside one another the one moved last is followed, and nothing is told while one still moves. */
let telling: { map: LeafletMap; timer: ReturnType<typeof setTimeout> } | undefined

interface Asked {
  view: string | undefined
  onView: ((view: string) => void) | undefined
  /** While the map stands in another size than on the screen, where it looks is nobody's choice. */
  isAside: RefObject<boolean>
}

/**
 * Keeps the map and its address alike. What a map told comes back to it through the address, often after it has moved on: it is followed only
 * where somebody else moved the view, by Back or on the map beside.
 */
export function useViewInAddress(map: LeafletMap | null, { view, onView, isAside }: Asked) {
  /** Told and not yet come back, in their order. */
  const told = useRef<string[]>([])
  const isFollowing = useRef(false)
  const latest = useRef({ view, onView })
  latest.current = { view, onView }

  // before a layer inside the map can move it
  useLayoutEffect(
    function tellAddress() {
      if (!map) return
      const tell = () => {
        const now = viewOf(map)
        if (isAside.current || now === (told.current.at(-1) ?? latest.current.view)) return
        told.current.push(now)
        latest.current.onView?.(now)
      }
      const wait = () => {
        if (!isAside.current && !isFollowing.current) clearTimeout(telling?.timer)
      }
      const tellSoon = () => {
        if (isAside.current || isFollowing.current) return
        clearTimeout(telling?.timer)
        telling = { map, timer: setTimeout(tell, TOLD_AFTER) }
      }
      map.on('movestart', wait).on('moveend', tellSoon)
      return function leaveOff() {
        if (telling?.map === map) clearTimeout(telling.timer)
        map.off('movestart', wait).off('moveend', tellSoon)
      }
    },
    [map, isAside],
  )

  useLayoutEffect(
    function followAddress() {
      if (!map || !view) return
      const isOwn = told.current.lastIndexOf(view)
      if (isOwn >= 0) {
        told.current.splice(0, isOwn + 1)
        return
      }
      told.current = []
      if (view === viewOf(map)) return
      isFollowing.current = true
      lookByAddress(map, view)
      isFollowing.current = false
    },
    [map, view],
  )
}
