import { YesNoUnknown } from '../../contract/day.ts'
import { DeathStatus, NewDeath } from '../../contract/death.ts'
import { FindingRole } from '../../contract/finding.ts'
import type { ImportField, ImportSubject } from '../../contract/import.ts'
import {
  Administration,
  GivenBy,
  NewOverdose,
  Outcome,
  OutcomeEvidence,
  ReporterKind,
} from '../../contract/overdose.ts'
import { PlacePrecision, Setting } from '../../contract/place.ts'
import { NewSupply } from '../../contract/supply.ts'

/** The columns of Vigil's own CSV, documented one by one; the template and the mapping page are made from this list. */

/** What a cell of the field holds, so that it can be read, and tried, without knowing which field it is. */
export type CellKind =
  | 'text'
  | 'reference'
  | 'day'
  | 'expiry'
  | 'time'
  | 'choice'
  | 'number'
  | 'age'
  | 'age_band'
  | 'icd10'
  | 'degrees'
  | 'point'
  | 'postcode'
  | 'substances'
  | 'agency'
  | 'product'
  | 'panel'

export type VigilField = Omit<ImportField, 'options'> & {
  kind: CellKind
  options: readonly string[] | null
  /** What other files call it, in lower-case words. */
  alsoCalled: string[]
}

export function choices(options: readonly string[]): string {
  return options.join(', ')
}

/** What the page calls a column whose own name does not say it. */
const LABELS: Readonly<Record<string, string>> = {
  reference: 'Your reference number',
  event_day_basis: 'What that day is',
  event_day_precision: 'How exactly the day is known',
  known_on: 'When the partnership learnt it',
  status: 'Where the death stands',
  exclusion_reason: 'Reason, if excluded',
  age_years: 'Age in years',
  treatment: 'Drug treatment',
  prison_release_on: 'Last release from prison',
  hospital_discharge_on: 'Last discharge from hospital',
  setting: 'Kind of place',
  was_alone: 'Was the person alone?',
  was_witnessed: 'Did anybody see it?',
  ambulance_called: 'Was an ambulance called?',
  naloxone_present: 'Was naloxone there?',
  naloxone_given: 'Was naloxone given?',
  substances: 'Substances',
  toxicology_complete_on: 'Toxicology complete on',
  toxicology_panel: 'Toxicology panel',
  underlying_cause_icd10: 'Underlying cause (ICD-10)',
  conclusion: 'Coroner’s conclusion',
  record: 'Supply or overdose',
  agency: 'Agency',
  product: 'Naloxone product',
  person: 'Number of the person in the event',
  reporter_kind: 'Who reported it',
  given_by: 'Who gave the naloxone',
  minutes_to_response: 'Minutes to a response',
  was_unresponsive: 'Was the person unresponsive?',
  opioid_plausible: 'Could it have been an opioid?',
  outcome_evidence: 'How the outcome is known',
  kits: 'Number of kits',
  recipient_kind: 'Who received the kits',
  expires_on: 'Expiry as printed',
  supply_kind: 'First or repeat supply',
  reason: 'Reason for the supply',
  is_first_contact: 'First contact with the service?',
  training_given: 'Was training given?',
  ...placeLabels('residence', 'where the person lived'),
  ...placeLabels('found', 'where the person was found'),
  ...placeLabels('place', 'of the event or supply'),
}

function placeLabels(prefix: string, where: string): Record<string, string> {
  return {
    [`${prefix}_longitude`]: `Longitude ${where}`,
    [`${prefix}_latitude`]: `Latitude ${where}`,
    [`${prefix}_point`]: `Point ${where}`,
    [`${prefix}_precision`]: `How exactly the point is known, ${where}`,
    [`${prefix}_postcode`]: `Postcode ${where}`,
    [`${prefix}_town`]: `Town ${where}`,
  }
}

function inPlainEnglish(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words[0]?.toUpperCase() + words.slice(1)
}

