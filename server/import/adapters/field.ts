import { YesNoUnknown } from '../../contract/day.ts'
import type { ImportField } from '../../contract/import.ts'
import { PlacePrecision } from '../../contract/place.ts'

/** What a column of Vigil's own is: the template, the mapping and the reading of cells are made from it. */

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
  | 'icd10_codes'
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
  other_causes_icd10: 'Other ICD-10 codes',
  panel_finding: 'What the panel found',
  treatment_ended_on: 'Treatment ended on',
  mental_health_diagnosis: 'Was there a mental health diagnosis?',
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
  supplier_kind: 'Who supplied',
  supplier_trained: 'Is the supplier trained?',
  supplied_under: 'On what the supply rested',
  intercept_stage: 'Where in the justice system',
  equipment_packs: 'Packs of clean equipment',
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

export function field(
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

export const DAYS = 'Days: 2024-03-31, or 31/03/2024 as usual in the partnership’s country.'
export const ANSWERS = YesNoUnknown.options
export const YES_NO = 'yes, no or unknown; empty is unknown, never no.'

/** What other files call each of two places; '' where a file has only one and does not say which. */
const PLACE_WORDS: Readonly<Record<string, readonly string[]>> = {
  residence: ['residence', 'home', 'resident', 'residential', 'decedent', 'lived', 'home address'],
  found: ['found', 'incident', 'event', 'injury', 'scene', 'death', 'occurrence', ''],
  place: ['place', 'incident', 'event', 'supply', 'scene', 'location', ''],
}

export function placeFields(prefix: string, whose: string): VigilField[] {
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
