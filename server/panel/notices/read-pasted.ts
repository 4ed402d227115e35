import { type Day, partialText } from '../../contract/day.ts'
import type { PastedNotices } from '../../contract/death-notice.ts'
import { identityIn } from '../../contract/identifying.ts'
import type { ImportMapping } from '../../contract/import.ts'
import type { Partnership } from '../../contract/partnership.ts'
import type { Trx } from '../../db/tenant.ts'
import { findRecordAdapter } from '../../import/adapters/index.ts'
import { EMPTY_MAPPING, proposeMapping } from '../../import/adapters/propose.ts'
import { toReadingContext } from '../../import/reading/read-file.ts'
import { readRecords } from '../../import/reading/read-records.ts'
import { isIdentifyingHeading, withoutIdentity } from '../../import/tables/identity.ts'
import { readCsv } from '../../import/tables/read-csv.ts'
import { readPlainContext } from '../../import/writing/prepare.ts'

/**
 * Reads what somebody pastes: rows of a spreadsheet with their headings, or an e-mail with a label before each answer ("Age: 41"). By the
 * importer's own reader of deaths and its saved mappings, so that a heading means the same in a file and in a mail. What has no field in a
 * notice, or cannot be read, is told with where it stood; nothing is dropped in silence.
 */
export async function readPasted(
  trx: Trx,
  text: string,
  given: ImportMapping | null,
  { country, timeZone, today }: Partnership,
): Promise<PastedNotices> {
  const mail = readLabels(text)
  const table = await readCsv(Buffer.from(mail ? asTable(mail.answers) : text))
  const unread: PastedNotices['unread'] = (mail?.rest ?? []).map(({ line, at }) => {
    const kind = identityIn(line)
    return kind
      ? { rowNumber: at, where: null, text: null, why: `seems to hold ${kind}: not repeated here` }
      : { rowNumber: at, where: null, text: line, why: 'has no label before it, like “Age: 41”' }
  })
  const plain = await readPlainContext(trx, { country, today, timeZone, mapping: given ?? EMPTY_MAPPING })
  const context = toReadingContext(plain, undefined, new Map())
  if (!table.isReadable)
    return {
      rows: [],
      unread: [
        ...unread,
        ...table.issues.map(({ rowNumber, reason }) => ({ rowNumber, where: null, text: null, why: reason })),
      ],
    }
  unread.push(...writeYearsOut(table, today))
  const told = tellAside(table.headings)
  const safe = withoutIdentity({ ...table, rows: table.rows.map((row) => ({ ...row, cells: { ...row.cells } })) })
  // what happened is left out of a notice where it says who somebody is, and that is said
  const isLeftOut = new Set(
    told.flatMap((heading) =>
      table.rows.flatMap(({ rowNumber, cells }, at) =>
        cells[heading]?.trim() && !safe.rows[at]?.cells[heading] ? [`${rowNumber} ${heading}`] : [],
      ),
    ),
  )
  const mapping = asBelieved(given ?? { ...EMPTY_MAPPING, ...proposeMapping(safe, 'deaths', context, 'values') })
  const adapter = findRecordAdapter('vigil', 'deaths')
  if (!adapter) throw new Error('the importer has lost its own layout of deaths')
  const reading = readRecords(table, adapter, 'deaths', { ...context, mapping })
  const rows = reading.ready.flatMap(({ rowNumber, record }) => {
    if (record.kind !== 'death') return []
    const { reference, eventDay, eventDayPrecision, eventDayBasis, ageYears, sex, foundTown, residenceTown, setting } =
      record.record
    const cells = safe.rows.find((row) => row.rowNumber === rowNumber)?.cells ?? {}
    return [
      {
        rowNumber,
        notice: {
          reference: hasField(mapping, 'reference') ? (reference ?? null) : null,
          eventDay: partialText(eventDay, eventDayPrecision),
          ...{ eventDayBasis, ageYears, sex, foundTown, residenceTown, setting },
          believedTaken: record.record.findings.map(
            ({ substanceCode, notInTree, asWritten }) =>
              asWritten ?? notInTree ?? (substanceCode ? context.names.nameOf(substanceCode) : ''),
          ),
          circumstances:
            told
              .flatMap((heading) => cells[heading]?.trim() || [])
              .join('\n')
              .slice(0, 2000) || null,
        },
      },
    ]
  })
  return {
    rows,
    unread: [
      ...unread,
      ...withoutField(safe, mapping, told),
      ...reading.issues
        .filter(({ rowNumber, column }) => !told.includes(column ?? '') || isLeftOut.has(`${rowNumber} ${column}`))
        .map(({ rowNumber, column, value, reason, hint }) => ({
          rowNumber,
          where: column,
          text: value,
          why: [reason, hint].filter(Boolean).join(': '),
        })),
    ],
  }
}

