import type { ReactNode } from 'react'
import type { Signal } from '../../../server/contract/signal.ts'
import { tierWords } from '../../surveillance/signals/signalWords.ts'
import { plural, say } from '../../words/words.ts'
import { type AreaClass, type AreaClasses, hatch, isSized, type Measure, ruled } from './classes.ts'
import { radiusOf } from './symbolSize.ts'

const titles: Record<Measure, (eventWord: string) => string> = {
  count: (eventWord) => `${eventWord} in an area`,
  rate: (eventWord) => `${eventWord} per 100,000 residents a year`,
  change: (eventWord) => `${eventWord} more or fewer than in the period of equal length before`,
  ratio: (eventWord) => `${eventWord}: times what the residents of an area lead one to expect`,
}
const whyHatched: Record<Measure, string> = {
  count: 'hidden',
  rate: 'too few, or no population, for a rate',
  change: 'hidden, or no records of the period before',
  ratio: 'too few, or no population, to compare',
}
const howDrawn: Record<Measure, string> = {
  count: 'The surface of a circle is as the number; it stands in the middle of its area.',
  rate: 'A dot is an area too small to draw from here.',
  change: 'The surface of a circle is as the change: full where there were more, hollow where there were fewer.',
  ratio: 'A dashed border: fewer than expected. A dot is an area too small to draw from here.',
}

/** What each fill, size and line means, with the classes as they are and not as one might wish. */
export function Legend({
  classes: { measure, classes, hatched },
  signals,
  eventWord,
  children,
}: {
  classes: AreaClasses
  signals: readonly Signal[]
  eventWord: string
  /** What is said of the scale. */
  children: ReactNode
}) {
  const most = Math.max(0, ...classes.map(sizeOfClass))
  const isAnyUnreliable = classes.some(({ unreliable }) => unreliable > 0)
  return (
    <div className="vigil-legend">
      <p className="vigil-legend__title">{titles[measure](eventWord)}</p>
      <ul>
        {classes.map((mapClass) => (
          <li key={mapClass.low}>
            {isSized(measure) ? (
              <SymbolKey
                colour={mapClass.colour}
                radius={Math.max(3, radiusOf(sizeOfClass(mapClass), most, 13))}
                isBelow={measure === 'change' && mapClass.high < 0}
              />
            ) : (
              <Swatch
                fill={mapClass.unreliable === mapClass.areas ? ruled(mapClass.colour) : mapClass.colour}
                isBelow={measure === 'ratio' && mapClass.high < 1 / 1.25}
              />
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
            {whyHatched[measure]} ({plural(hatched, 'area')})
          </li>
        )}
        <li>
          <Swatch fill="none" />
          none recorded
        </li>
        {classes.length > 0 && <li className="vigil-quiet">{howDrawn[measure]}</li>}
        {children}
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

export function Swatch({ fill, isBelow }: { fill: string; isBelow?: boolean }) {
  return (
    <svg width="26" height="18" aria-hidden="true" focusable="false">
      <rect
        x="1"
        y="1"
        width="24"
        height="16"
        fill={fill}
        className="vigil-legend__swatch"
        strokeDasharray={isBelow ? '3 2' : undefined}
      />
    </svg>
  )
}

function SymbolKey({ colour, radius, isBelow }: { colour: string; radius: number; isBelow: boolean }) {
  return (
    <svg width="30" height="30" aria-hidden="true" focusable="false">
      {isBelow ? (
        <circle cx="15" cy="15" r={radius} stroke={colour} className="vigil-symbol vigil-symbol--below" />
      ) : (
        <circle cx="15" cy="15" r={radius} fill={colour} className="vigil-legend__swatch" />
      )}
    </svg>
  )
}

function sizeOfClass({ low, high }: AreaClass) {
  return Math.max(Math.abs(low), Math.abs(high))
}

function sayClass({ range, areas, unreliable }: AreaClass) {
  const held = `${plural(areas, 'area')}${unreliable > 0 ? `, ${unreliable === areas ? (areas === 1 ? 'its rate' : 'all') : unreliable} ruled` : ''}`
  return `${range} (${held})`
}
