import { Day } from '../../server/contract/day.ts'
import { dayInWords } from '../day.ts'
import { say } from '../words.ts'
import type { Draft } from './draft.ts'
import { type Field, patternOf } from './fields.ts'
import type { Registers } from './registers.ts'

/** A value as a person reads it. */
export function sayValue(field: Field | undefined, value: string | undefined, registers: Registers) {
  if (!value) return field?.noneLabel ?? 'not recorded'
  if (field?.kind === 'day') return Day.safeParse(value).success ? dayInWords(value) : value
  if (field?.kind === 'yes') return value === 'true' ? 'Yes' : 'No'
  if (field?.kind === 'choice') return say(field.words ?? {}, value)
  if (field?.register) {
    const words = registers[field.register]
    return value
      .split(',')
      .map((code) => words[code] ?? code)
      .join(', ')
  }
  return value
}

const placeParts: Readonly<Record<string, string>> = {
  longitude: 'longitude',
  latitude: 'latitude',
  precision: 'how exact',
}

export interface Difference {
  path: string
  label: string
  before: string
  after: string
}

/** Which fields of two versions differ, in words. */
export function differences(before: Draft, after: Draft, fields: readonly Field[], registers: Registers): Difference[] {
  const byPath = new Map(fields.map((field) => [field.path, field]))
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return paths.flatMap((path) => {
    if (before[path] === after[path]) return []
    const pattern = patternOf(path)
    const lastPart = pattern.split('.').at(-1) ?? ''
    const field = byPath.get(pattern) ?? byPath.get(pattern.slice(0, -(lastPart.length + 1)))
    if (!field || field.kind === 'kept') return []
    const part = field.kind === 'place' ? ` (${placeParts[lastPart] ?? lastPart})` : ''
    const position = path.match(/\.(\d+)\./)?.[1]
    const label = `${field.label}${part}${position === undefined ? '' : `, ${Number(position) + 1}`}`
    return [
      { path, label, before: sayValue(field, before[path], registers), after: sayValue(field, after[path], registers) },
    ]
  })
}
