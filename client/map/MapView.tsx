import { control, type LayerEvent, Map as LeafletMap, Path } from 'leaflet'
import { createContext, type ReactNode, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import type { Basemap } from '../../server/contract/map.ts'
import { MapButtons } from './MapButtons.tsx'
import { useOtherLayout } from './otherLayout.ts'
import { lookByAddress, useViewInAddress, viewOf } from './useViewInAddress.ts'

export const MapContext = createContext<LeafletMap | null>(null)

export type Bounds = z.infer<typeof Basemap>['bounds']

/** What lies over what: the order in which they are drawn. No name lies on a number, and nothing on a signal. */
const panes = [
  'tiles',
  'land',
  'areas',
  'outlines',
  'names',
  'symbols',
  'picked',
  'signals',
  'signal-badges',
  'signal-labels',
] as const

interface MapViewProps {
  label: string
  bounds: Bounds
  /** What is looked at first, where that is not the whole. */
  opensOn?: Bounds | undefined
  /** Pixels at the left that something lies over when it opens on a part. */
  coveredAtLeft?: number
  /** Latitude, longitude and zoom from the address; without it the whole area is shown. */
  view?: string | undefined
  onView?: (view: string) => void
  /** How large it is on paper, pixels, whatever it was on the screen: what was seen is fitted into it. Left out, as it is. */
  paper?: { width: number; height: number } | undefined
  isSmall?: boolean
  children: ReactNode
}

/** The only owner of a Leaflet map. React decides which layers there are; Leaflet draws them. */
export function MapView({
  label,
  bounds,
  opensOn,
  coveredAtLeft = 0,
  view,
  onView,
  paper,
  isSmall,
  children,
}: MapViewProps) {
  const box = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<LeafletMap | null>(null)
  const opening = useRef({ bounds: opensOn ?? bounds, view, coveredAtLeft: opensOn ? coveredAtLeft : 0 })
  /** On paper, or fitted anew: where the map looks is nobody's choice. */
  const isAside = useRef(false)

  useEffect(function openMap() {
    if (!box.current) return
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
    const opened = new LeafletMap(box.current, {
      zoomControl: false,
      attributionControl: false,
      trackResize: false,
      zoomAnimation: !isStill,
      fadeAnimation: !isStill,
      zoomSnap: 0.25,
      minZoom: 5,
      maxZoom: 17,
    })
    for (const [order, name] of panes.entries()) opened.createPane(name).style.zIndex = String(210 + order * 30)
    control.scale({ imperial: false, position: 'bottomright' }).addTo(opened)
    look(opened, opening.current)
    opened.on('layeradd', leaveOutOfTabOrder)
    setMap(opened)
    // the box grows and shrinks with what comes beside it and under it; until somebody moves the map it shows what it opened on
    let openedAt = viewOf(opened)
    const watch = new ResizeObserver(() => {
      const isAsOpened = !isAside.current && viewOf(opened) === openedAt
      if (!isAsOpened) return opened.invalidateSize({ pan: false })
      isAside.current = true
      opened.invalidateSize({ pan: false })
      look(opened, { ...opening.current, isStill: true })
      openedAt = viewOf(opened)
      isAside.current = false
    })
    watch.observe(box.current)
    return function closeMap() {
      watch.disconnect()
      opened.remove()
      setMap(null)
    }
  }, [])

  useOtherLayout(map, isAside, paper)

  useViewInAddress(map, { view, onView, isAside })

  return (
    <div className={`vigil-map ${isSmall ? 'vigil-map--small' : ''}`}>
      <section className="vigil-map__box" ref={box} aria-label={`${label}. The same rows stand in the table.`} />
      {map && <MapButtons map={map} onWhole={() => look(map, { bounds })} />}
      <MapContext value={map}>{map && children}</MapContext>
    </div>
  )
}

/** A shape with a tooltip would be a stop of the keyboard without a name, hundreds on a map; its row in the table is the way to it. */
function leaveOutOfTabOrder({ layer }: LayerEvent) {
  if (layer instanceof Path) layer.getElement()?.setAttribute('tabindex', '-1')
}

interface Look {
  bounds: Bounds
  view?: string | undefined
  coveredAtLeft?: number
  isStill?: boolean
}

function look(map: LeafletMap, { bounds, view, coveredAtLeft = 0, isStill = false }: Look) {
  if (lookByAddress(map, view)) return
  map.fitBounds(
    [
      [bounds.south, bounds.west],
      [bounds.north, bounds.east],
    ],
    { paddingTopLeft: [coveredAtLeft, 0], ...(isStill && { animate: false }) },
  )
}
