import { useMutation } from '@tanstack/react-query'
import type { z } from 'zod'
import { type ProblemError, send } from './ask.ts'

/** Sends something about oneself, outside any partnership. Nothing is kept for a repeated press: answers may hold secrets. */
export function usePost<Schema extends z.ZodType>(schema: Schema, path: string) {
  return useMutation<z.infer<Schema>, ProblemError, object | undefined>({
    mutationFn: (body = {}) => send(schema, { method: 'POST', path, body }),
  })
}
