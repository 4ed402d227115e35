import type { z } from 'zod'
import type { FindingRole, NewFinding } from '../../contract/finding.ts'
import { whyNotADrug } from '../../contract/identifying.ts'
import type { ColumnUse, ImportMapping } from '../../contract/import.ts'
import { nameKey } from '../../contract/text.ts'
import { readCause } from '../../deaths/substances/read-cause.ts'
import { type CellSubstance, readSubstanceCell } from '../../deaths/substances/read-cell.ts'
import { asWord, isSpreadsheetError, namesNoSubstance, saysNothing, saysUnknown } from '../cells/words.ts'
import { type CsvRow, cell } from '../tables/csv-table.ts'
import { cutTo, type Issue, note } from '../tables/issues.ts'
import type { ReadingContext } from './adapter.ts'
import type { FieldReader } from './field-reader.ts'

/** The substances of a death from wherever a file has them: lists in cells, a column each, the cause of death in words. */

export type Finding = z.input<typeof NewFinding>

export type SubstanceColumns = {
  lists: { heading: string; role: FindingRole | null }[]
  flags: (Extract<ColumnUse, { as: 'substance' }> & { heading: string })[]
  /** The cause of death, where its words are read too. */
  cause: string | null
}

export function substanceColumnsOf({ columns, readsCause }: ImportMapping): SubstanceColumns {
  const uses = Object.entries(columns)
  return {
    lists: uses.flatMap(([heading, use]) => (use.as === 'substances' ? [{ heading, role: use.role }] : [])),
    flags: uses.flatMap(([heading, use]) => (use.as === 'substance' ? [{ heading, ...use }] : [])),
    cause: readsCause
      ? (uses.find(([, use]) => use.as === 'field' && use.field === 'cause_of_death')?.[0] ?? null)
      : null,
  }
}

/** The weakest claim: nothing was measured, nobody has decided. */
const WHERE_NOTHING_IS_SAID: FindingRole = 'believed_taken'

const FLAG_WORDS = {
  yes: 'y|yes|true|t|1|x|✓|✔|positive|pos|+|detected|present|found|implicated|confirmed',
  no: 'n|no|false|f|0|none|not involved',
  negative: 'negative|neg|not detected|nd|n.d.|absent|not found|not present|none detected|nil detected|nil',
  nothing: 'not tested|nt|untested|not analysed|not looked for|pending|awaited',
} as const
const FLAGS = new Map(
  Object.entries(FLAG_WORDS).flatMap(([meaning, words]) =>
    words.split('|').map((word) => [word, meaning as keyof typeof FLAG_WORDS] as const),
  ),
)

/** What a cell in the column of one substance says; undefined where it is not of these words. */
export function readFlag(text: string): keyof typeof FLAG_WORDS | 'blank' | undefined {
  const flag = FLAGS.get(asWord(text))
  if (flag) return flag
  if (saysNothing(text) || saysUnknown(text)) return 'blank'
  return /^y(es)?\b/i.test(text.trim()) ? 'yes' : undefined
}

