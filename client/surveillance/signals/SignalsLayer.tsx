import { circle, circleMarker, divIcon, type LatLng, type Layer, layerGroup, marker, polyline } from 'leaflet'
import { useContext, useEffect, useMemo, useRef } from 'react'
import type { Signal } from '../../../server/contract/signal.ts'
import { joinSentence } from '../../../server/contract/signal-sentence.ts'
import { MapContext } from '../../map/MapView.tsx'
import { type Box, nearestOf, type Point } from '../../map/placing.ts'
import { textWidth } from '../../map/textWidth.ts'
import { useLayer } from '../../map/useLayer.ts'
import { type MarkPane, useMarks } from '../../map/useMarks.ts'
import { useView } from '../../map/useView.ts'
import { say } from '../../words/words.ts'
import { BADGE_RADIUS, LEAST_RING, type PlacedSignal, placeSignals } from './placeSignals.ts'
import { latestFirst, sayCases, sayGrowth } from './signalsOnMap.ts'
import { tierWords } from './signalWords.ts'

interface SignalsLayerProps {
  signals: readonly Signal[]
  onPick: (signalId: string) => void
  /** False where the page says the tier beside the map: the label would hide the name of the place. */
  isLabelled?: boolean
}

/** Words on a smaller map would hide what is counted, square pixels; they stand beside it. */
const LEAST_ROOM = 90_000

/** Pixels that a badge and its words stay away from the edge of the map. */
const AWAY = 4

const symbolPanes: readonly MarkPane[] = ['symbols']

/**
 * Each signal as a ring of its true radius with its number of cases in it; beside it what it is of, its age and its growth. Tiers differ by
 * colour, by dash and by label, never by colour alone; one that the last night did not find again is pale and hollow.
 */
export function SignalsLayer({ signals, onPick, isLabelled = true }: SignalsLayerProps) {
  const map = useContext(MapContext)
  const view = useView()
  const symbols = useMarks(symbolPanes, view?.zoom ?? 0)
  const drawnBefore = useRef<ReadonlySet<string>>(new Set())
  const layer = useMemo(() => {
    if (!map || !view) return null
    const { zoom, box, covered } = view
    const hasWords = isLabelled && (box.right - box.left) * (box.bottom - box.top) >= LEAST_ROOM
    const marks = latestFirst(signals).flatMap((signal) => {
      const { centre } = signal
      if (!centre) return []
      const at = map.project([centre.latitude, centre.longitude], zoom)
      const isSeen = at.x > box.left && at.x < box.right && at.y > box.top && at.y < box.bottom
      const lines = [`${say(tierWords, signal.tier)}: ${sayCases(signal)}`, sayGrowth(signal)] as const
      return [
        {
          signal,
          lines,
          at,
          ringRadius: Math.max(LEAST_RING, (signal.radiusMetres ?? 0) / metresInPixel(centre.latitude, zoom)),
          label: hasWords && isSeen ? sizeOfLabel(lines) : undefined,
        },
      ]
    })
    const placed = placeSignals(marks, { view: within(box), symbols, covered })
    const where = ({ x, y }: Point) => map.unproject([x, y], zoom)
    // the first is drawn last, on top of the others
    return layerGroup(
      marks
        .flatMap((mark, position) => {
          const found = placed[position]
          const isNew = !drawnBefore.current.has(mark.signal.signalId)
          return found ? [{ ...mark, placed: found, isNew, order: marks.length - position }] : []
        })
        .toReversed()
        .flatMap((mark) => {
          const drawn = drawSignal(mark, where)
          for (const part of drawn) part.on('click', () => onPick(mark.signal.signalId))
          return drawn
        }),
    )
  }, [map, view, symbols, signals, onPick, isLabelled])
  useLayer(layer)
  useEffect(
    function rememberDrawn() {
      drawnBefore.current = new Set(signals.map(({ signalId }) => signalId))
    },
    [signals],
  )
  return null
}

interface DrawnSignal {
  signal: Signal
  lines: readonly [string, string]
  at: Point
  ringRadius: number
  placed: PlacedSignal
  /** Not drawn before on this map. */
  isNew: boolean
  /** The highest lies on top. */
  order: number
}

function drawSignal(mark: DrawnSignal, where: (at: Point) => LatLng): Layer[] {
  const { signal, placed, isNew, order } = mark
  const earlier = (block: string) => (signal.isOfLastNight ? '' : ` ${block}--earlier`)
  const sentence = document.createElement('span')
  sentence.textContent = joinSentence(signal.sentence)
  const number = document.createElement('span')
  number.textContent = String(signal.observed)
  const badge = marker(where(placed.badge), {
    pane: 'signal-badges',
    keyboard: false,
    zIndexOffset: order * 10_000,
    icon: divIcon({
      html: number,
      className: `vigil-badge vigil-badge--${signal.tier}${earlier('vigil-badge')}${isNew && signal.isOfLastNight ? ' vigil-badge--appears' : ''}`,
      iconSize: [2 * BADGE_RADIUS, 2 * BADGE_RADIUS],
      iconAnchor: [BADGE_RADIUS, BADGE_RADIUS],
    }),
  }).bindTooltip(sentence, { className: 'vigil-tooltip--wide', direction: 'bottom', offset: [0, BADGE_RADIUS] })
  const kind = `vigil-circle--${signal.tier}${earlier('vigil-circle')}`
  const rings = ['vigil-circle--halo', kind].map((look) => {
    const options = { pane: 'signals', className: `vigil-circle ${look}` }
    return signal.radiusMetres && mark.ringRadius > LEAST_RING
      ? circle(where(mark.at), { ...options, radius: signal.radiusMetres })
      : circleMarker(where(mark.at), { ...options, radius: LEAST_RING })
  })
  return [...rings, badge, ...drawWords(mark, where, kind, earlier('vigil-circle-label'))]
}

function drawWords(
  { signal, lines, placed: { badge, label, isLed } }: DrawnSignal,
  where: (at: Point) => LatLng,
  kind: string,
  earlier: string,
): Layer[] {
  if (!label) return []
  const words = document.createElement('span')
  for (const line of lines) {
    const part = document.createElement('span')
    part.textContent = line
    words.append(part)
  }
  const icon = divIcon({
    html: words,
    className: `vigil-circle-label vigil-circle-label--${signal.tier}${earlier}`,
    iconSize: [label.right - label.left, label.bottom - label.top],
    iconAnchor: [badge.x - label.left, badge.y - label.top],
  })
  const plate = marker(where(badge), { pane: 'signal-labels', keyboard: false, icon })
  if (!isLed) return [plate]
  const lead = { pane: 'signals', interactive: false, className: `vigil-circle vigil-circle--lead ${kind}` }
  return [polyline([where(badge), where(nearestOf(label, badge))], lead), plate]
}

/** Words that touched the edge would look cut. */
function within({ left, top, right, bottom }: Box): Box {
  return { left: left + AWAY, top: top + AWAY, right: right - AWAY, bottom: bottom - AWAY }
}

/** Of the projection that maps on the web use, at a latitude. */
function metresInPixel(latitude: number, zoom: number) {
  return (40_075_016.686 * Math.cos((latitude * Math.PI) / 180)) / (256 * 2 ** zoom)
}

/** As `_marks.scss` draws it: two lines of 16 pixels. */
function sizeOfLabel([first, second]: readonly [string, string]) {
  return {
    width: Math.ceil(Math.max(textWidth(first, '700 13px'), textWidth(second, '400 13px'))) + 16,
    height: 2 * 16 + 8,
  }
}
