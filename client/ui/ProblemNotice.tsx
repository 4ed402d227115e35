import type { ProblemError } from '../api/ask.ts'

const nextSteps: Record<number, string> = {
  0: 'Check the connection, then try again.',
  400: 'Change the filters or the address, then try again.',
  401: 'Sign in again: what you have written in a form is kept in this tab.',
  403: 'If you need it for your work, ask the administrator of your partnership.',
  404: 'It may have been merged or withdrawn. Go back to the list.',
  429: 'Wait a little, then try again.',
  503: 'The database is starting or away. Try again in a minute.',
}

interface ProblemNoticeProps {
  failure: ProblemError
  /** false where the page's own title says it already */
  isTitled?: boolean
  onRetry?: () => void
}

/** What went wrong and what can be done now. */
export function ProblemNotice({ failure, isTitled = true, onRetry }: ProblemNoticeProps) {
  const { title, detail, status, errors, type } = failure.problem
  const isCutAddress = status === 422 && onRetry !== undefined
  const nextStep = isCutAddress
    ? 'The address is not whole, or has a mistake in it: copy the whole link again, or go on from the list.'
    : (nextSteps[status] ?? 'Try again; if it goes on, tell the people who run Vigil.')
  const saysWhomToAsk = type === 'urn:vigil:agreement-ended'
  return (
    <div className="vigil-problem" role="alert">
      {isTitled && <h2 className="govuk-heading-m">{title}</h2>}
      {detail && <p className="govuk-body">{detail}</p>}
      {errors?.map((wrong) => (
        <p className="govuk-body" key={wrong.path}>
          {wrong.path}: {wrong.message}
        </p>
      ))}
      {!saysWhomToAsk && <p className="govuk-body">{nextStep}</p>}
      {onRetry && status !== 403 && (
        <button type="button" className="govuk-button govuk-button--secondary" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}
