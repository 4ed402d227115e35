import { circle, circleMarker, layerGroup } from 'leaflet'
import { useMemo } from 'react'
import type { Signal } from '../../../server/contract/signal.ts'
import { joinSentence } from '../../../server/contract/signal-sentence.ts'
import { useLayer } from '../../map/useLayer.ts'
import { say } from '../../words/words.ts'
import { sayKind } from './signalsOnMap.ts'
import { tierWords } from './signalWords.ts'

interface SignalsLayerProps {
  signals: readonly Signal[]
  onPick: (signalId: string) => void
  /** False where the page says the tier beside the map: the label would hide the name of the place. */
  isLabelled?: boolean
}

/** Each signal as a circle of its true radius, with what it is of on its mark. Tiers differ by colour, by dash and by label, never by colour alone. */
export function SignalsLayer({ signals, onPick, isLabelled = true }: SignalsLayerProps) {
  const layer = useMemo(
    () => layerGroup(signals.flatMap((signal) => drawSignal(signal, () => onPick(signal.signalId), isLabelled))),
    [signals, onPick, isLabelled],
  )
  useLayer(layer)
  return null
}

function drawSignal(signal: Signal, pick: () => void, isLabelled: boolean) {
  if (!signal.centre) return []
  const at: [number, number] = [signal.centre.latitude, signal.centre.longitude]
  const className = `vigil-circle vigil-circle--${signal.tier}`
  const extent = circle(at, { radius: signal.radiusMetres ?? 0, pane: 'signals', className })
  const dot = circleMarker(at, { radius: 7, pane: 'signals', className: `${className} vigil-circle--dot` })
  const sentence = document.createElement('span')
  sentence.textContent = joinSentence(signal.sentence)
  const label = document.createElement('span')
  label.textContent = `${say(tierWords, signal.tier)}: ${sayKind(signal)}`
  if (isLabelled)
    extent.bindTooltip(label, {
      permanent: true,
      direction: 'top',
      className: `vigil-circle-label vigil-circle-label--${signal.tier}`,
      pane: 'picked',
      offset: [0, -16],
    })
  dot.bindTooltip(sentence, { className: 'vigil-tooltip--wide', direction: 'bottom', offset: [0, 10] })
  for (const drawn of [extent, dot]) drawn.on('click', pick)
  return [extent, dot]
}