const SHORT_YEAR = /^(\d{1,2}[/.-]\d{1,2}[/.-])(\d{2})$/

/** A notice comes within days or weeks of the death, so that 26 is 2026 and no other year; each is told, to be looked at. */
function writeYearsOut(table: SafeTable, today: Day): PastedNotices['unread'] {
  const headings = table.headings.filter(
    (heading) => /date|day|died|found|death|dod/i.test(heading) && !isIdentifyingHeading(heading),
  )
  return table.rows.flatMap(({ rowNumber, cells }) =>
    headings.flatMap((heading) => {
      const text = cells[heading]?.trim() ?? ''
      const [, before, year] = SHORT_YEAR.exec(text) ?? []
      const whole = `${today.slice(0, 2)}${year}`
      if (!before || whole > today.slice(0, 4)) return []
      cells[heading] = `${before}${whole}`
      return [{ rowNumber, where: heading, text, why: `the year has two digits: read as ${whole}` }]
    }),
  )
}

/** Fields of a death that a notice has too. */
const OF_A_NOTICE = new Set([
  ...['reference', 'event_day', 'event_day_basis', 'event_day_precision', 'age_years', 'sex', 'found_town'],
  ...['residence_town', 'setting', 'substances'],
])

function hasField(mapping: ImportMapping, field: string): boolean {
  return Object.values(mapping.columns).some((use) => use.as === 'field' && use.field === field)
}

/** Headings whose words are what happened. */
function tellAside(headings: readonly string[]): string[] {
  return headings.filter((heading) =>
    /^(circumstances|what happened|notes?|details|summary|comments?|brief circumstances)$/i.test(heading.trim()),
  )
}

type SafeTable = Awaited<ReturnType<typeof readCsv>>

/** Cells that were not understood, or were and have no place in a notice. */
function withoutField(table: SafeTable, { columns }: ImportMapping, told: readonly string[]): PastedNotices['unread'] {
  return table.headings.flatMap((heading) => {
    const use = columns[heading] ?? { as: 'unused' }
    const isKnown = use.as !== 'unused'
    if (told.includes(heading) || (isKnown && (use.as !== 'field' || OF_A_NOTICE.has(use.field)))) return []
    const why = isKnown
      ? 'a notice has no field for it: enter it once it is a death'
      : 'nothing that a notice asks goes by this name'
    return table.rows.flatMap(({ rowNumber, cells }) => {
      const text = cells[heading]?.trim()
      return text ? [{ rowNumber, where: heading, text, why }] : []
    })
  })
}

/** At the first notice nothing has been tested: what is named is believed to have been taken, unless the text says otherwise. */
function asBelieved(mapping: ImportMapping): ImportMapping {
  const columns = Object.entries(mapping.columns).map(([heading, use]) => [
    heading,
    use.as === 'substances' || use.as === 'substance' ? { ...use, role: use.role ?? 'believed_taken' } : use,
  ])
  return { ...mapping, columns: Object.fromEntries(columns) }
}

type Labelled = { answers: [string, string][]; rest: { line: string; at: number }[] }

const LABELLED = /^\s*[-*•]?\s*([A-Za-z][^:\t]{0,60}?)\s*[:=\t]\s*(\S.*)$/

/** Answers with their labels, where most lines have one and the text is no table. */
function readLabels(text: string): Labelled | undefined {
  const lines = text.split(/\r?\n/)
  const [first = ''] = lines.filter((line) => line.trim() !== '')
  const isTable = (first.match(/\t/g)?.length ?? 0) >= 2 || (first.match(/[,;|]/g)?.length ?? 0) >= 3
  if (isTable && !/^[^,;|\t]{1,60}:\s/.test(first)) return undefined
  const found: Labelled = { answers: [], rest: [] }
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const [, label, answer] = LABELLED.exec(line) ?? []
    const isAgain = found.answers.some(([known]) => known.toLowerCase() === label?.toLowerCase())
    if (!label || !answer || isAgain) found.rest.push({ line: line.slice(0, 500), at: index + 1 })
    else if (!isIdentifyingHeading(label)) found.answers.push([label, answer.trim()])
    else found.rest.push({ line: `${label}: not repeated here, it says who somebody is`, at: index + 1 })
  }
  return found.answers.length > 0 || !isTable ? found : undefined
}

function asTable(answers: readonly [string, string][]): string {
  const row = (cells: string[]) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')
  return `${row(answers.map(([label]) => label))}\r\n${row(answers.map(([, answer]) => answer))}\r\n`
}
