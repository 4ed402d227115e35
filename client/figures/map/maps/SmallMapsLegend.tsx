import type { ReactNode } from 'react'
import type { AreaClass } from '../classes.ts'
import { radiusOf } from '../symbolSize.ts'

/** A class of the circles of small maps. */
export type CountClass = Pick<AreaClass, 'low' | 'high' | 'colour' | 'range'>

interface SmallMapsLegendProps {
  classes: readonly CountClass[]
  most: number
  eventWord: string
  /** What is said of the scale. */
  children: ReactNode
}

/** What the circles of all small maps mean, in one line: they have one scale. */
export function SmallMapsLegend({ classes, most, eventWord, children }: SmallMapsLegendProps) {
  return (
    <div className="vigil-legend vigil-small-maps__legend">
      <p className="vigil-legend__title">{eventWord} in an area, on all maps alike</p>
      <ul>
        {classes.map(({ low, high, colour, range }) => (
          <li key={low}>
            <svg width="30" height="30" aria-hidden="true" focusable="false">
              <circle
                cx="15"
                cy="15"
                r={Math.max(3, radiusOf(high, most, 13))}
                fill={colour}
                className="vigil-legend__swatch"
              />
            </svg>
            {range}
          </li>
        ))}
        <li className="vigil-quiet">The surface of a circle is as the number.</li>
        {children}
      </ul>
    </div>
  )
}
