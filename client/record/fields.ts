import type { AskedField } from '../ui/fields.ts'
import type { Draft } from './draft.ts'
import type { Registers } from './registers.ts'

/** Codelists that stand in the database, by the name of the register. */
export type Register = 'substances' | 'agencies' | 'products' | 'batches' | 'panels'

export type FieldKind =
  | 'day'
  /** a day, or the month or the year alone where no more is known or printed */
  | 'partial day'
  | 'time'
  | 'text'
  | 'long text'
  | 'number'
  | 'choice'
  | 'register'
  | 'registers'
  | 'place'
  | 'yes'
  /** carried through an amendment as it stands, never shown */
  | 'kept'
  /** asked for within another field, which names it; said by itself */
  | 'beside'
  /** the same of several texts */
  | 'texts beside'

/** One field of a record: what it is called, and how it is asked for, said and compared. `*` stands for a position. */
export interface Field extends AskedField {
  kind: FieldKind
  register?: Register
  /** The last part of the path of what is kept beside a substance: a name that the tree does not hold. */
  beside?: string
  /** left out of summaries while nothing is written there */
  isQuiet?: boolean
  /** asked only where the other answers call for it, or something is written there */
  isAsked?: (draft: Draft, registers: Registers, today: string) => boolean
}

export interface Section {
  title: string
  hint?: string
  fields: Field[]
  /** The section is asked for any number of times: persons of an event, substances of a death. */
  many?: { path: string; one: string; atLeast: number }
  sections?: Section[]
  /** closed until asked for (it may distress, or few need it), with a note of what is inside */
  contentNote?: string
}

export function allFields(sections: readonly Section[]): Field[] {
  return sections.flatMap((section) => [...section.fields, ...allFields(section.sections ?? [])])
}

/** `findings.0.unit` → `findings.*.unit` */
export function patternOf(path: string) {
  return path.replaceAll(/\.\d+(?=\.|$)/g, '.*')
}

/** `findings.*.unit` at positions [2] → `findings.2.unit` */
export function pathAt(pattern: string, positions: readonly number[]) {
  let next = 0
  return pattern.replaceAll('*', () => String(positions[next++] ?? 0))
}
