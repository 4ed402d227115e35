import type { z } from 'zod'
import type { FieldError } from '../ui/ErrorSummary.tsx'
import { together } from '../ui/fields.ts'
import { type Field, patternOf } from './fields.ts'

/** What the contract would refuse, found before anything is sent. */
export function findErrors(schema: z.ZodType, record: unknown, fields: readonly Field[]): FieldError[] {
  const parsed = schema.safeParse(record)
  if (parsed.success) return []
  return parsed.error.issues.map(({ path, message }) =>
    labelled({ path: path.map(String).join('.'), message: message === 'is missing' ? '' : message }, fields),
  )
}

/** What the contract says of what is written in an address, said of three boxes. */
function inForm(message: string, kind: Field['kind']) {
  if (kind === 'partial day' && /^must be a (real )?day/.test(message))
    return 'must be a real day like 27 3 2026, or a month with its year, or a year'
  if (kind === 'day' && /^must be a (real )?day/.test(message)) return 'must be a real day, like 27 3 2026'
  return message
}

/** An error in the words of the form: the field by its label, and what to do. */
export function labelled({ path, message }: FieldError, fields: readonly Field[]): FieldError {
  const pattern = patternOf(path)
  const field = fields.find((candidate) => candidate.path === pattern || pattern.startsWith(`${candidate.path}.`))
  if (!field) return { path, message: message ? `${path}: ${message}` : `${path} is missing` }
  if (message === '') return { path, message: `Enter the ${field.label.toLowerCase()}` }
  return { path, message: together(field.label, inForm(message, field.kind)) }
}
