import type { z } from 'zod'
import type { ImportIssue } from '../../contract/import.ts'
import type { NewOverdose } from '../../contract/overdose.ts'
import type { Place } from '../../contract/place.ts'
import { readPoint } from '../cells/coordinates.ts'
import { readWholeDay, weekdayOf } from '../cells/days.ts'
import { type CsvRow, cell } from '../tables/csv-table.ts'
import { doubtful, refused } from '../tables/issues.ts'
import type { OverdoseDraft, Reading, ReadingContext, RecordAdapter } from './adapter.ts'

/**
 * City of Tempe, Arizona: calls to its ambulances where opioid use was suspected (data.tempe.gov, "Opioid EMS Calls"): one row a patient.
 *
 * The points are randomised by the city and rounded to a thousandth of a degree (about 100 m): good to the neighbourhood, so they are
 * kept with the precision of a small area, never as exact. Whether the person lived is not in the file.
 */
export const tempe: RecordAdapter = {
  name: 'tempe',
  title:
    'Tempe (Arizona), opioid ambulance calls. Points are randomised to the neighbourhood; outcomes are not in the file.',
  subjects: ['naloxone'],
  fields: null,
  expects: ['OBJECTID', 'Incident_Date', 'Narcan_Given', 'Latitude_Random', 'Longitude_Random'],
  read(table, context) {
    const reading: Reading = { drafts: [], issues: [] }
    let zoned = 0
    for (const row of table.rows) {
      const { draft, issues, hasZone } = readRow(row, context)
      if (draft) reading.drafts.push(draft)
      if (hasZone) zoned++
      reading.issues.push(...issues)
    }
    if (zoned > 0) {
      reading.issues.unshift(
        doubtful(
          1,
          'Incident_Date',
          null,
          `${zoned.toLocaleString('en-GB')} dates carry a time in UTC (+00) that is no time of day`,
          'the day is kept as written; the column Weekday tells whether that is right. Proposed: do not convert to local time, it would move days',
        ),
      )
    }
    return reading
  },
}

const HEADINGS = {
  reference: 'OBJECTID',
  eventDay: 'Incident_Date',
  partOfDay: 'Time_of_Day',
  place: 'Latitude_Random',
  'persons.0.ageBand': 'Age',
  'persons.0.sex': 'Patient_Gender',
  'persons.0.naloxoneGiven': 'Narcan_Given',
}

function readRow(
  row: CsvRow,
  context: ReadingContext,
): { draft?: OverdoseDraft; issues: ImportIssue[]; hasZone?: boolean } {
  const written = cell(row, 'Incident_Date')
  const day = readWholeDay(written, 'month-first')
  if (day.kind === 'blank') {
    return {
      issues: [refused(row.rowNumber, 'Incident_Date', '', 'the row has no date', 'fill it in and import again')],
    }
  }
  if (day.kind === 'refused')
    return { issues: [refused(row.rowNumber, 'Incident_Date', written, day.reason, day.hint)] }

  const issues = compareDay(row, day.day)
  const partOfDay = readPartOfDay(cell(row, 'Time_of_Day'))
  const given = readYesNo(cell(row, 'Narcan_Given'))
  if (given === 'unclear') {
    issues.push(
      doubtful(row.rowNumber, 'Narcan_Given', cell(row, 'Narcan_Given'), 'neither Yes nor No', 'kept as unknown'),
    )
  }
  const record: z.input<typeof NewOverdose> & { knownOnAssumed: boolean } = {
    source: 'tempe',
    reference: cell(row, 'OBJECTID') || undefined,
    eventDay: day.day,
    knownOn: day.day,
    knownOnAssumed: true,
    timePrecision: partOfDay ? 'part_of_day' : 'unknown',
    partOfDay,
    place: readPlace(row, context, issues),
    town: 'Tempe',
    reporterKind: 'ambulance',
    ambulanceCalled: 'yes',
    persons: [
      {
        ageBand: readAgeBand(row, issues),
        sex: readSex(cell(row, 'Patient_Gender')),
        // NULL and blank are not an answer: never "no"
        naloxoneGiven: given === 'unclear' ? 'unknown' : given,
        opioidPlausible: readOpioidUse(cell(row, 'Opioid_Use')),
        substanceCodes: readOpioidUse(cell(row, 'Opioid_Use')) === 'yes' ? ['opioids'] : [],
      },
    ],
  }
  return {
    draft: { kind: 'overdose', rowNumber: row.rowNumber, record, headings: HEADINGS },
    issues,
    hasZone: day.note !== 'none',
  }
}

