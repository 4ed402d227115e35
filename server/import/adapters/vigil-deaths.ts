import type { z } from 'zod'
import { DeathStatus, NewDeath } from '../../contract/death.ts'
import { FindingRole, type NewFinding } from '../../contract/finding.ts'
import { Setting } from '../../contract/place.ts'
import { cutTo } from '../issues.ts'
import type { CsvTable } from '../read-csv.ts'
import type { Reading, ReadingContext } from './adapter.ts'
import { type FieldReader, factsOf, fieldReader } from './field-reader.ts'
import { DEATH_FIELDS } from './vigil-fields.ts'

const DAY_FIELDS = [
  'event_day',
  'known_on',
  'notified_on',
  'registered_on',
  'prison_release_on',
  'hospital_discharge_on',
  'toxicology_complete_on',
]
const ANSWERS = ['yes', 'no', 'unknown'] as const
const shape = NewDeath.shape

/** Vigil's own CSV of deaths: one row a death. */
export function readVigilDeaths(table: CsvTable, context: ReadingContext): Reading {
  const facts = factsOf(table, context, DEATH_FIELDS, DAY_FIELDS, ['residence', 'found'])
  const headings = headingsByPath(facts.headings)
  const reading: Reading = { drafts: [], issues: [] }
  for (const row of table.rows) {
    const read = fieldReader(row, facts, context, reading.issues)
    const record = readDeath(read, context)
    if (record && !read.isRefused()) reading.drafts.push({ kind: 'death', rowNumber: row.rowNumber, record, headings })
  }
  return reading
}

function readDeath(
  read: FieldReader,
  context: ReadingContext,
): (z.input<typeof NewDeath> & { knownOnAssumed: boolean }) | undefined {
  const eventDay = read.day('event_day')
  if (!eventDay) {
    if (!read.isRefused())
      read.refuse('event_day', 'the row has no day', 'fill in the day of death, or the day the death was reported')
    return undefined
  }
  const knownOn = read.day('known_on')
  if (knownOn && knownOn < eventDay)
    read.refuse('known_on', 'a death cannot be known before its day', 'check both days')
  return {
    source: 'vigil-csv',
    reference: read.text('reference') ?? undefined,
    status: read.choice('status', DeathStatus.options) ?? 'notified',
    exclusionReason: read.text('exclusion_reason'),
    eventDay,
    eventDayBasis: read.choice('event_day_basis', shape.eventDayBasis.unwrap().options),
    eventDayPrecision: read.choice('event_day_precision', shape.eventDayPrecision.unwrap().options),
    knownOn: knownOn ?? eventDay,
    knownOnAssumed: knownOn === null,
    notifiedOn: read.day('notified_on'),
    registeredOn: read.day('registered_on'),
    ageYears: read.number('age_years'),
    sex: read.choice('sex', shape.sex.unwrap().options),
    ethnicity: read.text('ethnicity'),
    housing: read.choice('housing', shape.housing.unwrap().options),
    treatment: read.choice('treatment', shape.treatment.unwrap().options),
    prisonReleaseOn: read.day('prison_release_on'),
    hospitalDischargeOn: read.day('hospital_discharge_on'),
    residence: read.place('residence'),
    residenceTown: read.text('residence_town'),
    foundPlace: read.place('found'),
    foundTown: read.text('found_town'),
    setting: read.choice('setting', Setting.options),
    wasAlone: read.choice('was_alone', ANSWERS),
    wasWitnessed: read.choice('was_witnessed', ANSWERS),
    ambulanceCalled: read.choice('ambulance_called', ANSWERS),
    naloxonePresent: read.choice('naloxone_present', ANSWERS),
    naloxoneGiven: read.choice('naloxone_given', ANSWERS),
    causeOfDeath: read.text('cause_of_death'),
    otherConditions: read.text('other_conditions'),
    underlyingCauseIcd10: read.text('underlying_cause_icd10')?.toUpperCase() ?? null,
    conclusion: read.choice('conclusion', shape.conclusion.unwrap().options),
    toxicologyCompleteOn: read.day('toxicology_complete_on'),
    toxicologyPanelId: readPanel(read, context),
    findings: readFindings(read, context),
  }
}

function readPanel(read: FieldReader, { panels }: ReadingContext): string | null {
  const name = read.text('toxicology_panel')
  if (name === null) return null
  const panelId = panels.get(name.toLowerCase())
  if (panelId) return panelId
  read.refuse('toxicology_panel', 'there is no such panel in the register', 'add the panel under Registers first')
  return null
}

/** 'heroin:implicated; diazepam:detected:prescribed' */
function readFindings(read: FieldReader, { names }: ReadingContext): z.input<typeof NewFinding>[] {
  const findings = new Map<string, z.input<typeof NewFinding>>()
  for (const written of splitList(read.text('substances'))) {
    const [name = '', roleText = '', prescribedText = ''] = written.split(':').map((part) => part.trim())
    const code = names.codeOf(name)
    if (!code) {
      const near = names.nearest(name).map(names.nameOf)
      read.refuse(
        'substances',
        `"${name}" is not in the substance tree`,
        near.length ? `did you mean ${near.join(' or ')}?` : 'see the list of substances, or write unknown substance',
      )
      continue
    }
    const role = FindingRole.options.find((option) => option === roleText.toLowerCase().replace(/[ -]+/g, '_'))
    if (!role) {
      read.refuse(
        'substances',
        roleText ? `"${roleText}" is not a role` : `the role of "${name}" is missing`,
        `write ${name}:role with one of: ${FindingRole.options.join(', ')}`,
      )
      continue
    }
    if (prescribedText && !/^(prescribed|not prescribed)$/i.test(prescribedText)) {
      read.refuse(
        'substances',
        `"${prescribedText}" says nothing of prescribing`,
        'write prescribed, not prescribed, or nothing',
      )
      continue
    }
    const prescribed = prescribedText === '' ? 'unknown' : /^not/i.test(prescribedText) ? 'no' : 'yes'
    findings.set(`${code} ${role}`, { substanceCode: code, role, prescribed, asWritten: cutTo(written, 200) })
  }
  doubtMorphine(read, [...findings.values()])
  return [...findings.values()]
}

/** domain.md C6: 6-MAM shows heroin; morphine alone cannot be told from it. */
function doubtMorphine(read: FieldReader, findings: z.input<typeof NewFinding>[]): void {
  const codes = findings.map((finding) => finding.substanceCode)
  const morphine = findings.find(({ substanceCode, role }) => substanceCode === 'morphine' && role !== 'not_detected')
  if (!morphine || morphine.prescribed === 'yes' || codes.includes('heroin') || codes.includes('6-mam')) return
  read.doubt(
    'substances',
    'morphine without 6-MAM may come from heroin or from a medicine',
    'kept as morphine; proposed: heroin-morphine where it was not prescribed',
  )
}

export function splitList(text: string | null): string[] {
  return (text ?? '')
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** The file's heading for each path of the contract: `eventDay` is read from the column of `event_day`. */
export function headingsByPath(columns: Readonly<Record<string, string>>): Record<string, string> {
  const special: Record<string, string> = {
    found_latitude: 'foundPlace',
    residence_latitude: 'residence',
    place_latitude: 'place',
    substances: 'findings',
    day: 'eventDay',
    time: 'eventTime',
  }
  const byPath: Record<string, string> = {}
  for (const [field, heading] of Object.entries(columns)) {
    byPath[special[field] ?? field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())] = heading
  }
  return byPath
}
