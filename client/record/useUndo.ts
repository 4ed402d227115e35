import { useRouterState } from '@tanstack/react-router'
import type { z } from 'zod'
import { useWriting } from '../api/answers.ts'
import { type Draft, toAmendment, toRecord } from './draft.ts'
import type { Field } from './fields.ts'

interface UndoOf<Schema extends z.ZodType> {
  answers: Schema
  path: string
  record: { revision: number }
  /** All its revisions; undefined while they are not there. */
  history: readonly { revision: number }[] | undefined
  fields: readonly Field[]
  /** What takes back a record that should not have been made. */
  withdrawn: Draft
}

/** The way back from what was just saved, by a new revision: a record is withdrawn, an amendment gives way to what stood before it. */
export function useUndo<Schema extends z.ZodType>({
  answers,
  path,
  record,
  history,
  fields,
  withdrawn,
}: UndoOf<Schema>) {
  const writing = useWriting(answers, 'PUT', path)
  const done = useRouterState({ select: (state) => state.location.state.done })
  const before = history?.find(({ revision }) => revision === record.revision - 1)
  const draft: Draft | undefined =
    done === 'amended'
      ? before && { ...toAmendment(before, fields), changeReason: 'The amendment was undone' }
      : { ...toAmendment(record, fields), ...withdrawn }
  return {
    undo: draft && (() => writing.mutate({ body: toRecord(draft, fields), revision: record.revision })),
    isUndoing: writing.isPending,
    isUndone: writing.isSuccess,
    failure: writing.error,
  }
}
