import type { z } from 'zod'
import type { FieldError } from '../ui/ErrorSummary.tsx'
import { type Field, patternOf } from './fields.ts'

/** What the contract would refuse, found before anything is sent. */
export function findErrors(schema: z.ZodType, record: unknown, fields: readonly Field[]): FieldError[] {
  const parsed = schema.safeParse(record)
  if (parsed.success) return []
  return parsed.error.issues.map(({ path, message, code, input }) => {
    const isMissing = code === 'invalid_type' && input === undefined && message.includes('undefined')
    return labelled({ path: path.map(String).join('.'), message: isMissing ? '' : message }, fields)
  })
}

const instead: Readonly<Partial<Record<Field['kind'], string>>> = {
  day: 'must be a real day, like 27 3 2026',
  number: 'must be a number',
}

/** An error in the words of the form: the field by its label, and what to do. */
export function labelled({ path, message }: FieldError, fields: readonly Field[]): FieldError {
  const pattern = patternOf(path)
  const field = fields.find((candidate) => candidate.path === pattern || pattern.startsWith(`${candidate.path}.`))
  if (!field) return { path, message: message ? `${path}: ${message}` : `${path} is missing` }
  if (message === '') return { path, message: `Enter the ${field.label.toLowerCase()}` }
  const plain = /^Invalid/.test(message) ? instead[field.kind] : undefined
  return { path, message: `${field.label}: ${plain ?? message}` }
}