function field(
  kind: CellKind | readonly string[],
  name: string,
  meaning: string,
  example: string,
  alsoCalled: string[] = [],
  isRequired = false,
): VigilField {
  const holds = typeof kind === 'string' ? { kind, options: null } : { kind: 'choice' as const, options: kind }
  return { name, label: LABELS[name] ?? inPlainEnglish(name), isRequired, meaning, example, alsoCalled, ...holds }
}

const DAYS = 'Days: 2024-03-31, or 31/03/2024 as usual in the partnership’s country.'
const ANSWERS = YesNoUnknown.options
const RECORDS = ['supply', 'overdose'] as const
const YES_NO = 'yes, no or unknown; empty is unknown, never no.'

/** What other files call each of two places; '' where a file has only one and does not say which. */
const PLACE_WORDS: Readonly<Record<string, readonly string[]>> = {
  residence: ['residence', 'home', 'resident', 'residential', 'decedent', 'lived', 'home address'],
  found: ['found', 'incident', 'event', 'injury', 'scene', 'death', 'occurrence', ''],
  place: ['place', 'incident', 'event', 'supply', 'scene', 'location', ''],
}

function placeFields(prefix: string, whose: string): VigilField[] {
  const called = (...words: string[]) =>
    (PLACE_WORDS[prefix] ?? []).flatMap((place) => words.map((word) => `${place} ${word}`.trim()))
  return [
    field(
      'degrees',
      `${prefix}_longitude`,
      `Longitude of ${whose}, in degrees (WGS 84), negative west of Greenwich; or the easting of the British grid in metres.`,
      '-5.0516',
      called('longitude', 'lon', 'lng', 'long', 'x', 'easting', 'eastings'),
    ),
    field(
      'degrees',
      `${prefix}_latitude`,
      `Latitude of ${whose}, in degrees (WGS 84); or the northing of the British grid in metres.`,
      '50.2632',
      called('latitude', 'lat', 'y', 'northing', 'northings'),
    ),
    field(
      'point',
      `${prefix}_point`,
      `The point of ${whose} in one column: 50.2632, -5.0516 or POINT (-5.0516 50.2632) or a British grid reference such as SW 825 448.`,
      '',
      called(
        'point',
        'coordinates',
        'coords',
        'grid reference',
        'grid ref',
        'geo',
        'city geo',
        'lat lon',
        'lat long',
        'location geo',
      ),
    ),
    field(
      PlacePrecision.exclude(['unknown']).options,
      `${prefix}_precision`,
      `How well the point is known: exact, postcode, lsoa or town. Empty: exact.`,
      'exact',
    ),
    field(
      'postcode',
      `${prefix}_postcode`,
      `Postcode of ${whose}, looked up among the partnership’s postcodes where there are no coordinates; it is not kept.`,
      '',
      called('postcode', 'post code', 'pcd', 'zip', 'zip code'),
    ),
    field(
      'text',
      `${prefix}_town`,
      `Town or village of ${whose}.`,
      'Truro',
      called('town', 'city', 'village', 'locality', 'place name'),
    ),
  ]
}

