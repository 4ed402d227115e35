import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { NewDeath } from '../../contract/death.ts'
import type { ImportIssue } from '../../contract/import.ts'
import type { Place } from '../../contract/place.ts'
import { readPoint } from '../cells/coordinates.ts'
import { readDay } from '../cells/days.ts'
import { type CsvRow, cell } from '../tables/csv-table.ts'
import { cutTo, doubtful, refused } from '../tables/issues.ts'
import type { DeathDraft, Reading, ReadingContext, RecordAdapter } from './adapter.ts'
import { ABBREVIATIONS, FLAGS, readSubstances } from './connecticut-substances.ts'

/**
 * Accidental drug-related deaths, Office of the Chief Medical Examiner, State of Connecticut (data.ct.gov, "Accidental Drug Related Deaths",
 * rybz-nyjw): one row a death, town-level points. Two layouts are read: that of 2012–2018, with a number for each death, and that of
 * today (2012–2022 and later), which has none, other headings and more flags.
 *
 * The table has no day on which each fact was learnt. Both the day it was known and the day toxicology was complete are assumed to be
 * the event day: a night of the past then sees deaths in the order they happened, and detection "by the day toxicology came in" runs
 * in the same order. Every record says that it is assumed.
 */
export const connecticut: RecordAdapter = {
  name: 'connecticut',
  title:
    'Connecticut, accidental drug-related deaths (Chief Medical Examiner). The day each death became known, and the day its toxicology was complete, are assumed to be its event day.',
  subjects: ['deaths'],
  fields: null,
  expects: ['Date', 'InjuryCityGeo', 'ResidenceCityGeo', 'DeathCityGeo', 'Heroin', 'Cocaine', 'Fentanyl'],
  abbreviations: ABBREVIATIONS,
  // one column a substance, for every death: the office declares what it looks for. Blank is still unknown for the single death.
  standardPanel(headings) {
    const later = ['xylazine', 'gabapentin'].filter((code) =>
      headings.some((heading) => heading.toLowerCase() === code),
    )
    return {
      name: ['Connecticut, the columns of its file', ...later].join(', '),
      covers: ['opioids', 'benzodiazepines', 'cocaine', 'ethanol', 'amphetamines', ...later],
    }
  },
  read(table, context) {
    const reading: Reading = { drafts: [], issues: [] }
    const headings = headingsOf(table.headings)
    const rows = table.rows.map((row) => inOneLayout(row, headings))
    const references = new Map(headings.ID ? [] : contentReferences(rows, reading.issues))
    for (const row of rows) {
      const { draft, issues } = readRow(row, context, references.get(row.rowNumber))
      if (draft) reading.drafts.push({ ...draft, headings: inFile(HEADINGS, headings) })
      reading.issues.push(
        ...issues.map((issue) => ({ ...issue, column: (issue.column && headings[issue.column]) ?? issue.column })),
      )
    }
    return reading
  },
}

/** Headings that are more than another spelling of the same letters. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  causeofdeath: 'COD',
  othersignificantconditions: 'OtherSignifican',
  heroindeathcertificatedc: 'HeroinDC',
}
const COLUMNS = [
  ...'ID Date DateType Age Sex Race Ethnicity ResidenceCity ResidenceCounty ResidenceState DeathCity DeathCounty Location'.split(
    ' ',
  ),
  ...'LocationifOther DescriptionofInjury InjuryPlace InjuryCity InjuryCounty InjuryState COD OtherSignifican'.split(
    ' ',
  ),
  ...'MannerofDeath DeathCityGeo ResidenceCityGeo InjuryCityGeo Other OtherOpioid AnyOpioid HeroinMorphCodeine'.split(
    ' ',
  ),
  ...Object.keys(FLAGS),
]

const lettersOf = (heading: string) => heading.toLowerCase().replace(/[^a-z]/g, '')

/** The column of this adapter → the heading of the file. */
function headingsOf(headings: readonly string[]): Record<string, string> {
  const byLetters = new Map(COLUMNS.map((column) => [lettersOf(column), column]))
  return Object.fromEntries(
    headings.flatMap((heading) => {
      const column = ALSO_CALLED[lettersOf(heading)] ?? byLetters.get(lettersOf(heading))
      return column ? [[column, heading]] : []
    }),
  )
}

function inOneLayout(row: CsvRow, headings: Readonly<Record<string, string>>): CsvRow {
  const cells = Object.entries(headings).map(([column, heading]) => [column, row.cells[heading] ?? ''])
  return { ...row, cells: Object.fromEntries(cells) }
}

function inFile(paths: Record<string, string>, headings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(paths).map(([path, column]) => [path, headings[column] ?? column]))
}

/** What does not change when a flag is put right, or a column is added: a death is known again by it. */
const SAYS_WHICH_DEATH =
  'Date DateType Age Sex Race ResidenceCity ResidenceCounty ResidenceState InjuryCity InjuryPlace DescriptionofInjury DeathCity Location COD'.split(
    ' ',
  )

