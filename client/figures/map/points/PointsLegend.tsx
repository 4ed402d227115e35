import type { ReactNode } from 'react'
import type { Signal } from '../../../../server/contract/signal.ts'
import { colours } from '../classes.ts'
import { SignalKeys } from '../Legend.tsx'

interface PointsLegendProps {
  signals: readonly Signal[]
  eventWord: string
  /** What is said of the scale. */
  children: ReactNode
}

/** What the circles of the points mean. */
export function PointsLegend({ signals, eventWord, children }: PointsLegendProps) {
  return (
    <div className="vigil-legend">
      <p className="vigil-legend__title">{eventWord}, to about 100 m</p>
      <ul>
        <li>
          <Circle radius={4} fill={colours[1]} />
          one
        </li>
        <li>
          <Circle radius={11} fill={colours[3]} />
          several near one another; they part when one looks nearer
        </li>
        <li className="vigil-quiet">The surface of a circle is as the number.</li>
        {children}
        <SignalKeys signals={signals} />
      </ul>
    </div>
  )
}

function Circle({ radius, fill }: { radius: number; fill: string }) {
  return (
    <svg width="30" height="26" aria-hidden="true" focusable="false">
      <circle cx="15" cy="13" r={radius} fill={fill} className="vigil-legend__swatch" />
    </svg>
  )
}
