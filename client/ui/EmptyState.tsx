import type { ReactNode } from 'react'

/** Nothing to show: says so, and what to do next. */
export function EmptyState({ sentence, children }: { sentence: string; children: ReactNode }) {
  return (
    <div className="vigil-empty">
      <p className="govuk-body">{sentence}</p>
      <p className="govuk-body vigil-flush">{children}</p>
    </div>
  )
}
