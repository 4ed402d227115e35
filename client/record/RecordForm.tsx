import { type FormEvent, type ReactNode, useState } from 'react'
import type { z } from 'zod'
import { useWriting } from '../api/answers.ts'
import { ErrorSummary, type FieldError } from '../ui/ErrorSummary.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { Conflict } from './Conflict.tsx'
import { Doubts } from './Doubts.tsx'
import { type Draft, toRecord } from './draft.ts'
import { FormContext } from './FormContext.ts'
import { FormSections } from './FormSections.tsx'
import { allFields, type Field, type Section } from './fields.ts'
import { findErrors, labelled } from './findErrors.ts'
import { asError, type Judge, judgePlaces, judgeRecord, useRuleContext } from './judgeDraft.ts'
import { useRegisters } from './registers.ts'
import { useDraft } from './useDraft.ts'

interface RecordFormProps<Schema extends z.ZodType> {
  /** one name for each form and record, for the draft */
  name: string
  sections: readonly Section[]
  initial: Draft
  /** what is sent must be, and what is answered is */
  sends: z.ZodType
  /** the rules of the record; those that only a person can settle are asked about once */
  judge?: Judge
  /** the record as it stands, for an amendment */
  stands?: unknown
  answers: Schema
  method: 'POST' | 'PUT'
  path: string
  revision?: number
  submitLabel: string
  onSaved: (record: z.infer<Schema>) => void
  onLeave: () => void
  /** what is asked of what is written so far, before the button */
  asks?: ReactNode
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
  const context = useRuleContext(fields)
  /** What was doubtful when it was asked about, and was kept as it is. */
  const [doubts, setDoubts] = useState<readonly FieldError[]>([])
  const writing = useWriting(props.answers, method, path)
  const problem = writing.error?.problem

  function save(revision: number | undefined, kept: readonly FieldError[] = []) {
    const body = toRecord(draft, fields)
    const { impossible, doubtful } = judgeAll(body)
    const remarks = impossible.map((remark) => asError(remark, fields))
    const isJudged = (error: FieldError) => remarks.some(({ path }) => isAbout(path, error.path))
    const unsaid = findUnsaid(draft, fields)
    const found = [...findErrors(sends, body, fields).filter((error) => !isJudged(error)), ...remarks, ...unsaid]
    setErrors(found)
    const open = doubtful.map((remark) => asError(remark, fields))
    const isKept = ({ message }: FieldError) => kept.some((doubt) => doubt.message === message)
    const asked = found.length === 0 && !open.every(isKept) ? open : []
    setDoubts(asked)
    if (found.length > 0 || asked.length > 0) return
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

  const forgive = (path: string) => setErrors((now) => now.filter((error) => error.path !== path))

  function judgeAll(body: unknown) {
    const parsed = sends.safeParse(body)
    const judged =
      parsed.success && props.judge
        ? judgeRecord(props.judge, parsed.data, props.stands, context, registers)
        : judgePlaces(body, fields, context)
    return {
      impossible: [...judged.impossible, ...judged.unexplained],
      doubtful: parsed.success ? judged.doubtful : [],
    }
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
    <FormContext value={{ draft, write, errors, forgive, registers }}>
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
        {doubts.length > 0 && <Doubts doubts={doubts} onKeep={() => save(props.revision, doubts)} />}
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
        {props.asks}
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

/** Of a point both numbers are one thing. */
function isAbout(remarked: string, path: string) {
  return remarked === path || remarked.replace(/\.longitude$/, '') === path.replace(/\.(longitude|latitude)$/, '')
}