/** All findings of one row; one substance in one role once, however many columns name it. */
export function readFindings(
  row: CsvRow,
  read: FieldReader,
  columns: SubstanceColumns,
  { names }: Pick<ReadingContext, 'names'>,
): Finding[] {
  const findings = new Map<string, Finding>()
  const readFrom = new Map<string, string>()
  function add(substance: CellSubstance, role: FindingRole, heading: string, decidedBy: Finding['decidedBy']) {
    const { code, name, prescribed, isUncertain, isNegative } = substance
    if (code === null && !tellUnknown(substance, heading)) return
    if (isUncertain)
      read.doubtAt(heading, substance.written, 'written with a question mark', 'kept as believed taken, and no more')
    const said = isNegative ? 'not_detected' : isUncertain ? 'believed_taken' : role
    const isMetabolite = code !== null && names.isMetabolite(code) && (said === 'implicated' || said === 'detected')
    const kept: FindingRole = isMetabolite && substance.role === null ? 'metabolite' : said
    const key = `${code ?? `? ${nameKey(name)}`} ${kept}`
    if (findings.has(key)) return
    readFrom.set(key, heading)
    findings.set(key, {
      ...(code === null ? { notInTree: cutTo(name, 120) } : { substanceCode: code }),
      role: kept,
      prescribed,
      decidedBy,
      asWritten: code === null ? null : cutTo(substance.written, 200),
    })
  }
  /** Says that a name is not in the tree; false where it may say who somebody was, and is not kept. */
  function tellUnknown({ name, near }: CellSubstance, heading: string): boolean {
    const why = whyNotADrug(name)
    if (why) {
      read.doubtAt(heading, null, `a name that is no drug of the tree ${why}`, 'left out')
      return false
    }
    const meant = near.map(names.nameOf)
    read.doubtAt(
      heading,
      name,
      'this is not in the tree of substances',
      meant.length
        ? `kept as it is written; is it ${meant.join(' or ')}? Place it under Registers`
        : 'kept as it is written; place it under Registers when it is known what it is',
    )
    return true
  }

  for (const { heading, role } of columns.lists) {
    const text = cell(row, heading)
    // "nk" and "none detected" say what an empty cell says: no substance is known
    if (saysNothing(text) || saysUnknown(text)) continue
    if (namesNoSubstance(text) || isSpreadsheetError(text)) {
      read.doubtAt(heading, text, 'this names no substance', 'left empty; write the names in this row')
      continue
    }
    const { substances, notes, saysNone } = readSubstanceCell(text, names)
    for (const said of saysNone && substances.length === 0 ? [] : notes) {
      if (SAYS_LITTLE.test(said)) continue
      const reason = substances.length ? `“${said}” beside the names is no substance` : 'this names no substance'
      read.doubtAt(heading, text, reason, 'left out; write it as a name if it is one')
    }
    for (const substance of substances) add(substance, substance.role ?? role ?? WHERE_NOTHING_IS_SAID, heading, null)
  }
  for (const { heading, code, role, no } of columns.flags) {
    const text = cell(row, heading)
    const flag = readFlag(text)
    if (flag === undefined) {
      read.doubtAt(
        heading,
        text,
        'this says neither yes nor no',
        'left empty; write yes, no, positive, negative or not tested',
      )
      continue
    }
    const isNegative = flag === 'negative' || (flag === 'no' && no === 'not_detected')
    if (flag !== 'yes' && !isNegative) continue
    const substance = { code, written: `${heading}: ${text}`, name: names.nameOf(code), role: null, near: [] }
    add(
      { ...substance, prescribed: 'unknown', isUncertain: false, isNegative },
      role ?? WHERE_NOTHING_IS_SAID,
      heading,
      null,
    )
  }
  if (columns.cause) {
    const implied = [...findings.values()].flatMap(({ substanceCode }) => substanceCode ?? [])
    for (const substance of readCause(cell(row, columns.cause), names)) {
      // a group that only the text names ("opioid toxicity") adds nothing beside one of its drugs
      const { code } = substance
      if (code !== null && implied.some((other) => names.isImplied(code, other))) continue
      add(substance, substance.role ?? 'implicated', columns.cause, 'import')
    }
  }
  const all = [...findings.values()]
  doubtMorphine(read, readFrom, all)
  return all
}

/** Words beside names that change nothing of what is kept. */
const SAYS_LITTLE = /^(?:metabolites?|unknown|not known|not applicable|pending|awaited|tbc|low|high|trace)$/i

/** docs/domain.md, “What was taken, found and to blame”: 6-MAM shows heroin; morphine alone cannot be told from it. */
function doubtMorphine(read: FieldReader, headings: ReadonlyMap<string, string>, findings: Finding[]): void {
  const codes = findings.map((finding) => finding.substanceCode)
  const morphine = findings.find(({ substanceCode, role }) => substanceCode === 'morphine' && role !== 'not_detected')
  if (!morphine || morphine.prescribed === 'yes' || codes.includes('heroin') || codes.includes('6-mam')) return
  read.doubtAt(
    headings.get(`morphine ${morphine.role}`) ?? 'substances',
    morphine.asWritten ?? null,
    'morphine without 6-MAM may come from heroin or from a medicine',
    'kept as morphine; proposed: heroin-morphine where it was not prescribed',
  )
}

/** Said once where a file does not say what its substances are for each death. */
export function noteOnRoles(
  columns: SubstanceColumns,
  rows: readonly CsvRow[],
  names: ReadingContext['names'],
): Issue[] {
  const unsaid = columns.lists.filter(
    ({ heading, role }) =>
      role === null &&
      rows.some((row) =>
        readSubstanceCell(cell(row, heading), names).substances.some((one) => one.role === null && !one.isNegative),
      ),
  )
  const flags = columns.flags.filter(({ role }) => role === null)
  const headings = [...unsaid, ...flags].map(({ heading }) => heading)
  if (headings.length === 0) return []
  return [
    note(
      headings.join(', '),
      'the file does not say whether these substances were implicated, detected or believed taken',
      'kept as believed taken, the weakest of these; say what they are in the mapping, or write heroin:implicated',
    ),
  ]
}
