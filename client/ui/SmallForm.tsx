import { type FormEvent, Fragment, type ReactNode, useState } from 'react'
import type { z } from 'zod'
import type { ProblemError } from '../api/ask.ts'
import { ErrorSummary, type FieldError } from './ErrorSummary.tsx'
import type { Answers } from './fields.ts'
import { ProblemNotice } from './ProblemNotice.tsx'
import { SmallFormField } from './SmallFormField.tsx'
import {
  askedOf,
  checkAnswers,
  firstAnswers,
  refusedBy,
  type SmallField,
  type SmallFormKind,
  withoutSecrets,
} from './smallForms.ts'

interface SmallFormProps<Schema extends z.ZodType> {
  form: SmallFormKind<Schema>
  /** what of a field is known only on the page, by its path: what a register offers, a name in a hint */
  given?: Readonly<Record<string, Partial<SmallField>>>
  initial?: Answers
  /** what sends it */
  writing: { error: ProblemError | null; isPending: boolean }
  /** Sends what was checked. `forget` takes passwords, codes and PINs out of the fields. */
  send: (body: z.output<Schema>, forget: () => void) => void
  submitLabel: string | ((answers: Answers) => string)
  isWarning?: boolean
  /** back without sending: a button beside the first */
  onLeave?: () => void
  /** where a page may hold it several times: stands after each id */
  idSuffix?: string
  /** what else stands beside the button */
  children?: ReactNode
}

/** A GOV.UK form of a few fields that belong to no record: nothing of it is kept as a draft. */
export function SmallForm<Schema extends z.ZodType>(props: SmallFormProps<Schema>) {
  const { form, given = {}, writing, send, submitLabel, isWarning, onLeave, idSuffix, children } = props
  const fields = form.fields.map((field) => ({ ...field, ...given[field.path] }))
  const [answers, setAnswers] = useState<Answers>(() => ({ ...firstAnswers(fields), ...props.initial }))
  const [found, setFound] = useState<readonly FieldError[]>([])
  const [shownFailure, setShownFailure] = useState<ProblemError | null>(null)
  const idOf = (path: string) => (idSuffix ? `${path}-${idSuffix}` : path)
  const show = (errors: readonly FieldError[]) =>
    setFound(errors.map((error) => ({ ...error, path: idOf(error.path) })))
  const refused = writing.error ? refusedBy(writing.error.problem, fields, answers) : []
  if (writing.error !== shownFailure) {
    setShownFailure(writing.error)
    show(refused)
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    const { body, errors } = checkAnswers({ ...form, fields }, answers)
    show(errors)
    if (errors.length === 0 && !writing.isPending) send(body, () => setAnswers((now) => withoutSecrets(now, fields)))
  }
  return (
    <form className="vigil-form" noValidate onSubmit={submit}>
      <ErrorSummary errors={found} />
      {writing.error && found.length === 0 && refused.length === 0 && <ProblemNotice failure={writing.error} />}
      {askedOf(fields, answers).map((field) => (
        <Fragment key={field.path}>
          {field.before}
          <SmallFormField
            field={field}
            id={idOf(field.path)}
            answers={answers}
            error={found.find(({ path }) => path === idOf(field.path))?.message}
            onChange={(answer) => setAnswers((now) => ({ ...now, [field.path]: answer }))}
          />
        </Fragment>
      ))}
      <div className="govuk-button-group">
        <button type="submit" className={`govuk-button ${isWarning ? 'govuk-button--warning' : ''}`}>
          {writing.isPending ? 'Sending…' : typeof submitLabel === 'string' ? submitLabel : submitLabel(answers)}
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
