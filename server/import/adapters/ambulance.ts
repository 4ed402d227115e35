import type { z } from 'zod'
import type { ImportIssue } from '../../contract/import.ts'
import type { Administration, NewOverdose, OverdosePerson } from '../../contract/overdose.ts'
import { dayColumn, readTime, readWholeDay } from '../cells/days.ts'
import { type CsvRow, cell, rowsBy } from '../tables/csv-table.ts'
import { doubtful, refused } from '../tables/issues.ts'
import type { OverdoseDraft, Reading, RecordAdapter } from './adapter.ts'

/**
 * What an ambulance service gives of its calls at which it gave naloxone: a row a patient, with day and time, area, doses, route, and whether
 * they were conveyed. The layout is Vigil's proposal to a service, since none is published: what is conveyed is not what became of somebody.
 */
export const ambulance: RecordAdapter = {
  name: 'ambulance',
  title: 'Ambulance service: naloxone given at its calls, a row a patient. Conveyed is told apart from survived.',
  subjects: ['naloxone'],
  fields: null,
  expects: ['Incident number', 'Incident date', 'Naloxone doses', 'Conveyed'],
  read(table, context) {
    const reading: Reading = { drafts: [], issues: [] }
    const { order } = dayColumn(
      table.rows.map((row) => cell(row, 'Incident date')),
      context.country,
    )
    for (const [incident, rows] of rowsBy(table.rows, (row) => cell(row, 'Incident number'))) {
      // without a number each row is an incident of its own
      for (const one of incident === '' ? rows.map((row) => [row]) : [rows]) {
        const draft = readIncident(incident, one, order, reading.issues)
        if (draft) reading.drafts.push(draft)
      }
    }
    return reading
  },
}

const HEADINGS = {
  reference: 'Incident number',
  eventDay: 'Incident date',
  eventTime: 'Incident time',
  town: 'Area',
  'persons.0.ageBand': 'Age',
  'persons.0.sex': 'Sex',
  'persons.0.outcome': 'Conveyed',
}

function readIncident(
  incident: string,
  rows: CsvRow[],
  order: Parameters<typeof readWholeDay>[1],
  issues: ImportIssue[],
): OverdoseDraft | undefined {
  const first = rows[0] as CsvRow
  const written = cell(first, 'Incident date')
  const day = readWholeDay(written, order)
  if (day.kind !== 'day') {
    const [reason, hint] = day.kind === 'blank' ? ['the row has no date', 'fill it in'] : [day.reason, day.hint]
    issues.push(...rows.map((row) => refused(row.rowNumber, 'Incident date', cell(row, 'Incident date'), reason, hint)))
    return undefined
  }
  for (const row of rows.slice(1))
    for (const heading of ['Incident date', 'Incident time', 'Area'])
      if (cell(row, heading) !== cell(first, heading))
        issues.push(
          doubtful(
            row.rowNumber,
            heading,
            cell(row, heading),
            `rows of incident ${incident} disagree: "${cell(first, heading)}" in row ${first.rowNumber}`,
            'the first row stands',
          ),
        )
  const writtenTime = cell(first, 'Incident time')
  const eventTime = writtenTime === '' ? null : readTime(writtenTime)
  if (writtenTime !== '' && eventTime === null)
    issues.push(doubtful(first.rowNumber, 'Incident time', writtenTime, 'this is not a time of day', 'kept as unknown'))
  const record: z.input<typeof NewOverdose> & { knownOnAssumed: boolean } = {
    source: 'ambulance',
    reference: incident || undefined,
    eventDay: day.day,
    knownOn: day.day,
    knownOnAssumed: true,
    eventTime,
    timePrecision: eventTime ? 'minute' : 'unknown',
    town: cell(first, 'Area') || null,
    reporterKind: 'ambulance',
    ambulanceCalled: 'yes',
    persons: rows.map((row) => readPerson(row, issues)),
  }
  return { kind: 'overdose', rowNumber: first.rowNumber, record, headings: HEADINGS }
}

function readPerson(row: CsvRow, issues: ImportIssue[]): z.input<typeof OverdosePerson> {
  const doses = readDoses(row, issues)
  return {
    ageBand: readAge(row, issues),
    sex: readSex(cell(row, 'Sex')),
    // none is an answer; a blank is not
    naloxoneGiven: doses === 0 ? 'no' : doses === null ? 'unknown' : 'yes',
    ...readConveyed(row, issues),
    administrations: doses ? [{ ...administration(row), doses }] : [],
  }
}

const administration = (row: CsvRow): z.input<typeof Administration> => ({
  givenBy: 'ambulance',
  asWritten: cell(row, 'Route') ? `route: ${cell(row, 'Route').slice(0, 190)}` : null,
})

function readDoses(row: CsvRow, issues: ImportIssue[]): number | null {
  const text = cell(row, 'Naloxone doses')
  if (text === '' || /^(null|unknown|not known|n\/k)$/i.test(text)) return null
  const doses = Number(text)
  if (Number.isInteger(doses) && doses >= 0 && doses <= 20) return doses
  issues.push(
    doubtful(row.rowNumber, 'Naloxone doses', text, 'this is not a number of doses from 0 to 20', 'kept as unknown'),
  )
  return null
}

/** Conveyed alive is known; not conveyed may be somebody who came round, who refused, or who died there. */
function readConveyed(
  row: CsvRow,
  issues: ImportIssue[],
): Pick<z.input<typeof OverdosePerson>, 'outcome' | 'outcomeEvidence'> {
  const text = cell(row, 'Conveyed').toLowerCase()
  if (/^(yes|y|true|1|conveyed)$/.test(text))
    return { outcome: 'taken_by_ambulance_alive', outcomeEvidence: 'confirmed_by_service' }
  if (/^(died|deceased|dead|role|recognition of life extinct)$/.test(text))
    return { outcome: 'died_at_scene', outcomeEvidence: 'confirmed_by_service' }
  if (text !== '' && !/^(no|n|false|0|not conveyed|null|unknown|not known|n\/k)$/.test(text))
    issues.push(doubtful(row.rowNumber, 'Conveyed', cell(row, 'Conveyed'), 'neither yes nor no', 'kept as unknown'))
  return { outcome: 'unknown' }
}

function readAge(row: CsvRow, issues: ImportIssue[]): string | null {
  const text = cell(row, 'Age')
  if (text === '' || /^(null|unknown|not known|n\/k)$/i.test(text)) return null
  const age = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN
  // in bands of ten years, 15 to 24 and on: an age leads to a person sooner than a band
  if (age >= 15 && age <= 120) {
    const low = Math.min(85, 15 + Math.floor((age - 15) / 10) * 10)
    return low === 85 ? '85+' : `${low}-${low + 9}`
  }
  if (age < 15) return '0-14'
  if (/^(\d{1,3}-\d{1,3}|\d{1,3}\+)$/.test(text)) return text
  issues.push(doubtful(row.rowNumber, 'Age', text, 'this is neither an age nor an age band', 'kept as unknown'))
  return null
}

function readSex(text: string): 'female' | 'male' | 'other' | 'unknown' {
  if (/^(f|female)$/i.test(text)) return 'female'
  if (/^(m|male)$/i.test(text)) return 'male'
  return /^other/i.test(text) ? 'other' : 'unknown'
}
