import type { ImportSubject } from '../../contract/import.ts'
import { DEATH_FIELDS } from './death-fields.ts'
import type { VigilField } from './field.ts'
import { NALOXONE_FIELDS } from './naloxone-fields.ts'

/** Vigil's own columns by what a file is of, and the template to fill in. */

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
