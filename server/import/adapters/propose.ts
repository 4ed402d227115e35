import type { FindingRole } from '../../contract/finding.ts'
import type { ColumnUse, ImportMapping, ImportSubject, ProposedColumn } from '../../contract/import.ts'
import { nameKey } from '../../contract/text.ts'
import { lettersApart } from '../../deaths/substances/neutral-words.ts'
import { readSubstanceCell } from '../../deaths/substances/read-cell.ts'
import { dayColumn } from '../cells/days.ts'
import { type CsvTable, cell } from '../tables/csv-table.ts'
import { cutTo } from '../tables/issues.ts'
import type { ReadingContext } from './adapter.ts'
import { type CellContext, tryCell } from './cells.ts'
import type { VigilField } from './field.ts'
import { readFlag } from './findings.ts'
import { fieldsOf } from './vigil-fields.ts'

/** What each column of a file is probably for, and what comes of reading its first cells so. */

const CELLS_TRIED = 100
const SAMPLES = 3
const CHARACTERS_SHOWN = 80
const UNREAD_SHOWN = 30
/** Of the cells tried, what a use must be able to read to be proposed by its heading; by its values alone it needs more. */
const SHARE_BY_HEADING = 0.5
const SHARE_BY_VALUES = 0.8
const FEWEST_VALUES = 3

export const EMPTY_MAPPING: ImportMapping = {
  columns: {},
  constants: {},
  values: {},
  readsCause: false,
  instants: 'as_written',
}

