import { useRouterState } from '@tanstack/react-router'
import type { useUndo } from './useUndo.ts'

const doneWords = { recorded: 'recorded', amended: 'amended', undone: 'withdrawn' } as const

interface SavedNoticeProps {
  /** for example "Death" */
  what: string
  reference: string
  undoing: ReturnType<typeof useUndo>
}

/** Said once after saving: the reference, and a way back. */
export function SavedNotice({ what, reference, undoing: { undo, isUndoing, isUndone, failure } }: SavedNoticeProps) {
  const done = useRouterState({ select: (state) => state.location.state.done })
  if (!done) return null
  const undone = done === 'amended' ? 'as it was before the amendment' : doneWords.undone
  return (
    <div className="govuk-notification-banner govuk-notification-banner--success" role="alert">
      <div className="govuk-notification-banner__header">
        <h2 className="govuk-notification-banner__title">Done</h2>
      </div>
      <div className="govuk-notification-banner__content">
        <p className="govuk-notification-banner__heading">
          {what} {isUndone ? undone : doneWords[done]}. Reference {reference}
        </p>
        {done !== 'undone' && !isUndone && undo && (
          <button type="button" className="vigil-link-button" onClick={undo} disabled={isUndoing}>
            {isUndoing ? 'Undoing…' : 'Undo'}
          </button>
        )}
        {failure && <p>{failure.message}</p>}
      </div>
    </div>
  )
}
