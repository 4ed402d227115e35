import type { z } from 'zod'
import { NewDeath } from '../../contract/death.ts'
import { DeathStatus } from '../../contract/filters.ts'
import { Setting } from '../../contract/place.ts'
import { nameKey } from '../../contract/text.ts'
import type { CsvRow, CsvTable } from '../tables/csv-table.ts'
import type { Reading, ReadingContext } from './adapter.ts'
import { DEATH_FIELDS } from './death-fields.ts'
import { type FieldReader, type FileFacts, factsOf, fieldReader } from './field-reader.ts'
import { noteOnRoles, readFindings, type SubstanceColumns, substanceColumnsOf } from './findings.ts'

const ANSWERS = ['yes', 'no', 'unknown'] as const
const shape = NewDeath.shape

/** Deaths, one a row, of any table whose columns are mapped to Vigil's fields. */
export function readVigilDeaths(table: CsvTable, context: ReadingContext): Reading {
  const facts = factsOf(table, context, context.mapping, DEATH_FIELDS, ['residence', 'found'])
  const substances = substanceColumnsOf(context.mapping)
  const headings = headingsOfPaths(facts, substances)
  const reading: Reading = {
    drafts: [],
    issues: [...facts.notes, ...noteOnRoles(substances, table.rows, context.names)],
  }
  const read = fieldReader(facts, context, reading.issues)
  for (const row of table.rows) {
    read.at(row)
    const record = readDeath(row, read, substances, context)
    if (record && !read.isRefused()) reading.drafts.push({ kind: 'death', rowNumber: row.rowNumber, record, headings })
  }
  return reading
}

function readDeath(
  row: CsvRow,
  read: FieldReader,
  substances: SubstanceColumns,
  context: ReadingContext,
): (z.input<typeof NewDeath> & { knownOnAssumed: boolean }) | undefined {
  const event = read.eventDay('event_day')
  if (!event) {
    if (!read.isRefused())
      read.refuse('event_day', 'the row has no day', 'fill in the day of death, or the day the death was reported')
    return undefined
  }
  const stated = read.choice('event_day_precision', shape.eventDayPrecision.unwrap().options)
  const status = read.choice('status', DeathStatus.options) ?? 'notified'
  const knownOn = read.day('known_on')
  return {
    source: 'vigil-csv',
    reference: read.text('reference') ?? undefined,
    status,
    exclusionReason: readExclusion(read, status),
    eventDay: event.day,
    eventDayBasis: read.choice('event_day_basis', shape.eventDayBasis.unwrap().options),
    // what is written decides, unless the file says that it is known less well
    eventDayPrecision: event.precision === 'day' ? (stated ?? 'day') : event.precision,
    knownOn: knownOn ?? event.day,
    knownOnAssumed: knownOn === null,
    notifiedOn: read.day('notified_on'),
    registeredOn: read.day('registered_on'),
    ageYears: read.age('age_years'),
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
    otherCausesIcd10: read.icd10Codes('other_causes_icd10'),
    panelFinding: read.choice('panel_finding', shape.panelFinding.unwrap().options),
    treatmentEndedOn: read.day('treatment_ended_on'),
    mentalHealthDiagnosis: read.choice('mental_health_diagnosis', ANSWERS),
    underlyingCauseIcd10: read.icd10('underlying_cause_icd10'),
    conclusion: read.choice('conclusion', shape.conclusion.unwrap().options),
    toxicologyCompleteOn: read.day('toxicology_complete_on'),
    toxicologyPanelId: readPanel(read, context),
    findings: readFindings(row, read, substances, context),
  }
}

/** The reason is a person's to give: in a file that lacks it, it is a doubt. */
function readExclusion(read: FieldReader, status: string): string | null {
  const reason = read.text('exclusion_reason')
  if (reason !== null || status !== 'excluded') return reason
  read.doubt(
    'status',
    'an excluded death without its reason',
    'kept as excluded, with “not stated in the file”; give the reason',
  )
  return 'not stated in the file'
}

function readPanel(read: FieldReader, { panels }: ReadingContext): string | null {
  const name = read.text('toxicology_panel')
  if (name === null) return null
  const panelId = panels.get(nameKey(name))
  if (panelId) return panelId
  read.lose('toxicology_panel', 'there is no such panel in the register', 'add the panel under Registers first')
  return null
}

/** The file's heading for each path of the contract: `eventDay` is read from the column of `event_day`. */
export function headingsOfPaths({ headings }: FileFacts, substances?: SubstanceColumns): Record<string, string> {
  const special: Record<string, string> = {
    found_point: 'foundPlace',
    residence_point: 'residence',
    place_point: 'place',
    found_latitude: 'foundPlace',
    residence_latitude: 'residence',
    place_latitude: 'place',
    day: 'eventDay',
    time: 'eventTime',
  }
  const byPath: Record<string, string> = {}
  for (const [field, heading] of Object.entries(headings))
    byPath[special[field] ?? field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())] = heading
  const findings = substances?.lists[0]?.heading ?? substances?.flags[0]?.heading ?? substances?.cause
  return findings ? { ...byPath, findings } : byPath
}
