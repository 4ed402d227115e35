import { useId, useState } from 'react'
import { type SameEventDecision, SameEventPair } from '../../../../server/contract/same-event.ts'
import { useWriting } from '../../../api/answers.ts'
import { useMay } from '../../../api/may.ts'
import { usePartnership } from '../../../api/partnership.ts'
import { ProblemNotice } from '../../../ui/ProblemNotice.tsx'
import { instantInWords } from '../../../words/day.ts'
import { say } from '../../../words/words.ts'
import { decidedWords } from './sayEvent.ts'

interface DecideEventProps {
  pair: SameEventPair
}

/** One event, two, or take back what was said. Leaving it for later needs no button. */
export function DecideEvent({ pair }: DecideEventProps) {
  const [one, other] = pair.reports
  const deciding = useWriting(SameEventPair, 'POST', '/same-events')
  const [reason, setReason] = useState('')
  const reasonId = useId()
  if (!useMay()('overdose:write')) return null
  const decide = (decided: SameEventDecision['decided']) =>
    deciding.mutate(
      { body: { overdoseId: one.overdoseId, otherId: other.overdoseId, decided, reason: reason.trim() || null } },
      { onSuccess: () => setReason('') },
    )
  const about = <span className="govuk-visually-hidden"> ({`${one.reference} and ${other.reference}`})</span>
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
            <button type="button" className="govuk-button" disabled={deciding.isPending} onClick={() => decide('same')}>
              One event: count once{about}
            </button>
            <button
              type="button"
              className="govuk-button govuk-button--secondary"
              disabled={deciding.isPending}
              onClick={() => decide('not_same')}
            >
              Two events{about}
            </button>
          </>
        ) : (
          <button
            type="button"
            className="govuk-button govuk-button--secondary"
            disabled={deciding.isPending}
            onClick={() => decide('undone')}
          >
            {pair.state === 'same' ? 'Take them apart' : 'Undo'}
            {about}
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

/** Who said what of a pair, latest first. */
export function EventDecisions({ decisions }: Pick<SameEventPair, 'decisions'>) {
  const { timeZone } = usePartnership()
  if (decisions.length === 0) return null
  return (
    <ul className="govuk-list">
      {decisions.map(({ decided, decidedByName, decidedAt, reason }) => (
        <li key={`${decided} ${decidedAt}`} className="govuk-body-s">
          {say(decidedWords, decided)}
          {decidedByName && ` by ${decidedByName}`}, {instantInWords(decidedAt, timeZone)}
          {reason && `: ${reason}`}
        </li>
      ))}
    </ul>
  )
}
