import type { Signal } from '../../server/contract/signal.ts'
import { tierWords } from '../signals/signalWords.ts'
import { say } from '../words.ts'
import type { AreaClass, AreaClasses } from './classes.ts'

/** What each fill and line means, with the classes as they are and not as one might wish. */
export function Legend({
  classes,
  signals,
  eventWord,
}: {
  classes: AreaClasses
  signals: readonly Signal[]
  eventWord: string
}) {
  const title = classes.measure === 'count' ? `${eventWord} in an area` : `${eventWord} per 100,000 residents a year`
  return (
    <div className="vigil-legend">
      <p className="vigil-legend__title">{title}</p>
      <ul>
        {classes.classes.map((mapClass) => (
          <li key={mapClass.low}>
            <Swatch fill={mapClass.colour} />
            {sayClass(mapClass)}
          </li>
        ))}
        {classes.hasHatched && (
          <li>
            <Swatch fill="url(#vigil-hatch)" />
            {classes.measure === 'rate' ? 'too few, or no population, for a rate' : 'hidden'}
          </li>
        )}
        <li>
          <Swatch fill="none" />
          none recorded
        </li>
        <li className="vigil-quiet">A dot is an area too small to draw from here.</li>
        <SignalKeys signals={signals} />
      </ul>
    </div>
  )
}

/** The circles of the signals that are drawn. */
export function SignalKeys({ signals }: { signals: readonly Signal[] }) {
  const tiers = [...new Set(signals.filter((signal) => signal.centre).map((signal) => signal.tier))]
  return tiers.map((tier) => (
    <li key={tier}>
      <svg width="26" height="18" aria-hidden="true" focusable="false">
        <circle cx="13" cy="9" r="7" className={`vigil-circle vigil-circle--${tier}`} fill="none" />
      </svg>
      signal: {say(tierWords, tier).toLowerCase()}
    </li>
  ))
}

export function Swatch({ fill }: { fill: string }) {
  return (
    <svg width="26" height="18" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="24" height="16" fill={fill} className="vigil-legend__swatch" />
    </svg>
  )
}

function sayClass({ low, high }: AreaClass) {
  const [from, to] = [low, high].map((bound) => bound.toLocaleString('en-GB'))
  return from === to ? from : `${from} to ${to}`
}
