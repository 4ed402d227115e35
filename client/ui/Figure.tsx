import type { ReactNode } from 'react'
import type { Provenance } from '../../server/contract/figure.ts'
import { dayInWords } from '../words/day.ts'

interface FigureProps {
  title: string
  /** What the drawing says, for people who do not see it and for those in a hurry. */
  sentence: string
  drawing: ReactNode
  table: ReactNode
  provenance: Provenance
  csv?: ReactNode
}

export function Figure({ title, sentence, drawing, table, provenance, csv }: FigureProps) {
  return (
    <figure className="vigil-figure">
      <figcaption>
        <h3 className="govuk-heading-s">{title}</h3>
        <p className="govuk-body-s">{sentence}</p>
      </figcaption>
      {drawing}
      <details className="govuk-details vigil-flush">
        <summary className="govuk-details__summary">
          <span className="govuk-details__summary-text">Show as a table</span>
        </summary>
        <div className="govuk-details__text">
          {table}
          {csv}
        </div>
      </details>
      <ProvenanceNote provenance={provenance} />
    </figure>
  )
}

export function ProvenanceNote({ provenance }: { provenance: Provenance }) {
  return <p className="vigil-provenance">{sayProvenance(provenance)}</p>
}

/** What is counted, by which date, as known when, and from where. */
export function sayProvenance({ definition, dateBasis, asKnownOn, source, tier }: Provenance) {
  return `${sentence(definition)} By ${dateBasis}. As known on ${dayInWords(asKnownOn)}. Source: ${source}. For: ${tier}.`
}

/** Definitions come as sentences or as phrases; in a row of sentences each ends with its stop. */
function sentence(definition: string) {
  return /[.!?]$/.test(definition) ? definition : `${definition}.`
}
