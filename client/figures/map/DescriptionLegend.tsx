import { type ReactNode, useMemo } from 'react'
import type { MapDescription } from '../../../server/contract/map-description.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import { plural } from '../../words/words.ts'
import { classifyDescription } from './descriptionClasses.ts'
import { SignalKeys, Swatch } from './Legend.tsx'

/** What the fills of a description mean; what it is stands with it wherever it goes. */
export function DescriptionLegend({
  description,
  highest,
  signals,
  eventWord,
  children,
}: {
  description: MapDescription
  /** What density its classes reach up to, where they are held. */
  highest: number | undefined
  signals: readonly Signal[]
  eventWord: string
  /** What is said of the scale. */
  children: ReactNode
}) {
  const { title, classes } = useMemo(() => classifyDescription(description, highest), [description, highest])
  return (
    <div className="vigil-legend">
      <p className="vigil-legend__title">
        {eventWord}: {title.toLowerCase()}
      </p>
      <ul>
        {classes.map(({ colour, words, areas }) => (
          <li key={words}>
            <Swatch fill={colour} />
            {words} ({plural(areas, 'area')})
          </li>
        ))}
        {children}
        <SignalKeys signals={signals} />
      </ul>
      <p className="govuk-body-s vigil-flush">
        <strong>Description: where events were. Not a test, never an alert.</strong>
      </p>
    </div>
  )
}
