import type { z } from 'zod'
import type { FieldError } from './ErrorSummary.tsx'

/**
 * What a small form says of each field that the contract does not take, in the order of the messages: its own words, but for a year that
 * the contract has something to say about.
 */
export function sayWrong(
  schema: z.ZodType,
  body: unknown,
  messages: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
  /** what the contract takes, or says only once the rest is right */
  also: readonly string[] = [],
): FieldError[] {
  const issues = schema.safeParse(body).error?.issues ?? []
  const said = new Map([
    ...also.map((path) => [path, ''] as const),
    ...issues.map(({ path, message }) => [String(path[0]), message] as const),
  ])
  return Object.entries(messages).flatMap(([path, message]) => {
    const why = said.get(path)
    if (why === undefined) return []
    return [{ path, message: /^the year has two digits/.test(why) ? `${labels[path]}: ${why}` : message }]
  })
}
