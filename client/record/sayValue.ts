import { StoredDay, StoredPartialDay } from '../../server/contract/day.ts'
import { dayInWords } from '../words/day.ts'
import { partialInWords } from '../words/partialDay.ts'
import { say } from '../words/words.ts'
import type { Draft } from './draft.ts'
import { type Field, patternOf } from './fields.ts'
import type { Registers } from './registers.ts'

/** A value as a person reads it. */
export function sayValue(field: Field | undefined, value: string | undefined, registers: Registers) {
  if (!value) return field?.noneLabel ?? 'not recorded'
  if (field?.kind === 'day') return StoredDay.safeParse(value).success ? dayInWords(value) : value
  if (field?.kind === 'partial day') return StoredPartialDay.safeParse(value).success ? partialInWords(value) : value
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
  const whole = new Set<string>()
  return paths.flatMap((path) => {
    if (before[path] === after[path]) return []
    const part = partOf(path)
    if (part && (!hasPart(before, part) || !hasPart(after, part))) {
      if (whole.has(part)) return []
      whole.add(part)
      return [
        {
          path: part,
          label: sayPart(part, byPath),
          before: hasPart(before, part) ? sayWhole(before, part, byPath, registers) : 'not recorded',
          after: hasPart(after, part) ? sayWhole(after, part, byPath, registers) : 'taken away',
        },
      ]
    }
    const pattern = patternOf(path)
    const lastPart = pattern.split('.').at(-1) ?? ''
    const field = byPath.get(pattern) ?? byPath.get(pattern.slice(0, -(lastPart.length + 1)))
    if (!field || field.kind === 'kept') return []
    const piece = field.kind === 'place' ? ` (${placeParts[lastPart] ?? lastPart})` : ''
    const position = path.match(/\.(\d+)\./)?.[1]
    const label = `${field.label}${piece}${position === undefined ? '' : `, ${Number(position) + 1}`}`
    return [
      { path, label, before: sayValue(field, before[path], registers), after: sayValue(field, after[path], registers) },
    ]
  })
}

/** `findings.2.unit` → `findings.2`: the repeated part that a field stands in, the outermost first. */
function partOf(path: string) {
  return path.match(/^.*?\.\d+(?=\.)/)?.[0]
}

function hasPart(draft: Draft, part: string) {
  return Object.keys(draft).some((path) => path.startsWith(`${part}.`))
}

/** `findings.2` → "Substance 3": a part is called by its first field. */
function sayPart(part: string, byPath: ReadonlyMap<string, Field>) {
  const list = part.replace(/\.\d+$/, '')
  const first = [...byPath.values()].find(({ path }) => path.startsWith(`${list}.*.`))
  return `${first?.label ?? list} ${Number(part.slice(list.length + 1)) + 1}`
}

/** All that a part says, on one line: what nobody knows, or is as it usually is, left out. */
function sayWhole(draft: Draft, part: string, byPath: ReadonlyMap<string, Field>, registers: Registers) {
  return Object.entries(draft)
    .flatMap(([path, value]) => {
      const field = byPath.get(patternOf(path))
      const isSaid = path.startsWith(`${part}.`) && field && field.kind !== 'kept' && value !== unsaid(field)
      if (!isSaid) return []
      const said = sayValue(field, value, registers)
      // "No" or "0.44" alone says nothing
      return [/^(Yes|No|[\d.]+)$/.test(said) ? `${field.label.toLowerCase()} ${said.toLowerCase()}` : said]
    })
    .join(', ')
}

function unsaid({ initial }: Field) {
  return initial === 'unknown' || initial === 'false' ? initial : undefined
}
