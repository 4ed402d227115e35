import {
  keepPreviousData,
  QueryClient,
  type UseQueryOptions,
  type UseQueryResult,
  useMutation,
  useQueries,
  useQuery,
} from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import type { Query } from './address.ts'
import { ask, ProblemError, send } from './ask.ts'
import { usePartnership } from './partnership.ts'

export const answers = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // A refusal stays a refusal; only a server that was away is asked again.
      retry: (times, failure) =>
        times < 2 && failure instanceof ProblemError && [0, 502, 503].includes(failure.problem.status),
    },
  },
})

type Asking<T> = Pick<UseQueryOptions<T, ProblemError>, 'enabled' | 'staleTime' | 'refetchInterval'> & {
  /** Whether the answer to the question before may stay on screen while this one is awaited; left out, it does. */
  keepsAfter?: (before: Query) => boolean
}

/** Asks for something of the partnership in the address; keeps the last answer on screen while the next one comes. */
export function useAnswer<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  query: Query = {},
  { keepsAfter, ...asking }: Asking<z.infer<Schema>> = {},
) {
  const partnership = usePartnership().slug
  return useQuery<z.infer<Schema>, ProblemError>({
    queryKey: [partnership, path, query],
    queryFn: () => ask(schema, path, { ...query, partnership }),
    placeholderData: (last, before) =>
      keepsAfter && before && !keepsAfter(before.queryKey[2] as Query) ? undefined : keepPreviousData(last),
    ...asking,
  })
}

/** The answers to several questions at one path, once all are there: each is kept as if it had been asked alone. */
export function useAnswers<Schema extends z.ZodType>(schema: Schema, path: string, queries: readonly Query[]) {
  const partnership = usePartnership().slug
  return useQueries({
    queries: queries.map((query) => ({
      queryKey: [partnership, path, query],
      queryFn: () => ask<Schema>(schema, path, { ...query, partnership }),
    })),
    combine: combineAnswers<z.infer<Schema>>,
  })
}

function combineAnswers<T>(results: readonly UseQueryResult<T>[]) {
  const [failed] = results.filter(({ isError }) => isError)
  return {
    /** Left out: not all are there yet. */
    all:
      results.length > 0 && results.every(({ data }) => data !== undefined)
        ? results.map(({ data }) => data as T)
        : undefined,
    isPending: results.some(({ isPending }) => isPending),
    failed: failed as UseQueryResult<T, ProblemError> | undefined,
  }
}

/**
 * Writes, then forgets what was read of this partnership. The key is made once: pressing twice writes once. An answer that holds a secret
 * has no key, because the server keeps the answers to keys for a day; nor has a question that is only too long for an address.
 */
export function useWriting<Schema extends z.ZodType>(
  schema: Schema,
  method: 'POST' | 'PUT',
  path: string,
  { holdsSecret = false, isQuestion = false } = {},
) {
  const partnership = usePartnership().slug
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  return useMutation<z.infer<Schema>, ProblemError, { body: unknown; revision?: number }>({
    mutationFn: ({ body, revision }) =>
      send(schema, {
        method,
        path,
        query: { partnership },
        body,
        idempotencyKey: holdsSecret || isQuestion ? undefined : idempotencyKey,
        revision,
      }),
    onSuccess: () => (isQuestion ? undefined : answers.invalidateQueries({ queryKey: [partnership] })),
    // After an answer the next press is another request; after silence it must be the same one.
    onSettled: (_written, failure) => {
      if (!failure || (failure.problem.status >= 400 && failure.problem.status < 500)) setKey(crypto.randomUUID())
    },
  })
}
