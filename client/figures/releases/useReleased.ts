import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Query } from '../../api/address.ts'
import { ask, type ProblemError } from '../../api/ask.ts'

/** Like useAnswer, for pages that stand outside a partnership's shell; the last answer is not kept: it would be of another year. */
export function useReleased<Schema extends z.ZodType>(schema: Schema, path: string, query: Query, isEnabled = true) {
  return useQuery<z.infer<Schema>, ProblemError>({
    queryKey: [query.partnership, path, query],
    queryFn: () => ask(schema, path, query),
    enabled: isEnabled,
    staleTime: 300_000,
  })
}
