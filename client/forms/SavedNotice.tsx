import { useRouterState } from '@tanstack/react-router'
import type { ProblemError } from '../api.ts'

const doneWords = { recorded: 'recorded', amended: 'amended', undone: 'withdrawn' } as const

interface SavedNoticeProps {
  /** for example "Death" */
  what: string
  reference: string
  onUndo: () => void
  isUndoing: boolean
  failure: ProblemError | null
}

/** Said once after saving: the reference, and a way back. */
export function SavedNotice({ what, reference, onUndo, isUndoing, failure }: SavedNoticeProps) {
  const done = useRouterState({ select: (state) => state.location.state.done })
  if (!done) return null
  return (
    <div className="govuk-notification-banner govuk-notification-banner--success" role="alert">
      <div className="govuk-notification-banner__header">
        <h2 className="govuk-notification-banner__title">Done</h2>
      </div>
      <div className="govuk-notification-banner__content">
        <p className="govuk-notification-banner__heading">
          {what} {doneWords[done]}. Reference {reference}
        </p>
        {done === 'recorded' && (
          <button type="button" className="vigil-link-button" onClick={onUndo} disabled={isUndoing}>
            {isUndoing ? 'Withdrawing…' : 'Undo'}
          </button>
        )}
        {failure && <p>{failure.message}</p>}
      </div>
    </div>
  )
}
