import type { Map as LeafletMap } from 'leaflet'
import { type RefObject, useEffect } from 'react'
import { flushSync } from 'react-dom'

interface Size {
  width: number
  height: number
}

/** How each map of the page is laid out in another size, by its box. */
const layouts = new WeakMap<Element, (size: Size) => () => void>()

/** Lays a map out in another size and draws it anew, at once: what was seen is fitted into it. What comes back puts it back. */
export function layMapOut(box: Element, size: Size): () => void {
  return layouts.get(box)?.(size) ?? (() => {})
}

/** Lets a map be laid out in another size: for a picture, and by itself for paper. Meanwhile it is aside: where it looks is nobody's choice. */
export function useOtherLayout(map: LeafletMap | null, isAside: RefObject<boolean>, paper: Size | undefined) {
  useEffect(
    function offerLayout() {
      if (!map) return
      const box = map.getContainer()
      const layOut = ({ width, height }: Size) => {
        isAside.current = true
        const seen = { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom() }
        box.dataset.laidOut = ''
        Object.assign(box.style, { width: `${width}px`, height: `${height}px` })
        // at once: names and words are placed anew before the page is drawn
        flushSync(() => {
          map.invalidateSize({ pan: false })
          map.fitBounds(seen.bounds, { animate: false })
        })
        // words of signals make way for symbols, names of towns for both
        for (const _ of ['signals', 'names']) flushSync(() => map.fire('settle'))
        return function restore() {
          delete box.dataset.laidOut
          Object.assign(box.style, { width: '', height: '' })
          map.invalidateSize({ pan: false })
          map.setView(seen.centre, seen.zoom, { animate: false })
          isAside.current = false
        }
      }
      layouts.set(box, layOut)
      return () => void layouts.delete(box)
    },
    [map, isAside],
  )
  useEffect(
    function fitPaper() {
      if (!map || !paper) return
      let restore = () => {}
      const print = () => {
        restore = layMapOut(map.getContainer(), paper)
      }
      const goBack = () => restore()
      addEventListener('beforeprint', print)
      addEventListener('afterprint', goBack)
      return function unfit() {
        removeEventListener('beforeprint', print)
        removeEventListener('afterprint', goBack)
      }
    },
    [map, paper],
  )
}
