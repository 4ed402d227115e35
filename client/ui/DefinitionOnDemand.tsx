import type { ReactNode } from 'react'

export function DefinitionOnDemand({ term, children }: { term: ReactNode; children: ReactNode }) {
  return (
    <details className="govuk-details vigil-definition">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">{term}</span>
      </summary>
      <div className="govuk-details__text">{children}</div>
    </details>
  )
}