export function inWords(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

const FILLERS = new Set([
  'of',
  'the',
  'at',
  'in',
  'on',
  'for',
  'was',
  'is',
  'a',
  'an',
  'if',
  'known',
  'please',
  'state',
  'and',
  'or',
])

function tokensOf(words: string): string[] {
  return words.split(' ').filter((word) => word !== '' && !FILLERS.has(word))
}

/** How a heading names a field: exactly, by another name, by the words of one in another order, with more words, or with a slip. */
type Match = { field: VigilField; rank: 'own' | 'alias' | 'same_words' | 'more_words' | 'slip'; slips: number }

const RANKS = ['own', 'alias', 'same_words', 'more_words', 'slip'] as const

/** Each heading is asked once a rank, and again for the nearest field. */
const matched = new WeakMap<readonly VigilField[], Map<string, Match[]>>()
const MOST_HEADINGS_KEPT = 5_000

function matchesOf(heading: string, fields: readonly VigilField[]): Match[] {
  const known = matched.get(fields) ?? new Map<string, Match[]>()
  matched.set(fields, known)
  let matches = known.get(heading)
  if (!matches) {
    matches = findMatches(heading, fields)
    if (known.size >= MOST_HEADINGS_KEPT) known.clear()
    known.set(heading, matches)
  }
  return matches
}

type FieldNames = { own: string[]; all: string[]; inTokens: string[][] }
const namesOfFields = new WeakMap<VigilField, FieldNames>()

function namesOf(field: VigilField): FieldNames {
  let names = namesOfFields.get(field)
  if (!names) {
    const own = [inWords(field.name), inWords(field.label)]
    const all = [...own, ...field.alsoCalled.map(inWords)]
    names = { own, all, inTokens: all.map(tokensOf) }
    namesOfFields.set(field, names)
  }
  return names
}

function findMatches(heading: string, fields: readonly VigilField[]): Match[] {
  const words = inWords(heading)
  // "Combined OD1" … "Combined OD7" are one kind of column
  const unnumbered = words.replace(/ ?\d+$/, '')
  const tokens = tokensOf(words)
  const matches: Match[] = []
  for (const field of fields) {
    const { own, all, inTokens } = namesOf(field)
    const isOneOfMany = field.kind === 'substances' && all.includes(unnumbered)
    const slips = slipsIn(words, all)
    const rank = own.includes(words)
      ? 'own'
      : all.includes(words) || isOneOfMany
        ? 'alias'
        : (rankByWords(tokens, inTokens) ?? (slips === null ? undefined : 'slip'))
    if (rank) matches.push({ field, rank, slips: slips ?? 0 })
  }
  return matches.sort((a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) || a.slips - b.slips)
}

function rankByWords(tokens: string[], names: string[][]): 'same_words' | 'more_words' | undefined {
  const set = new Set(tokens)
  const holds = names.filter((name) => name.length > 0 && name.every((word) => set.has(word)))
  if (holds.some((name) => name.length === set.size)) return 'same_words'
  // one short word within a long heading says little: "date" is in every second one
  return holds.some((name) => name.length >= 2 || (name[0] as string).length >= 8 || SAYS_ALONE.has(name[0] as string))
    ? 'more_words'
    : undefined
}

const SAYS_ALONE = new Set([
  'drugs',
  'drug',
  'substances',
  'substance',
  'postcode',
  'gender',
  'sex',
  'outcome',
  'batch',
  'expiry',
  'doses',
])

/** How many letters a heading is away from one of the names, where that is few. */
function slipsIn(words: string, names: string[]): number | null {
  if (words.length < 5) return null
  // of two short headings that are two letters apart, "lived alone" and "lived lon", one is another word
  const most = words.length < 12 ? 1 : 2
  const distances = names
    .filter((name) => name.length >= 5 && name[0] === words[0] && Math.abs(name.length - words.length) <= most)
    .map((name) => lettersApart(words, name, most + 1))
  const least = Math.min(...distances)
  return least <= most ? least : null
}

/** What the heading of a column of substances says they are for each death. */
function roleIn(heading: string): FindingRole | null {
  const words = inWords(heading)
  if (/\b(implicated|caused?|contribut\w*|attributed)\b/.test(words)) return 'implicated'
  if (/\b(believed|suspected|reported|alleged|taken|used)\b/.test(words)) return 'believed_taken'
  if (/\b(detected|found|present|positive|tox|toxicology|lab|laboratory)\b/.test(words)) return 'detected'
  return null
}

type Column = { heading: string; values: string[] }

/**
 * A use for each column. By headings alone (`how: 'headings'`) only what names a field of Vigil's by its own or another usual name is
 * used: for a file that comes with no mapping and nobody beside it. With `how: 'values'` the cells have their say, and a person looks.
 */
export function proposeMapping(
  table: Pick<CsvTable, 'headings' | 'rows'>,
  subject: ImportSubject,
  context: ReadingContext,
  how: 'headings' | 'values',
): ImportMapping {
  const fields = fieldsOf(subject) ?? []
  const columns = columnsOf(table)
  const uses = new Map<string, ColumnUse>()
  const taken = new Set<string>()
  const ranks = how === 'headings' ? ['own', 'alias'] : ['own', 'alias', 'same_words', 'more_words']
  for (const rank of ranks) {
    for (const column of columns) {
      if (uses.has(column.heading)) continue
      for (const match of matchesOf(column.heading, fields)) {
        if (match.rank !== rank || (taken.has(match.field.name) && match.field.kind !== 'substances')) continue
        const use = useFor(match.field, column, how === 'values')
        if (!reads(use, column, subject, context, rank === 'own' && how === 'headings' ? 0 : SHARE_BY_HEADING)) continue
        uses.set(column.heading, use)
        taken.add(match.field.name)
        break
      }
    }
  }
  if (how === 'values') {
    for (const column of columns) {
      if (uses.has(column.heading)) continue
      const use = useByValues(column, fields, taken, subject, context)
      if (!use) continue
      uses.set(column.heading, use)
      if (use.as === 'field') taken.add(use.field)
    }
  }
  const named = columns.map(({ heading }) => [heading, uses.get(heading) ?? { as: 'unused' }] as const)
  const hasSubstances = [...uses.values()].some(({ as }) => as === 'substances' || as === 'substance')
  return {
    ...EMPTY_MAPPING,
    columns: Object.fromEntries(named),
    readsCause: how === 'values' && subject === 'deaths' && taken.has('cause_of_death') && !hasSubstances,
  }
}

function columnsOf({ headings, rows }: Pick<CsvTable, 'headings' | 'rows'>): Column[] {
  return headings
    .filter((heading) => heading !== '')
    .map((heading) => {
      const values: string[] = []
      for (const row of rows) {
        const value = cell(row, heading)
        if (value !== '') values.push(value)
        if (values.length === CELLS_TRIED) break
      }
      return { heading, values }
    })
}

function useFor(field: VigilField, { heading }: Column, asksRole: boolean): ColumnUse {
  if (field.kind !== 'substances') return { as: 'field', field: field.name }
  return { as: 'substances', role: asksRole ? roleIn(heading) : null }
}

/** What the cells alone show: a column of one substance, of substances, or of words that only one field has. */
function useByValues(
  column: Column,
  fields: readonly VigilField[],
  taken: ReadonlySet<string>,
  subject: ImportSubject,
  context: ReadingContext,
): ColumnUse | undefined {
  if (column.values.length === 0) return undefined
  const code = context.names.codeOf(column.heading)
  const hasFlags = column.values.every((value) => readFlag(value) !== undefined)
  if (hasFlags) {
    if (!code) return undefined
    const isTested = column.values.some((value) => readFlag(value) === 'negative' || readFlag(value) === 'nothing')
    return { as: 'substance', code, role: roleIn(column.heading), no: isTested ? 'not_detected' : 'nothing' }
  }
  const substances: ColumnUse = { as: 'substances', role: roleIn(column.heading) }
  if (column.values.length >= FEWEST_VALUES && reads(substances, column, subject, context, SHARE_BY_VALUES))
    return substances
  for (const field of fields) {
    if (taken.has(field.name) || field.kind !== 'choice' || isAnswers(field)) continue
    const use: ColumnUse = { as: 'field', field: field.name }
    const isVaried = new Set(column.values.map((value) => value.toLowerCase())).size > 1
    if (isVaried && column.values.length >= FEWEST_VALUES && reads(use, column, subject, context, 1)) return use
  }
  return undefined
}

function isAnswers({ options }: VigilField): boolean {
  return options?.length === 3 && options.includes('yes')
}

function reads(
  use: ColumnUse,
  column: Column,
  subject: ImportSubject,
  context: ReadingContext,
  share: number,
): boolean {
  if (share === 0) return true
  let unread = 0
  // columns of free text are many, and a few cells show that they are none of it
  for (const { reading } of tryCells(use, column, subject, context, EMPTY_MAPPING)) {
    if (reading.kind === 'unread') unread++
    if (unread > (1 - share) * column.values.length) return false
  }
  return true
}

type Tried = ProposedColumn['tried'] & { unreadValues: ProposedColumn['unread'] }

/** What comes of each cell of a column, one after the other. */
function* tryCells(
  use: ColumnUse,
  { values }: Column,
  subject: ImportSubject,
  context: ReadingContext,
  mapping: ImportMapping,
): Generator<{ value: string; reading: { kind: 'value' | 'blank' } | { kind: 'unread'; reason: string } }> {
  const field = use.as === 'field' ? fieldsOf(subject)?.find(({ name }) => name === use.field) : undefined
  const cellContext: CellContext = {
    column: dayColumn(values, context.country),
    meant: (field && mapping.values[field.name]) ?? {},
    readsSubstances: (text) => {
      const { substances, saysNone } = readSubstanceCell(text, context.names)
      return saysNone || substances.some(({ code }) => code !== null)
    },
    isKnown: (kind, name) => isKnown(kind, name, context),
  }
  for (const value of values) {
    const isUnreadFlag = use.as === 'substance' && readFlag(value) === undefined
    const reading = field
      ? tryCell(field, value, cellContext)
      : use.as === 'substances'
        ? tryCell(SUBSTANCES, value, cellContext)
        : isUnreadFlag
          ? { kind: 'unread' as const, reason: 'this says neither yes nor no' }
          : { kind: 'value' as const }
    yield { value, reading }
  }
}

function tryColumn(...asked: Parameters<typeof tryCells>): Tried {
  const unread = new Map<string, { times: number; reason: string }>()
  let [read, all] = [0, 0]
  for (const { value, reading } of tryCells(...asked)) {
    all++
    if (reading.kind !== 'unread') read++
    else unread.set(value, { times: (unread.get(value)?.times ?? 0) + 1, reason: reading.reason })
  }
  const unreadValues = [...unread]
    .map(([value, told]) => ({ value: cutTo(value, CHARACTERS_SHOWN), ...told }))
    .sort((a, b) => b.times - a.times)
  return { read, unread: all - read, unreadValues: unreadValues.slice(0, UNREAD_SHOWN) }
}

const SUBSTANCES = { kind: 'substances', name: 'substances', options: null } as unknown as VigilField

function isKnown(kind: 'agency' | 'product' | 'panel', name: string, context: ReadingContext): boolean {
  if (kind === 'agency') return context.agencies.has(nameKey(name))
  if (kind === 'panel') return context.panels.has(nameKey(name))
  const word = name.toLowerCase()
  return context.products.some(
    ({ code, name: product }) => word.startsWith(code.split('-')[0] as string) || product.toLowerCase() === word,
  )
}

/** Each column with its use in a mapping, its first values, and what comes of reading them so. */
export function tryMapping(
  table: Pick<CsvTable, 'headings' | 'rows'>,
  subject: ImportSubject,
  context: ReadingContext,
  mapping: ImportMapping,
): ProposedColumn[] {
  const taken = fieldsTaken(mapping)
  return columnsOf(table).map((column) => {
    const use = mapping.columns[column.heading] ?? { as: 'unused' as const }
    const { read, unread, unreadValues } =
      use.as === 'unused' ? { read: 0, unread: 0, unreadValues: [] } : tryColumn(use, column, subject, context, mapping)
    return {
      heading: column.heading,
      use,
      identifies: false,
      samples: [...new Set(column.values)].slice(0, SAMPLES).map((value) => cutTo(value, CHARACTERS_SHOWN)),
      nearest: use.as === 'unused' ? nearestField(column.heading, subject, taken) : null,
      tried: { read, unread },
      unread: unreadValues,
    }
  })
}

/** The fields that a mapping reads from some column. */
export function fieldsTaken(mapping: ImportMapping): ReadonlySet<string> {
  return new Set(Object.values(mapping.columns).flatMap((use) => (use.as === 'field' ? [use.field] : [])))
}

/** The free field that the heading of an unused column comes closest to. */
export function nearestField(heading: string, subject: ImportSubject, taken: ReadonlySet<string>): string | null {
  const match = matchesOf(heading, fieldsOf(subject) ?? []).find(({ field }) => !taken.has(field.name))
  return match?.field.name ?? null
}

/** A saved mapping still knows a column whose heading now has other capitals, blanks or marks. */
export function forHeadingsOf({ headings }: Pick<CsvTable, 'headings'>, mapping: ImportMapping): ImportMapping {
  const free = headings.filter((heading) => mapping.columns[heading] === undefined)
  const columns = Object.entries(mapping.columns).map(([heading, use]) => {
    if (headings.includes(heading)) return [heading, use] as const
    const same = free.filter((other) => inWords(other) !== '' && inWords(other) === inWords(heading))
    return [same.length === 1 ? (same[0] as string) : heading, use] as const
  })
  return { ...mapping, columns: Object.fromEntries(columns) }
}

/** The field of a mapping that names one that is not there, or a column twice. */
export function faultsOf(mapping: ImportMapping, subject: ImportSubject): { path: string; message: string }[] {
  const fields = new Map((fieldsOf(subject) ?? []).map((field) => [field.name, field]))
  const faults: { path: string; message: string }[] = []
  const used = new Map<string, string>()
  for (const [heading, use] of Object.entries(mapping.columns)) {
    if (use.as === 'substance' && use.code === '')
      faults.push({ path: `mapping.columns.${heading}`, message: `choose which substance the column ${heading} is of` })
    if (use.as !== 'field') continue
    if (!fields.has(use.field))
      faults.push({ path: `mapping.columns.${heading}`, message: `there is no field ${use.field}` })
    const other = used.get(use.field)
    if (other !== undefined)
      faults.push({
        path: `mapping.columns.${heading}`,
        message: `${fields.get(use.field)?.label ?? use.field} is read from the column ${other} already`,
      })
    used.set(use.field, heading)
  }
  for (const name of [...Object.keys(mapping.constants), ...Object.keys(mapping.values)])
    if (!fields.has(name)) faults.push({ path: `mapping.${name}`, message: `there is no field ${name}` })
  return faults
}
