import { type FormEvent, useState } from 'react'
import type { z } from 'zod'
import { useWriting } from '../answers.ts'
import { ErrorSummary, type FieldError } from '../ui/ErrorSummary.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { Conflict } from './Conflict.tsx'
import { type Draft, fromDraft } from './draft.ts'
import { FormContext } from './FormContext.ts'
import { FormSections } from './FormSections.tsx'
import { allFields, type Field, type Section } from './fields.ts'
import { findErrors, labelled } from './findErrors.ts'
import { useRegisters } from './registers.ts'
import { useDraft } from './useDraft.ts'

interface RecordFormProps<Schema extends z.ZodType> {
  /** one name for each form and record, for the draft */
  name: string
  sections: readonly Section[]
  initial: Draft
  /** what is sent must be, and what is answered is */
  sends: z.ZodType
  answers: Schema
  method: 'POST' | 'PUT'
  path: string
  revision?: number
  submitLabel: string
  onSaved: (record: z.infer<Schema>) => void
  onLeave: () => void
}

/** An amendment says why, for those who read the history. */
function findUnsaid(draft: Draft, fields: readonly Field[]): FieldError[] {
  const why = fields.find(({ path }) => path === 'changeReason')
  return why && !draft.changeReason?.trim() ? [{ path: why.path, message: 'Say what changed, and why' }] : []
}

/** A GOV.UK form over one record: draft kept in the tab, errors that lead to their fields, two versions when they clash. */
export function RecordForm<Schema extends z.ZodType>(props: RecordFormProps<Schema>) {
  const { name, sections, initial, sends, path, method, submitLabel, onSaved, onLeave } = props
  const fields = allFields(sections)
  const registers = useRegisters(fields)
  const { draft, isKept, write, forget, startAgain } = useDraft(name, initial)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const writing = useWriting(props.answers, method, path)
  const problem = writing.error?.problem

  function save(revision: number | undefined) {
    const body = fromDraft(draft, fields)
    const found = [...findErrors(sends, body, fields), ...findUnsaid(draft, fields)]
    setErrors(found)
    if (found.length > 0) return
    writing.mutate(
      { body, ...(revision === undefined ? {} : { revision }) },
      {
        onSuccess(record) {
          forget()
          onSaved(record)
        },
        onError: (failure) => setErrors((failure.problem.errors ?? []).map((error) => labelled(error, fields))),
      },
    )
  }

  if (problem?.status === 412) {
    return (
      <Conflict
        draft={draft}
        current={problem.current}
        fields={fields}
        registers={registers}
        onKeepCurrent={() => {
          forget()
          onLeave()
        }}
        onSaveMine={save}
        onEdit={() => writing.reset()}
      />
    )
  }
  return (
    <FormContext value={{ draft, write, errors, registers }}>
      <form
        className="vigil-form"
        noValidate
        autoComplete="off"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          save(props.revision)
        }}
      >
        <ErrorSummary errors={errors} />
        {writing.error && errors.length === 0 && <ProblemNotice failure={writing.error} />}
        {isKept && (
          <p className="govuk-inset-text">
            This is what you had written before.{' '}
            <button type="button" className="vigil-link-button" onClick={startAgain}>
              Start again
            </button>
          </p>
        )}
        <FormSections sections={sections} />
        <div className="govuk-button-group">
          <button type="submit" className="govuk-button" disabled={writing.isPending}>
            {writing.isPending ? 'Saving…' : submitLabel}
          </button>
          <button
            type="button"
            className="vigil-link-button"
            onClick={() => {
              forget()
              onLeave()
            }}
          >
            Cancel
          </button>
        </div>
      </form>
    </FormContext>
  )
}