/**
 * References by content, with an ordinal for rows that say the same of when, who, where and of what: the same file adds nothing twice. Two
 * rows that are equal to the last cell may be one death sent twice, or two: both are kept, and it is said.
 */
function contentReferences(rows: readonly CsvRow[], issues: ImportIssue[]): [number, string][] {
  const times = new Map<string, number>()
  const firstOf = new Map<string, number>()
  return rows.map((row) => {
    const whole = JSON.stringify(Object.values(row.cells).map((text) => text.trim()))
    const equal = firstOf.get(whole)
    if (equal === undefined) firstOf.set(whole, row.rowNumber)
    else {
      const hint = 'kept as two deaths; take one out if they are one'
      issues.push(
        doubtful(row.rowNumber, null, null, `the same stands in row ${equal}, and neither has a number`, hint),
      )
    }
    const said = SAYS_WHICH_DEATH.map((column) => cell(row, column).replace(/\s+/g, ' ').toLowerCase())
    const hash = createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 22)
    const ordinal = (times.get(hash) ?? 0) + 1
    times.set(hash, ordinal)
    return [row.rowNumber, `content-${hash}-${ordinal}`]
  })
}

/** The middle of the state: where the source puts a place it does not know. */
const STATE_CENTROID = { latitude: 41.575155, longitude: -72.738288 }

const HEADINGS = {
  reference: 'ID',
  eventDay: 'Date',
  eventDayBasis: 'DateType',
  ageYears: 'Age',
  sex: 'Sex',
  ethnicity: 'Race',
  residence: 'ResidenceCityGeo',
  residenceTown: 'ResidenceCity',
  foundPlace: 'InjuryCityGeo',
  foundTown: 'InjuryCity',
  causeOfDeath: 'COD',
  otherConditions: 'OtherSignifican',
  conclusion: 'MannerofDeath',
}

function readRow(
  row: CsvRow,
  context: ReadingContext,
  reference?: string,
): { draft?: DeathDraft; issues: ImportIssue[] } {
  const written = cell(row, 'Date')
  const day = readDay(written, 'month-first')
  if (day.kind === 'blank') {
    return {
      issues: [
        refused(
          row.rowNumber,
          'Date',
          '',
          'the row has no date',
          'find the day of death or of the report, fill it in and import again',
        ),
      ],
    }
  }
  if (day.kind === 'refused') return { issues: [refused(row.rowNumber, 'Date', written, day.reason, day.hint)] }

  const issues: ImportIssue[] = []
  const substances = readSubstances(row, context.names)
  const dateType = lettersOf(cell(row, 'DateType'))
  const isDayOfDeath = dateType === 'dateofdeath'
  if (!['dateofdeath', 'datereported', 'dateofreport'].includes(dateType)) {
    issues.push(
      doubtful(
        row.rowNumber,
        'DateType',
        cell(row, 'DateType'),
        'not said whether the date is of the death or of the report',
        'taken as the day reported, the weaker claim',
      ),
    )
  }
  const record: z.input<typeof NewDeath> & { knownOnAssumed: boolean } = {
    source: 'connecticut',
    reference: cell(row, 'ID') || reference,
    status: 'closed',
    eventDay: day.day,
    eventDayBasis: isDayOfDeath ? 'death' : 'reported',
    notifiedOn: isDayOfDeath ? null : day.day,
    knownOn: day.day,
    knownOnAssumed: true,
    toxicologyCompleteOn: day.day,
    ageYears: readAge(row, issues),
    sex: readSex(cell(row, 'Sex')),
    ethnicity: readEthnicity(row),
    residence: readResidence(row),
    residenceTown: readTown(cell(row, 'ResidenceCity')),
    foundPlace: readInjuryPlace(row, context, issues),
    foundTown: readTown(cell(row, 'InjuryCity')),
    setting: readSetting(row),
    causeOfDeath: cell(row, 'COD') || null,
    otherConditions: cell(row, 'OtherSignifican') || null,
    conclusion: readConclusion(cell(row, 'MannerofDeath')),
    findings: substances.findings,
  }
  issues.push(...substances.issues)
  return { draft: { kind: 'death', rowNumber: row.rowNumber, record, headings: HEADINGS }, issues }
}

function readAge(row: CsvRow, issues: ImportIssue[]): number | null {
  const text = cell(row, 'Age')
  if (text === '') return null
  if (/^\d{1,3}$/.test(text) && Number(text) > 0 && Number(text) <= 120) return Number(text)
  issues.push(
    doubtful(row.rowNumber, 'Age', text, 'this is not an age of a person who died of drugs', 'kept as unknown'),
  )
  return null
}

