import { type FormEvent, type ReactNode, useState } from 'react'
import type { ProblemError } from '../api/ask.ts'
import { ErrorSummary, type FieldError } from './ErrorSummary.tsx'
import { ProblemNotice } from './ProblemNotice.tsx'

interface SmallFormProps {
  /** what each field is called, by its path, in the order of the form */
  labels: Readonly<Record<string, string>>
  /** what the person must still fill in; nothing is sent while there is any */
  check: () => FieldError[]
  send: () => void
  failure: ProblemError | null
  isSending: boolean
  submitLabel: string
  isWarning?: boolean
  fields?: (errorAt: (path: string) => string | undefined) => ReactNode
  /** back without sending: a button beside the first */
  onLeave?: () => void
  /** what else stands beside the button */
  children?: ReactNode
}

/** A GOV.UK form of a few fields that belong to no record: nothing of it is kept as a draft. */
export function SmallForm(props: SmallFormProps) {
  const { labels, check, send, failure, isSending, submitLabel, isWarning, fields, onLeave, children } = props
  const [found, setFound] = useState<readonly FieldError[]>([])
  const [shownFailure, setShownFailure] = useState<ProblemError | null>(null)
  if (failure !== shownFailure) {
    setShownFailure(failure)
    setFound(failure ? errorsOf(failure, labels) : [])
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    const errors = check()
    setFound(errors)
    if (errors.length === 0 && !isSending) send()
  }
  return (
    <form className="vigil-form" noValidate onSubmit={submit}>
      <ErrorSummary errors={found} />
      {failure && found.length === 0 && errorsOf(failure, labels).length === 0 && <ProblemNotice failure={failure} />}
      {fields?.((path) => found.find((error) => error.path === path)?.message)}
      <div className="govuk-button-group">
        <button type="submit" className={`govuk-button ${isWarning ? 'govuk-button--warning' : ''}`}>
          {isSending ? 'Sending…' : submitLabel}
        </button>
        {onLeave && (
          <button type="button" className="vigil-link-button" onClick={onLeave}>
            Cancel
          </button>
        )}
        {children}
      </div>
    </form>
  )
}

/** "is too easy to guess": a sentence together with the label. */
const isPredicate = /^(is|has|was|must|cannot) /

/** What the server refused, at its fields. What it refused as a whole stands at the first field; what went wrong stands apart. */
function errorsOf({ problem }: ProblemError, labels: SmallFormProps['labels']): FieldError[] {
  const first = Object.keys(labels)[0] ?? ''
  if (problem.errors?.length) {
    return problem.errors.map(({ path, message }) =>
      path in labels
        ? { path, message: `${labels[path]}${isPredicate.test(message) ? '' : ':'} ${message}` }
        : { path: first, message: `${path}: ${message}` },
    )
  }
  if (problem.status < 400 || problem.status >= 500) return []
  return [{ path: first, message: [problem.title, problem.detail].filter(Boolean).join(' ') }]
}
