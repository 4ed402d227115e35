import type { ReactNode } from 'react'
import type { Signal } from '../../../server/contract/signal.ts'
import { SignalKeys } from './Legend.tsx'
import { radiusOf } from './symbolSize.ts'
import { mostOfEither, type Together } from './together.ts'

interface TogetherLegendProps {
  together: Together
  signals: readonly Signal[]
  /** What is said of the scale. */
  children: ReactNode
}

/** Which shape is which, and how large how many are. */
export function TogetherLegend({ together, signals, children }: TogetherLegendProps) {
  const [firstWord, secondWord] = together.words
  const most = together.most ?? mostOfEither(together.areas)
  const sizes = [...new Set([1, Math.round(most / 4), most])].filter((size) => size > 0)
  return (
    <div className="vigil-legend">
      <p className="vigil-legend__title">
        {firstWord} and {secondWord.toLowerCase()} in an area
      </p>
      <ul>
        <li>
          <Circle radius={9} />
          {firstWord}
        </li>
        <li>
          <Square radius={9} />
          {secondWord}
        </li>
        {sizes.map((size) => (
          <li key={size}>
            <Circle radius={radiusOf(size, most, 13)} />
            <Square radius={radiusOf(size, most, 13)} />
            {size.toLocaleString('en-GB')}
          </li>
        ))}
        <li className="vigil-quiet">
          Both to one scale, side by side in the middle of their area; one alone stands in the middle.
        </li>
        {children}
        <SignalKeys signals={signals} />
      </ul>
    </div>
  )
}

function Circle({ radius }: { radius: number }) {
  return (
    <svg width="28" height="28" aria-hidden="true" focusable="false">
      <circle cx="14" cy="14" r={radius} className="vigil-symbol vigil-symbol--first" />
    </svg>
  )
}

function Square({ radius }: { radius: number }) {
  const side = radius * Math.sqrt(Math.PI)
  return (
    <svg width="28" height="28" aria-hidden="true" focusable="false">
      <rect
        x={14 - side / 2}
        y={14 - side / 2}
        width={side}
        height={side}
        className="vigil-symbol vigil-symbol--second"
      />
    </svg>
  )
}