/** Today "White" and "Hispanic" stand in two columns; "Non-Hispanic" and "Unknown" say no more than the race. */
function readEthnicity(row: CsvRow): string | null {
  const parts = [cell(row, 'Race'), cell(row, 'Ethnicity')].map((text) => text.replace(/\s+/g, ' ').trim())
  const [race = '', ethnicity = ''] = parts
  const says = /^(|n|no|none|unknown|unk|non-?hispanic|not spanish.*|not hispanic.*)$/i.test(ethnicity) ? '' : ethnicity
  return cutTo([race, /^y(es)?$/i.test(says) ? 'Hispanic' : says].filter(Boolean).join(', '), 80) || null
}

function readSex(text: string): 'female' | 'male' | 'unknown' {
  const sex = text.toLowerCase()
  return sex === 'female' || sex === 'male' ? sex : 'unknown'
}

function readConclusion(text: string): 'accident' | 'natural' | 'pending' | 'unknown' {
  const manner = text.toLowerCase()
  return manner === 'accident' || manner === 'natural' || manner === 'pending' ? manner : 'unknown'
}

/** "UNKNOWN" and "UK" (short for it) are not towns. */
function readTown(text: string): string | null {
  return /^(|unknown|unk|uk|un|none)$/i.test(text) ? null : text
}

type TownPoint = { town: string; longitude: string; latitude: string }

/** "HARTFORD, CT\n(41.765775, -72.673356)", today also "POINT (-72.673356 41.765775)" */
function readTownPoint(text: string): TownPoint | undefined {
  const wkt = /POINT\s*\(\s*([-+\d.]+)\s+([-+\d.]+)\s*\)/i.exec(text)
  if (wkt) return { town: '', longitude: wkt[1] as string, latitude: wkt[2] as string }
  const match = /^(.*?)\s*\(\s*([-+\d.]+)\s*,\s*([-+\d.]+)\s*\)$/s.exec(text.trim())
  return match ? { town: match[1] as string, latitude: match[2] as string, longitude: match[3] as string } : undefined
}

function isStateCentroid({ longitude, latitude }: TownPoint): boolean {
  return (
    Math.abs(Number(longitude) - STATE_CENTROID.longitude) < 1e-6 &&
    Math.abs(Number(latitude) - STATE_CENTROID.latitude) < 1e-6
  )
}

function readInjuryPlace(row: CsvRow, context: ReadingContext, issues: ImportIssue[]): Place | null {
  const text = cell(row, 'InjuryCityGeo')
  if (text === '') return null
  const found = readTownPoint(text)
  const column = 'InjuryCityGeo'
  if (!found) {
    issues.push(
      doubtful(row.rowNumber, column, text, 'no point could be read from it', 'kept without a place of injury'),
    )
    return null
  }
  if (isStateCentroid(found)) {
    const town = readTown(cell(row, 'InjuryCity')) ?? readTown(cell(row, 'DeathCity'))
    const proposal = town
      ? `proposed: the town ${town}, if the injury was there`
      : 'proposed: find the town in the report'
    issues.push(
      doubtful(
        row.rowNumber,
        column,
        text,
        'the point is the middle of the state, not a place',
        `kept without a place of injury; ${proposal}`,
      ),
    )
    return null
  }
  const point = readPoint(found.longitude, found.latitude, context.extent)
  if (point.kind === 'point') return { longitude: point.longitude, latitude: point.latitude, precision: 'town' }
  if (point.kind === 'refused') {
    issues.push(doubtful(row.rowNumber, column, text, point.reason, `kept without a place of injury; ${point.hint}`))
  }
  return null
}

/** People who lived elsewhere died here too: a residence far away is no fault. */
function readResidence(row: CsvRow): Place | null {
  const lived = readTownPoint(cell(row, 'ResidenceCityGeo'))
  if (!lived || isStateCentroid(lived)) return null
  const point = readPoint(lived.longitude, lived.latitude, null)
  return point.kind === 'point' ? { longitude: point.longitude, latitude: point.latitude, precision: 'town' } : null
}

/** "Residence" as the place of injury may be anybody's home; as the place of death it is the person's own (others' homes are "Other"). */
function readSetting(row: CsvRow): z.input<typeof NewDeath>['setting'] {
  const place = cell(row, 'InjuryPlace').toLowerCase()
  const elsewhere = cell(row, 'LocationifOther').toLowerCase()
  if (/hotel|motel/.test(place)) return 'hotel'
  if (/vehicle|automobile/.test(place)) return 'vehicle'
  if (/parking/.test(place)) return 'car_park'
  if (/halfway|shelter|sober/.test(place)) return 'hostel_or_supported'
  if (/\bbar\b|restaurant|club/.test(place)) return 'licensed_premises'
  if (/prison|jail|correction/.test(place)) return 'prison'
  if (/hospital/.test(place)) return 'hospital'
  if (/(friend|girl|boy|mother|father|brother|sister|parent|relative).*(residence|home|house)/.test(elsewhere))
    return 'others_home'
  return cell(row, 'Location') === 'Residence' ? 'own_home' : 'unknown'
}