export const DEATH_FIELDS: VigilField[] = [
  field(
    'reference',
    'reference',
    'Your own number for the death: a row imported twice is known by it. Never an NHS number.',
    'DRD-2024-017',
    [
      'id',
      'case id',
      'case number',
      'case ref',
      'ref',
      'record id',
      'case no',
      'case',
      'reference number',
      'ref no',
      'our ref',
      'our reference',
      'unique reference',
      'urn',
      'drd number',
      'drd ref',
      'no',
      'number',
    ],
  ),
  field(
    'day',
    'event_day',
    `The day of death, or the day the person was found or the death reported. ${DAYS}`,
    '2024-03-31',
    [
      'date of death',
      'death date',
      'date',
      'dod',
      'day of death',
      'event date',
      'date died',
      'died on',
      'day',
      'year',
      'year of death',
      'date of event',
      'incident date',
      'occurrence date',
      'date of incident',
      'event day',
      'day of event',
    ],
    true,
  ),
  field(
    NewDeath.shape.eventDayBasis.unwrap().options,
    'event_day_basis',
    'What the day is the day of: death, found or reported. Empty: death.',
    'death',
    ['date type', 'date basis'],
  ),
  field(
    NewDeath.shape.eventDayPrecision.unwrap().options,
    'event_day_precision',
    'day, month or year. Empty: day.',
    'day',
    ['date precision'],
  ),
  field(
    'day',
    'known_on',
    'The day the partnership learnt it. Empty: assumed to be the day of the event, and marked so.',
    '2024-04-02',
    ['first known', 'date known', 'known date', 'known on', 'date learnt', 'date learned', 'learnt on'],
  ),
  field(
    DeathStatus.options,
    'status',
    `Where the death is on its way: ${choices(DeathStatus.options)}. Empty: notified.`,
    'toxicology_in',
    ['case status', 'stage', 'drd status', 'progress'],
  ),
  field('text', 'exclusion_reason', 'Why an excluded death is excluded.', ''),
  field('day', 'notified_on', 'The day of the first notice.', '2024-04-02', [
    'date notified',
    'notification date',
    'date reported',
    'notified',
    'notified on',
    'date of notification',
    'date referred',
    'referral date',
  ]),
  field('day', 'registered_on', 'The day of registration.', '', [
    'registration date',
    'date registered',
    'registered',
    'date of registration',
  ]),
  field('age', 'age_years', 'Age in whole years.', '41', [
    'age',
    'age at death',
    'age years',
    'age at event',
    'age yrs',
  ]),
  field(
    NewDeath.shape.sex.unwrap().options,
    'sex',
    `${choices(NewDeath.shape.sex.unwrap().options)}; M and F are understood.`,
    'male',
    ['gender', 'm f', 'gender identity', 'sex at birth'],
  ),
  field('text', 'ethnicity', 'As recorded.', '', ['ethnic group', 'race']),
  field(
    NewDeath.shape.housing.unwrap().options,
    'housing',
    choices(NewDeath.shape.housing.unwrap().options),
    'hostel_or_supported',
    ['accommodation', 'housing status', 'accommodation type', 'accommodation status', 'living situation'],
  ),
  field(
    NewDeath.shape.treatment.unwrap().options,
    'treatment',
    `Drug treatment: ${choices(NewDeath.shape.treatment.unwrap().options)}`,
    'within_six_months',
    ['treatment status', 'in treatment', 'in treatment at death', 'treatment at death', 'drug treatment'],
  ),
  field('day', 'prison_release_on', 'Last release from prison.', '', [
    'release date',
    'prison release date',
    'prison release',
    'released from prison',
    'last prison release',
    'date of release',
    'date released',
  ]),
  field('day', 'hospital_discharge_on', 'Last discharge from hospital.', '', [
    'discharge date',
    'hospital discharge date',
    'discharged from hospital',
    'last hospital discharge',
  ]),
  ...placeFields('residence', 'where the person lived'),
  ...placeFields('found', 'where the person was found'),
  field(Setting.options, 'setting', `The kind of place: ${choices(Setting.options)}`, 'own_home', [
    'place type',
    'location type',
    'place of death',
    'location category',
    'type of place',
    'kind of place',
    'type of location',
    'setting',
  ]),
  field(ANSWERS, 'was_alone', `Was the person alone? ${YES_NO}`, 'yes', [
    'alone',
    'using alone',
    'was alone',
    'lone use',
    'using alone at time',
  ]),
  field(ANSWERS, 'was_witnessed', `Did somebody see it happen? ${YES_NO}`, 'no', ['witnessed', 'bystander present']),
  field(ANSWERS, 'ambulance_called', `Was 999 called? ${YES_NO}`, 'yes', [
    '999 called',
    'ambulance',
    'ambulance called',
    'was ambulance called',
  ]),
  field(ANSWERS, 'naloxone_present', `Was there a kit? ${YES_NO}`, 'unknown', [
    'kit present',
    'naloxone available',
    'naloxone present',
    'naloxone at scene',
    'was naloxone present',
  ]),
  field(ANSWERS, 'naloxone_given', `Was naloxone given? ${YES_NO}`, 'no', [
    'naloxone',
    'naloxone administered',
    'was naloxone given',
    'naloxone used',
    'narcan given',
  ]),
  field(
    'substances',
    'substances',
    `Each substance with its role, separated by semicolons: name:role, or name:role:prescribed. Roles: ${choices(FindingRole.options)}.`,
    'heroin:implicated; diazepam:detected:prescribed',
    [
      'drugs',
      'toxicology',
      'substances found',
      'drugs found',
      'drug',
      'substance',
      'drugs involved',
      'substances involved',
      'drugs detected',
      'substances detected',
      'drugs implicated',
      'substances implicated',
      'drugs present',
      'drugs coroner',
      'drugs tox',
      'combined od',
      'od drugs',
      'tox results',
      'toxicology results',
      'drugs found at post mortem',
    ],
  ),
  field(
    'day',
    'toxicology_complete_on',
    'The day toxicology was complete. Where that is after the death was known, its results are kept as learnt on that day.',
    '2024-06-12',
    [
      'toxicology date',
      'tox date',
      'toxicology received',
      'tox received',
      'tox report received',
      'tox report date',
      'toxicology report received',
      'toxicology complete',
      'date of toxicology',
      'tox results received',
      'toxicology report date',
    ],
  ),
  field(
    'panel',
    'toxicology_panel',
    'What the laboratory looked for: the name of a panel in your register. Empty: the panel chosen for the whole file; where there is none, a substance that is not found counts as not tested.',
    '',
    ['panel', 'tox panel', 'toxicology screen'],
  ),
  field(
    'text',
    'cause_of_death',
    'The cause of death as certified. No names.',
    'Combined toxicity of heroin and diazepam',
    [
      'cod',
      'cause',
      'medical cause of death',
      '1a',
      'medical cause',
      'cause of death 1a',
      'cause of death text',
      'pm cause of death',
      'immediate cause',
    ],
  ),
  field('text', 'other_conditions', 'Part II of the certificate.', '', [
    'part ii',
    'other significant conditions',
    'part 2',
    'other significant',
    'other significan',
    'other conditions',
  ]),
  field('icd10', 'underlying_cause_icd10', 'ICD-10 code of the underlying cause.', 'X42', [
    'icd10',
    'icd 10',
    'icd code',
    'underlying cause',
    'icd',
    'icd 10 code',
    'icd10 code',
    'underlying cause code',
    'ucod',
  ]),
  field(
    NewDeath.shape.conclusion.unwrap().options,
    'conclusion',
    `The coroner’s: ${choices(NewDeath.shape.conclusion.unwrap().options)}`,
    'accident',
    [
      'coroner conclusion',
      'verdict',
      'manner of death',
      'coroners conclusion',
      'inquest conclusion',
      'inquest outcome',
      'coroner verdict',
      'manner',
      'conclusion verdict',
      'coroner s conclusion',
    ],
  ),
]

