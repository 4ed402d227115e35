import type { z } from 'zod'
import type { ImportIssue } from '../../contract/import.ts'
import type { Administration, NewOverdose, OverdosePerson } from '../../contract/overdose.ts'
import { readTime, readWholeDay, weekdayOf } from '../cells/days.ts'
import { type CsvRow, cell, rowsBy } from '../tables/csv-table.ts'
import { cutTo, doubtful, refused } from '../tables/issues.ts'
import type { OverdoseDraft, Reading, ReadingContext, RecordAdapter } from './adapter.ts'
import { GIVERS, RESPONSE_TIMES, readFate, SUSPECTED } from './odin-codes.ts'

/**
 * Pennsylvania's Overdose Information Network (data.pa.gov, "Overdose Information Network Data"): a row for each person × suspected drug ×
 * naloxone administration, which become one event with its persons, each with their drugs and administrations once.
 */
export const odin: RecordAdapter = {
  name: 'odin',
  title:
    'Pennsylvania ODIN: overdoses, persons and naloxone administrations as the police recorded them. Places are counties only.',
  subjects: ['naloxone'],
  fields: null,
  expects: [
    'Incident ID',
    'Incident Date',
    'Victim ID',
    'Susp OD Drug Desc',
    'Naloxone Administered',
    'Administration ID',
    'Survive',
  ],
  read(table, context) {
    const incidents = rowsBy(table.rows, (row) => idIn(row, 'Incident ID'))
    const reading: Reading = { drafts: [], issues: [] }
    const counted = { exchanged: 0, centroids: 0 }
    for (const [incident, rows] of incidents) {
      if (incident === '') {
        reading.issues.push(
          ...rows.map((row) =>
            refused(
              row.rowNumber,
              'Incident ID',
              '',
              'the row belongs to no incident',
              'fill in the incident’s number',
            ),
          ),
        )
        continue
      }
      const draft = readIncident(incident, rows, context, reading.issues, counted)
      if (draft) reading.drafts.push(draft)
    }
    reading.issues.unshift(...wholeFile(counted))
    return reading
  },
}

const HEADINGS = {
  eventDay: 'Incident Date',
  eventTime: 'Incident Time',
  town: 'Incident County Name',
  persons: 'Victim ID',
}

/** "5,268" → "5268"; 'NULL' and blank → ''. */
function idIn(row: CsvRow, heading: string): string {
  return known(row, heading).replaceAll(',', '')
}

function known(row: CsvRow, heading: string): string {
  const text = cell(row, heading)
  return text.toUpperCase() === 'NULL' ? '' : text
}

function wholeFile({ exchanged, centroids }: { exchanged: number; centroids: number }): ImportIssue[] {
  const issues: ImportIssue[] = []
  if (exchanged > 0) {
    issues.push(
      doubtful(
        1,
        'Dose Unit',
        null,
        `in ${exchanged} administrations Dose Unit holds a number and Dose Desc the unit: the two seem exchanged`,
        'proposed: read "4" and "MG" as 4 mg a dose. The strength is kept as written beside the administration and not counted',
      ),
    )
  }
  if (centroids > 0) {
    issues.push(
      doubtful(
        1,
        'Incident County Latitude',
        null,
        `the points are the middles of counties, not places (${centroids} incidents)`,
        'kept without a place; the county’s name stands as the town',
      ),
    )
  }
  return issues
}

function readIncident(
  incident: string,
  rows: CsvRow[],
  context: ReadingContext,
  issues: ImportIssue[],
  counted: { exchanged: number; centroids: number },
): OverdoseDraft | undefined {
  const first = rows[0] as CsvRow
  const written = known(first, 'Incident Date')
  const day = readWholeDay(written, 'month-first')
  if (day.kind !== 'day') {
    const [reason, hint] = day.kind === 'blank' ? ['the incident has no date', 'fill it in'] : [day.reason, day.hint]
    issues.push(
      ...rows.map((row) => refused(row.rowNumber, 'Incident Date', known(row, 'Incident Date'), reason, hint)),
    )
    return undefined
  }
  issues.push(
    ...disagreements(rows, ['Incident Date', 'Incident Time', 'Incident County Name'], `incident ${incident}`),
  )
  const weekday = known(first, 'Day')
  if (weekday && weekday !== weekdayOf(day.day)) {
    issues.push(
      doubtful(
        first.rowNumber,
        'Day',
        weekday,
        `the date ${day.day} is a ${weekdayOf(day.day)}`,
        'the date is kept as written',
      ),
    )
  }
  const eventTime = readIncidentTime(first, issues)
  const county = known(first, 'Incident County Name')
  if (known(first, 'Incident County Latitude') !== '') counted.centroids++

  const victims = rowsBy(rows, (row) => idIn(row, 'Victim ID'))
  const persons = [...victims].map(([victim, own]) => readPerson(victim, own, context, issues, counted))
  const record: z.input<typeof NewOverdose> & { knownOnAssumed: boolean } = {
    source: 'odin',
    reference: incident,
    eventDay: day.day,
    knownOn: day.day,
    knownOnAssumed: true,
    eventTime,
    timePrecision: eventTime ? 'minute' : 'unknown',
    town: county ? `${county} County` : null,
    reporterKind: 'police',
    persons,
  }
  return { kind: 'overdose', rowNumber: first.rowNumber, record, headings: HEADINGS }
}

function readIncidentTime(row: CsvRow, issues: ImportIssue[]): string | null {
  const written = known(row, 'Incident Time')
  if (written === '') return null
  const time = readTime(written)
  if (time === null) {
    issues.push(doubtful(row.rowNumber, 'Incident Time', written, 'this is not a time of day', 'kept as unknown'))
  } else if (time === '00:00') {
    issues.push(
      doubtful(
        row.rowNumber,
        'Incident Time',
        written,
        'exactly midnight is often a time that nobody filled in',
        'kept as written',
      ),
    )
  }
  return time
}

