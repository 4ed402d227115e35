import type { ReactNode } from 'react'
import type { Signal } from '../../../server/contract/signal.ts'
import { plural } from '../../words/words.ts'
import type { DescribedClasses } from './descriptionClasses.ts'
import { SignalKeys, Swatch } from './Legend.tsx'

/** What the fills of a description mean; what it is stands with it wherever it goes. */
export function DescriptionLegend({
  classes: { title, classes },
  signals,
  eventWord,
  children,
}: {
  classes: DescribedClasses
  signals: readonly Signal[]
  eventWord: string
  /** What is said of the scale. */
  children: ReactNode
}) {
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
