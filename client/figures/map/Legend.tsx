import type { Signal } from '../../../server/contract/signal.ts'
import { tierWords } from '../../surveillance/signals/signalWords.ts'
import { plural, say } from '../../words/words.ts'
import { type AreaClass, type AreaClasses, hatch, ruled } from './classes.ts'
import { radiusOf } from './symbolSize.ts'

/** What each fill, size and line means, with the classes as they are and not as one might wish. */
export function Legend({
  classes: { measure, classes, hatched },
  signals,
  eventWord,
}: {
  classes: AreaClasses
  signals: readonly Signal[]
  eventWord: string
}) {
  const isCount = measure === 'count'
  const most = classes.at(-1)?.high ?? 0
  const isAnyUnreliable = classes.some(({ unreliable }) => unreliable > 0)
  return (
    <div className="vigil-legend">
      <p className="vigil-legend__title">
        {isCount ? `${eventWord} in an area` : `${eventWord} per 100,000 residents a year`}
      </p>
      <ul>
        {classes.map((mapClass) => (
          <li key={mapClass.low}>
            {isCount ? (
              <SymbolKey fill={mapClass.colour} radius={radiusOf(mapClass.high, most, 13)} />
            ) : (
              <Swatch fill={mapClass.unreliable === mapClass.areas ? ruled(mapClass.colour) : mapClass.colour} />
            )}
            {sayClass(mapClass)}
          </li>
        ))}
        {isAnyUnreliable && (
          <li>
            <Swatch fill={ruled(classes[0]?.colour ?? '')} />
            ruled: from fewer than 20 events, not to be relied on
          </li>
        )}
        {hatched > 0 && (
          <li>
            <Swatch fill={hatch} />
            {isCount ? 'hidden' : 'too few, or no population, for a rate'} ({plural(hatched, 'area')})
          </li>
        )}
        <li>
          <Swatch fill="none" />
          none recorded
        </li>
        {classes.length > 0 && (
          <li className="vigil-quiet">
            {isCount
              ? 'The surface of a circle is as the number; it stands in the middle of its area.'
              : 'A dot is an area too small to draw from here.'}
          </li>
        )}
        <SignalKeys signals={signals} />
      </ul>
    </div>
  )
}

/** The rings of the signals that are drawn. */
export function SignalKeys({ signals }: { signals: readonly Signal[] }) {
  const drawn = signals.filter(({ centre }) => centre)
  const tiers = [...new Set(drawn.map(({ tier }) => tier))]
  return (
    <>
      {tiers.map((tier) => (
        <li key={tier}>
          <svg width="30" height="30" aria-hidden="true" focusable="false">
            <circle cx="15" cy="15" r="12" className={`vigil-circle vigil-circle--${tier}`} />
            <circle cx="15" cy="15" r="6.5" className={`vigil-badge vigil-badge--${tier}`} />
          </svg>
          signal: {say(tierWords, tier).toLowerCase()}, with its number of cases
        </li>
      ))}
      {drawn.some(({ isOfLastNight }) => !isOfLastNight) && (
        <li className="vigil-quiet">Pale and hollow: not found by the last night.</li>
      )}
    </>
  )
}

export function Swatch({ fill }: { fill: string }) {
  return (
    <svg width="26" height="18" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="24" height="16" fill={fill} className="vigil-legend__swatch" />
    </svg>
  )
}

function SymbolKey({ fill, radius }: { fill: string; radius: number }) {
  return (
    <svg width="30" height="30" aria-hidden="true" focusable="false">
      <circle cx="15" cy="15" r={radius} fill={fill} className="vigil-legend__swatch" />
    </svg>
  )
}

function sayClass({ low, high, areas, unreliable }: AreaClass) {
  const [from, to] = [low, high].map((bound) => bound.toLocaleString('en-GB'))
  const held = `${plural(areas, 'area')}${unreliable > 0 ? `, ${unreliable === areas ? (areas === 1 ? 'its rate' : 'all') : unreliable} ruled` : ''}`
  return `${from === to ? from : `${from} to ${to}`} (${held})`
}