/** The file states the year and the weekday beside the date: where they disagree the date as written stands. */
function compareDay(row: CsvRow, day: string): ImportIssue[] {
  const issues: ImportIssue[] = []
  const year = cell(row, 'Year')
  if (year !== '' && year !== day.slice(0, 4)) {
    issues.push(
      doubtful(
        row.rowNumber,
        'Year',
        year,
        `the year disagrees with Incident_Date, ${day}`,
        'the date is kept as written',
      ),
    )
  }
  const weekday = cell(row, 'Weekday')
  if (weekday !== '' && weekday !== weekdayOf(day)) {
    const reason = `the weekday disagrees with Incident_Date, ${day}, a ${weekdayOf(day)}`
    issues.push(doubtful(row.rowNumber, 'Weekday', weekday, reason, 'the date is kept as written'))
  }
  return issues
}

function isMissing(text: string): boolean {
  return /^(|null|none|unknown|unknown \(unable to determine\))$/i.test(text)
}

function readYesNo(text: string): 'yes' | 'no' | 'unknown' | 'unclear' {
  if (isMissing(text)) return 'unknown'
  const answer = text.toLowerCase()
  return answer === 'yes' || answer === 'no' ? answer : 'unclear'
}

function readOpioidUse(text: string): 'yes' | 'no' | 'unknown' {
  const answer = readYesNo(text)
  return answer === 'unclear' ? 'unknown' : answer
}

function readPartOfDay(text: string): 'overnight' | 'morning' | 'afternoon' | 'evening' | null {
  const part = text.toLowerCase()
  return part === 'overnight' || part === 'morning' || part === 'afternoon' || part === 'evening' ? part : null
}

function readSex(text: string): 'female' | 'male' | 'other' | 'unknown' {
  if (/^(female|male)$/i.test(text)) return text.toLowerCase() as 'female' | 'male'
  return /^other/i.test(text) ? 'other' : 'unknown'
}

/** "05 to 09" → "5-9" */
function readAgeBand(row: CsvRow, issues: ImportIssue[]): string | null {
  const text = cell(row, 'Age')
  if (isMissing(text)) return null
  const match = /^(\d{1,3}) to (\d{1,3})$/.exec(text)
  if (match && Number(match[1]) <= Number(match[2])) return `${Number(match[1])}-${Number(match[2])}`
  issues.push(doubtful(row.rowNumber, 'Age', text, 'this is not an age band', 'kept as unknown'))
  return null
}

function readPlace(row: CsvRow, context: ReadingContext, issues: ImportIssue[]): Place | null {
  if (/center of city|centre of city/i.test(cell(row, 'Notes'))) {
    issues.push(
      doubtful(
        row.rowNumber,
        'Notes',
        cell(row, 'Notes'),
        'the point is the middle of the city, not a place',
        'kept without a place; the town is Tempe',
      ),
    )
    return null
  }
  const latitude = cell(row, 'Latitude_Random')
  const point = readPoint(cell(row, 'Longitude_Random'), latitude, context.extent)
  if (point.kind === 'point') return { longitude: point.longitude, latitude: point.latitude, precision: 'lsoa' }
  if (point.kind === 'refused') {
    issues.push(
      doubtful(row.rowNumber, 'Latitude_Random', latitude, point.reason, `kept without a place; ${point.hint}`),
    )
  }
  return null
}
