import { useId, useState } from 'react'
import { type SameDeathDecision, SameDeathPair } from '../../../server/contract/same-death.ts'
import { useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'

interface DecidePairProps {
  pair: SameDeathPair
}

/** Same, not the same, or take back what was said. Leaving it for later needs no button. */
export function DecidePair({ pair }: DecidePairProps) {
  const [one, other] = pair.records
  const deciding = useWriting(SameDeathPair, 'POST', '/same-deaths')
  const [reason, setReason] = useState('')
  const reasonId = useId()
  if (!useMay()('death:write')) return null
  const say = (decided: SameDeathDecision['decided']) =>
    deciding.mutate(
      { body: { deathId: one.deathId, otherId: other.deathId, decided, reason: reason.trim() || null } },
      { onSuccess: () => setReason('') },
    )
  const about = <span className="govuk-visually-hidden"> ({`${one.reference} and ${other.reference}`})</span>
  const form = (
    <>
      {deciding.error && <ProblemNotice failure={deciding.error} />}
      <div className="govuk-form-group vigil-flush">
        <label className="govuk-label" htmlFor={reasonId}>
          {pair.state === 'open' ? 'How do you know? (optional)' : 'Why take it back? (optional)'}
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
        {pair.state === 'open' ? (
          <>
            <button type="button" className="govuk-button" disabled={deciding.isPending} onClick={() => say('same')}>
              Same death: count once{about}
            </button>
            <button
              type="button"
              className="govuk-button govuk-button--secondary"
              disabled={deciding.isPending}
              onClick={() => say('not_same')}
            >
              Not the same{about}
            </button>
          </>
        ) : (
          <button
            type="button"
            className="govuk-button govuk-button--secondary"
            disabled={deciding.isPending}
            onClick={() => say('undone')}
          >
            Undo{about}
          </button>
        )}
      </div>
    </>
  )
  if (pair.state === 'open') return form
  return (
    <details className="govuk-details">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">Was that wrong?{about}</span>
      </summary>
      <div className="govuk-details__text">{form}</div>
    </details>
  )
}