export const NALOXONE_FIELDS: VigilField[] = [
  field(
    RECORDS,
    'record',
    'What the row is: supply (kits handed out) or overdose (an event, whether or not naloxone was given).',
    'overdose',
    ['record type', 'row type', 'type', 'record kind', 'supply or overdose'],
    true,
  ),
  field(
    'reference',
    'reference',
    'Your own number. Overdose rows with the same one are one event: a row a person, or a further administration.',
    'R-103',
    [
      'id',
      'incident id',
      'event id',
      'ref',
      'record id',
      'log no',
      'log number',
      'incident number',
      'incident no',
      'incident ref',
      'report number',
      'no',
      'number',
      'urn',
      'case number',
    ],
  ),
  field(
    'day',
    'day',
    `The day of the supply or the event. ${DAYS}`,
    '2024-03-31',
    [
      'date',
      'event day',
      'event date',
      'incident date',
      'supply date',
      'supplied on',
      'date of supply',
      'date of incident',
      'date of event',
      'date given',
      'date of use',
      'date naloxone given',
      'supplied',
      'date issued',
      'issue date',
      'date of issue',
    ],
    true,
  ),
  field(
    'day',
    'known_on',
    'The day the partnership learnt it. Empty: assumed to be the day itself, and marked so.',
    '',
    ['date reported', 'reported on', 'known on', 'date learnt'],
  ),
  field('time', 'time', 'Overdose: time of day, 14:05.', '14:05', [
    'event time',
    'incident time',
    'time of event',
    'time given',
    'time of incident',
    'incident time',
  ]),
  field(
    NewOverdose.shape.partOfDay.unwrap().unwrap().options,
    'part_of_day',
    `Overdose without a time: ${choices(NewOverdose.shape.partOfDay.unwrap().unwrap().options)}`,
    '',
    ['time of day'],
  ),
  ...placeFields('place', 'the event, or of the supply'),
  field(
    [...new Set([...Setting.options, ...NewSupply.shape.setting.unwrap().options])],
    'setting',
    `Overdose: ${choices(Setting.options)}. Supply: ${choices(NewSupply.shape.setting.unwrap().options)}.`,
    'tent_or_street',
    ['place type', 'location type', 'kind of place', 'type of place', 'type of location'],
  ),
  field('agency', 'agency', 'The agency’s name, as in Vigil’s list of agencies.', '', [
    'organisation',
    'service',
    'provider',
    'supplier',
    'agency name',
    'team',
  ]),
  field('product', 'product', 'Naloxone product: code or name, such as nyxoid or prenoxad.', 'nyxoid', [
    'naloxone product',
    'kit type',
    'product name',
    'product type',
    'naloxone type',
    'type of naloxone',
    'kit',
  ]),
  field('number', 'person', 'Overdose: number of the person within the event. Empty: 1.', '1', [
    'person number',
    'victim number',
  ]),
  field('age_band', 'age_band', 'Overdose: such as 25-34 or 65+.', '25-34', [
    'age group',
    'age range',
    'age',
    'age years',
    'patient age',
    'approx age',
    'approximate age',
  ]),
  field(NewDeath.shape.sex.unwrap().options, 'sex', 'Overdose: female, male, other, unknown.', 'female', [
    'gender',
    'm f',
    'patient gender',
  ]),
  field(ReporterKind.options, 'reporter_kind', `Overdose: who reported it: ${choices(ReporterKind.options)}`, 'peer', [
    'reported by',
    'reporter',
  ]),
  field(ANSWERS, 'ambulance_called', `Overdose: was 999 called? ${YES_NO}`, 'yes', ['999 called', 'ambulance called']),
  field(ANSWERS, 'naloxone_given', `Overdose: ${YES_NO}`, 'yes', [
    'naloxone',
    'naloxone administered',
    'narcan given',
    'was naloxone given',
    'narcan',
  ]),
  field('number', 'doses', 'Overdose: doses given, 1 to 20.', '2', [
    'dose count',
    'number of doses',
    'doses given',
    'doses administered',
    'no of doses',
    'number given',
    'narcan doses',
    'how many doses',
  ]),
  field('number', 'milligrams', 'Overdose: milligrams given in all.', '', ['mg', 'total mg']),
  field(GivenBy.options, 'given_by', `Overdose: ${choices(GivenBy.options)}`, 'peer', [
    'administered by',
    'given by',
    'who gave',
    'who gave naloxone',
    'administered by whom',
  ]),
  field(
    Administration.shape.minutesToResponse.unwrap().unwrap().options,
    'minutes_to_response',
    'Overdose: under_1, 1_to_3, 3_to_5, over_5, no_response, unknown.',
    '1_to_3',
    ['response time'],
  ),
  field(ANSWERS, 'was_unresponsive', `Overdose: unresponsive or not breathing before? ${YES_NO}`, 'yes', [
    'unresponsive',
    'not breathing',
  ]),
  field(ANSWERS, 'opioid_plausible', `Overdose: could it have been an opioid? ${YES_NO}`, 'yes', [
    'opioid suspected',
    'opioid',
  ]),
  field(
    'substances',
    'substances',
    'Overdose: what the person is believed to have taken, separated by semicolons.',
    'heroin; pregabalin',
    [
      'drugs',
      'suspected drugs',
      'substances taken',
      'drug',
      'substance',
      'drug taken',
      'drugs taken',
      'substance taken',
      'drugs believed taken',
    ],
  ),
  field(Outcome.options, 'outcome', `Overdose: ${choices(Outcome.options)}. Empty: unknown.`, 'recovered_stayed', [
    'survived',
    'result',
    'outcome of event',
    'what happened',
    'survival',
  ]),
  field(
    OutcomeEvidence.options,
    'outcome_evidence',
    `Overdose: how the outcome is known: ${choices(OutcomeEvidence.options)}`,
    'seen_by_reporter',
    ['evidence'],
  ),
  field('number', 'kits', 'Supply: number of kits.', '', [
    'quantity',
    'qty',
    'number of kits',
    'kits supplied',
    'no of kits',
    'kits issued',
    'kits given',
    'number supplied',
  ]),
  field(
    NewSupply.shape.recipientKind.options,
    'recipient_kind',
    `Supply: ${choices(NewSupply.shape.recipientKind.options)}`,
    '',
    ['recipient', 'recipient type', 'supplied to', 'given to', 'recipient kind', 'client type', 'who received'],
  ),
  field('text', 'batch_number', 'Supply: as printed.', '', [
    'batch',
    'lot',
    'lot number',
    'batch no',
    'batch number',
    'lot no',
  ]),
  field('expiry', 'expires_on', 'Supply: as printed on the kit.', '', [
    'expiry',
    'expiry date',
    'expires',
    'exp',
    'exp date',
    'expiry month',
    'use by',
  ]),
  field(NewSupply.shape.supplyKind.unwrap().options, 'supply_kind', 'Supply: first, repeat or unknown.', '', [
    'first or repeat',
    'supply type',
  ]),
  field(
    NewSupply.shape.reason.unwrap().options,
    'reason',
    `Supply: ${choices(NewSupply.shape.reason.unwrap().options)}`,
    '',
    ['reason for supply', 'resupply reason'],
  ),
  field('text', 'site', 'Supply: name of the site.', '', ['site name', 'location']),
  field(ANSWERS, 'is_first_contact', `Supply: at the first contact with the service? ${YES_NO}`, '', ['first contact']),
  field(ANSWERS, 'training_given', `Supply: ${YES_NO}`, '', ['training', 'trained', 'training given']),
]

/** A second example row in the template: what a supply looks like. */
export const SUPPLY_EXAMPLE: Readonly<Record<string, string>> = {
  record: 'supply',
  reference: 'S-2041',
  day: '2024-03-28',
  place_town: 'Truro',
  setting: 'outreach',
  product: 'prenoxad',
  kits: '2',
  recipient_kind: 'at_risk',
  batch_number: 'PX1234',
  expires_on: '2026-09-30',
  supply_kind: 'first',
  reason: 'first',
  is_first_contact: 'yes',
  training_given: 'yes',
}

export function fieldsOf(subject: ImportSubject): VigilField[] | undefined {
  return subject === 'deaths' ? DEATH_FIELDS : subject === 'naloxone' ? NALOXONE_FIELDS : undefined
}

/** The template: the headings, and one example row of each kind. */
export function templateRows(subject: 'deaths' | 'naloxone'): Record<string, string>[] {
  const fields = subject === 'deaths' ? DEATH_FIELDS : NALOXONE_FIELDS
  const example = Object.fromEntries(fields.map(({ name, example }) => [name, example]))
  if (subject === 'deaths') return [example]
  return [example, Object.fromEntries(fields.map(({ name }) => [name, SUPPLY_EXAMPLE[name] ?? '']))]
}
