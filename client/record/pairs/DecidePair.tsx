import { useId, useState } from 'react'
import type { z } from 'zod'
import type { Action } from '../../../server/contract/access.ts'
import { useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'

interface DecidePairProps {
  state: string
  /** where it is said, and what is answered */
  path: string
  answers: z.ZodType
  needs: Action
  /** which two records it is of */
  ids: object
  /** for those who hear the page: the two references */
  about: string
  words: { same: string; notSame: string; undo: string }
}

/** The same, not the same, or take back what was said. Leaving it for later needs no button. */
export function DecidePair({ state, path, answers, needs, ids, about: named, words }: DecidePairProps) {
  const deciding = useWriting(answers, 'POST', path)
  const [reason, setReason] = useState('')
  const reasonId = useId()
  if (!useMay()(needs)) return null
  const decide = (decided: 'same' | 'not_same' | 'undone') =>
    deciding.mutate({ body: { ...ids, decided, reason: reason.trim() || null } }, { onSuccess: () => setReason('') })
  const about = <span className="govuk-visually-hidden"> ({named})</span>
  const [said] = deciding.error?.problem.errors ?? []
  const form = (
    <>
      {deciding.error &&
        (said ? (
          <p className="govuk-error-message" role="alert">
            {said.message}
          </p>
        ) : (
          <ProblemNotice failure={deciding.error} />
        ))}
      <div className="govuk-form-group vigil-flush">
        <label className="govuk-label" htmlFor={reasonId}>
          {state === 'open' ? 'How do you know? (optional)' : 'Why take it back? (optional)'}
        </label>
        <div className="govuk-hint" id={`${reasonId}-hint`}>
          Never a name.
        </div>
        <input
          className="govuk-input"
          id={reasonId}
          aria-describedby={`${reasonId}-hint`}
          maxLength={400}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <div className="govuk-button-group vigil-panel--apart">
        {state === 'open' ? (
          <>
            <button type="button" className="govuk-button" disabled={deciding.isPending} onClick={() => decide('same')}>
              {words.same}
              {about}
            </button>
            <button
              type="button"
              className="govuk-button govuk-button--secondary"
              disabled={deciding.isPending}
              onClick={() => decide('not_same')}
            >
              {words.notSame}
              {about}
            </button>
          </>
        ) : (
          <button
            type="button"
            className="govuk-button govuk-button--secondary"
            disabled={deciding.isPending}
            onClick={() => decide('undone')}
          >
            {words.undo}
            {about}
          </button>
        )}
      </div>
    </>
  )
  if (state === 'open') return form
  return (
    <details className="govuk-details">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">Was that wrong?{about}</span>
      </summary>
      <div className="govuk-details__text">{form}</div>
    </details>
  )
}
