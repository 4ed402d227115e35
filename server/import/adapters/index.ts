import type { ImportAdapter, ImportField, ImportSubject } from '../../contract/import.ts'
import type { RecordAdapter } from './adapter.ts'
import { ambulance } from './ambulance.ts'
import { connecticut } from './connecticut.ts'
import { DEATH_FIELDS } from './death-fields.ts'
import type { VigilField } from './field.ts'
import { NALOXONE_FIELDS } from './naloxone-fields.ts'
import { odin } from './odin.ts'
import { tempe } from './tempe.ts'
import { readVigilDeaths } from './vigil-deaths.ts'
import { readVigilNaloxone } from './vigil-naloxone.ts'

function toImportField({ name, label, isRequired, meaning, example, options }: VigilField): ImportField {
  return { name, label, isRequired, meaning, example, options: options && [...options] }
}

const vigil: RecordAdapter = {
  name: 'vigil',
  title: 'Vigil’s own CSV, or any table whose columns are mapped to it',
  subjects: ['deaths', 'naloxone'],
  fields: { deaths: DEATH_FIELDS.map(toImportField), naloxone: NALOXONE_FIELDS.map(toImportField) },
  expects: [],
  read: (table, context, subject) =>
    subject === 'deaths' ? readVigilDeaths(table, context) : readVigilNaloxone(table, context),
}

/** Adapters of deaths and naloxone, Vigil's own first. */
export const recordAdapters: readonly RecordAdapter[] = [vigil, ambulance, connecticut, tempe, odin]

/** Adapters of geography: not rows into records, so they have stores of their own (area-store.ts). */
export const geographyAdapters = [
  { name: 'areas', title: 'Areas: GeoJSON or TopoJSON polygons with a code and a name', subjects: ['areas'] },
  {
    name: 'population',
    title: 'Residents of areas that are there: CSV with a code, age bands, sexes or a total',
    subjects: ['areas'],
  },
  { name: 'postcodes', title: 'Postcodes: CSV with postcode, latitude, longitude', subjects: ['postcodes'] },
] as const satisfies { name: string; title: string; subjects: ImportSubject[] }[]

export function findRecordAdapter(name: string, subject: ImportSubject): RecordAdapter | undefined {
  return recordAdapters.find((adapter) => adapter.name === name && adapter.subjects.includes(subject))
}

/** Every adapter as the page and the command line list them, one entry for each subject. */
export function listAdapters(): ImportAdapter[] {
  return [
    ...recordAdapters.flatMap(({ name, title, subjects, fields }) =>
      subjects.map((subject) => ({ name, title, subjects: [subject], fields: fields?.[subject] ?? null })),
    ),
    ...geographyAdapters.map(({ name, title, subjects }) => ({ name, title, subjects: [...subjects], fields: null })),
  ]
}

export function hasAdapter(name: string, subject: ImportSubject): boolean {
  return listAdapters().some((adapter) => adapter.name === name && adapter.subjects.includes(subject))
}
