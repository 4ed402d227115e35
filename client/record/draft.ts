import { Day, DayPrecision, partialText } from '../../server/contract/day.ts'
import { type Answers, wholeDay } from '../ui/fields.ts'
import { type Field, patternOf } from './fields.ts'

/** The answers of a record's form, kept in the tab until they are sent. */
export type Draft = Answers

const PLACE_PARTS = ['precision', 'longitude', 'latitude']

/** Whether an answer says anything: “don’t know” says nothing. */
export const isSaid = (answer: string | undefined) => answer !== undefined && answer !== '' && answer !== 'unknown'

/** A record as a draft. Parts no field speaks of are left out. */
export function toDraft(record: unknown, fields: readonly Field[]): Draft {
  const isKnown = knownTo(fields)
  const texts = new Set(fields.filter(({ kind }) => kind === 'texts beside').map(({ path }) => path))
  // codes hold no comma, names that are not in the tree may
  const markAt = (path: string) => (texts.has(patternOf(path)) ? '\n' : ',')
  const draft = Object.fromEntries(flatten(record, '', markAt).filter(([path]) => isKnown(path)))
  for (const { path } of fields.filter(({ kind }) => kind === 'partial day')) {
    const written = draft[path]
    const precision = DayPrecision.safeParse((record as Record<string, unknown>)[`${path}Precision`]).data ?? 'day'
    if (written) draft[path] = partialText(asPartial(written), precision)
  }
  return draft
}

/** Whether a path is one of a form's fields, or a part of one of its places. */
function knownTo(fields: readonly Field[]) {
  const known = new Set(
    fields.flatMap(({ path, kind }) => [
      path,
      ...(kind === 'place' ? PLACE_PARTS.map((part) => `${path}.${part}`) : []),
    ]),
  )
  return (path: string) => known.has(patternOf(path))
}

/** `'2024-3-'` → `'2024-03'`: boxes that were left empty at the end say nothing. */
function asPartial(written: string) {
  return wholeDay(written.replace(/-+$/, ''))
}

function flatten(value: unknown, path: string, markAt: (path: string) => string): [string, string][] {
  if (value === null || value === undefined || value === '') return []
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) {
    return value.length > 0 ? [[path, value.join(markAt(path))]] : []
  }
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([name, part]) => flatten(part, path ? `${path}.${name}` : name, markAt))
  }
  return [[path, String(value)]]
}

/**
 * A whole record as it is sent. A list that the form asks for is sent empty where nothing stands in it: left out, an amendment would leave
 * the last entry that was taken away where it was.
 */
export function toRecord(draft: Draft, fields: readonly Field[]): unknown {
  const lists = fields.flatMap(({ path }) => /^(\w+)\.\*\./.exec(path)?.[1] ?? [])
  return { ...Object.fromEntries(lists.map((list) => [list, []])), ...fromDraft(draft, fields) }
}

/**
 * What has been filled in: empty fields left out, so that the contract's own defaults ("don't know") stand in for them. Left out too is what
 * no field speaks of, as in a draft kept from before the form was changed: nobody could take it away.
 */
export function fromDraft(draft: Draft, fields: readonly Field[]): object {
  const kinds = new Map(fields.map((field) => [field.path, field.kind]))
  const isKnown = knownTo(fields)
  const record: Branch = {}
  for (const [path, written] of Object.entries(draft).filter(([path]) => isKnown(path))) {
    const pattern = patternOf(path)
    const value = sentValue(written.trim(), kinds.get(pattern), pattern)
    if (value !== undefined) plant(record, path.split('.'), value)
  }
  return withLists(record) as object
}

interface Branch {
  [name: string]: Branch | string | number | boolean | string[]
}

function sentValue(written: string, kind: Field['kind'] | undefined, pattern: string) {
  if (written === '') return undefined
  if (kind === 'number' || /\.(longitude|latitude)$/.test(pattern)) return numberOrText(written)
  if (kind === 'day') return wholeDay(written)
  if (kind === 'partial day') return /^\d{1,2}(-|$)/.test(written) ? written.replace(/-+$/, '') : asPartial(written)
  if (kind === 'yes') return written === 'true'
  if (kind === 'registers') return written.split(',')
  if (kind === 'texts beside') return written.split('\n')
  return written
}

/** What is not a number stays a text, so that the contract refuses it at its path. */
function numberOrText(written: string) {
  const number = Number(written)
  return Number.isNaN(number) ? written : number
}

function plant(branch: Branch, [name = '', ...rest]: string[], value: Branch[string]) {
  if (rest.length === 0) {
    branch[name] = value
    return
  }
  const inner = branch[name]
  const grown: Branch = typeof inner === 'object' && !Array.isArray(inner) ? inner : {}
  branch[name] = grown
  plant(grown, rest, value)
}

/** Branches named 0, 1, 2 … are lists. */
function withLists(value: Branch[string]): unknown {
  if (typeof value !== 'object' || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([name, part]) => [name, withLists(part)] as const)
  if (entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name))) {
    return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, part]) => part)
  }
  return Object.fromEntries(entries)
}

/** How many of a repeated part the draft has. */
export function countOf(draft: Draft, path: string) {
  const positions = Object.keys(draft)
    .filter((written) => written.startsWith(`${path}.`))
    .map((written) => Number(written.slice(path.length + 1).split('.')[0]))
  return positions.length === 0 ? 0 : Math.max(...positions) + 1
}

/** The draft without one of a repeated part; those after it move up. */
export function without(draft: Draft, path: string, position: number): Draft {
  const kept = Object.entries(draft).flatMap(([written, value]): [string, string][] => {
    if (!written.startsWith(`${path}.`)) return [[written, value]]
    const [at = '', ...rest] = written.slice(path.length + 1).split('.')
    if (Number(at) === position) return []
    const moved = Number(at) > position ? Number(at) - 1 : Number(at)
    return [[[path, moved, ...rest].join('.'), value]]
  })
  return Object.fromEntries(kept)
}

/** What an amendment starts from: the record as it stands; when and why it changes is for the person to say. */
export function toAmendment(record: unknown, fields: readonly Field[]): Draft {
  const { knownOn: _knownOn, changeReason: _changeReason, ...draft } = toDraft(record, fields)
  return draft
}

/** The day that stands in three boxes, once it is one. */
export function dayOf(written: string | undefined) {
  return Day.safeParse(wholeDay(written ?? '')).data
}