function readPerson(
  victim: string,
  rows: CsvRow[],
  context: ReadingContext,
  issues: ImportIssue[],
  counted: { exchanged: number },
): z.input<typeof OverdosePerson> {
  const first = rows[0] as CsvRow
  issues.push(
    ...disagreements(
      rows,
      ['Gender Desc', 'Age Range', 'Naloxone Administered', 'Survive', 'Revive Action Desc'],
      `person ${victim}`,
    ),
  )
  const substanceCodes = [...new Set(rows.flatMap((row) => readSuspected(row, issues)))]
  // once a person: the same administration stands in a row for each suspected drug
  const administered = new Map(
    rows.filter((row) => idIn(row, 'Administration ID') !== '').map((row) => [idIn(row, 'Administration ID'), row]),
  )
  const administrations = [...administered.values()].map((row) => readAdministration(row, counted))
  const answer = known(first, 'Naloxone Administered')
  const naloxoneGiven = administrations.length > 0 || answer === 'Y' ? 'yes' : answer === 'N' ? 'no' : 'unknown'
  if (answer === 'N' && administrations.length > 0) {
    issues.push(
      doubtful(
        first.rowNumber,
        'Naloxone Administered',
        answer,
        'the person has a naloxone administration all the same',
        'kept as given',
      ),
    )
  }
  const responses = rows.map((row) => known(row, 'Response Desc'))
  const response = responses.find((text) => /^(RESPONSIVE|COMBATIVE)/.test(text)) ?? responses[0] ?? ''
  const fate = readFate(known(first, 'Survive'), known(first, 'Revive Action Desc'), response)
  if (!fate) {
    issues.push(
      doubtful(
        first.rowNumber,
        'Survive',
        'Y',
        'the person survived, but nothing says how',
        'the outcome is kept as unknown; proposed: amend it when the report is at hand',
      ),
    )
  }
  return {
    ageBand: readAgeRange(first, issues),
    sex: readSex(known(first, 'Gender Desc')),
    naloxoneGiven,
    opioidPlausible: readPlausible(rows, substanceCodes, context),
    ...(fate ?? { outcome: 'unknown', outcomeEvidence: 'unknown' }),
    substanceCodes,
    administrations,
  }
}

function readSuspected(row: CsvRow, issues: ImportIssue[]): string[] {
  const written = known(row, 'Susp OD Drug Desc')
  if (written === '') return []
  const code = SUSPECTED[written.toUpperCase()]
  if (code === undefined) {
    issues.push(
      doubtful(
        row.rowNumber,
        'Susp OD Drug Desc',
        written,
        'this suspected drug is not one of ODIN’s words',
        'kept without it',
      ),
    )
    return []
  }
  return code === null ? [] : [code]
}

/** Yes with an opioid suspected; no only where every suspected drug is known and none is an opioid. */
function readPlausible(rows: CsvRow[], codes: string[], context: ReadingContext): 'yes' | 'no' | 'unknown' {
  if (codes.some((code) => context.names.isUnder(code, 'opioids'))) return 'yes'
  const isCertain = rows.every(
    (row) => !/^(|UNKNOWN|OTHER|PHARMACEUTICAL OTHER)$/.test(known(row, 'Susp OD Drug Desc')),
  )
  return isCertain && codes.length > 0 ? 'no' : 'unknown'
}

function readAdministration(row: CsvRow, counted: { exchanged: number }): z.input<typeof Administration> {
  const count = known(row, 'Dose Count')
  const unit = known(row, 'Dose Unit')
  const description = known(row, 'Dose Desc')
  if (/^\d+(\.\d+)?$/.test(unit) && /^(mg|ml|mcg)$/i.test(description)) counted.exchanged++
  const doses = /^\d+$/.test(count) && Number(count) >= 1 && Number(count) <= 20 ? Number(count) : null
  const responseTime = known(row, 'Response Time Desc')
  return {
    doses,
    givenBy: GIVERS[known(row, 'Third Party Admin Desc')] ?? 'unknown',
    minutesToResponse: RESPONSE_TIMES[responseTime] ?? null,
    asWritten: cutTo(`Dose Count ${count}, Dose Unit ${unit}, Dose Desc ${description}`, 200),
  }
}

function readAgeRange(row: CsvRow, issues: ImportIssue[]): string | null {
  const text = known(row, 'Age Range')
  if (text === '' || /^unknown$/i.test(text)) return null
  const match = /^(\d{1,3})\s*-\s*(\d{1,3})$/.exec(text)
  if (match) return `${Number(match[1])}-${Number(match[2])}`
  const open = /^(\d{1,3})\s*\+$/.exec(text)
  if (open) return `${Number(open[1])}+`
  issues.push(doubtful(row.rowNumber, 'Age Range', text, 'this is not an age band', 'kept as unknown'))
  return null
}

function readSex(text: string): 'female' | 'male' | 'unknown' {
  const sex = text.toLowerCase()
  return sex === 'female' || sex === 'male' ? sex : 'unknown'
}

/** Rows that should repeat one fact and do not: the first row's stands. */
function disagreements(rows: CsvRow[], headings: string[], whose: string): ImportIssue[] {
  const first = rows[0] as CsvRow
  return headings.flatMap((heading) => {
    const other = rows.find((row) => known(row, heading) !== known(first, heading))
    if (!other) return []
    const reason = `rows of ${whose} disagree: "${known(first, heading)}" in row ${first.rowNumber}`
    return [
      doubtful(other.rowNumber, heading, known(other, heading), reason, `the value of row ${first.rowNumber} is kept`),
    ]
  })
}
