import type { Draft } from './draft.ts'
import { pathAt, type Section } from './fields.ts'

/** A new form: "don't know" wherever that is an answer, and as many parts as there must be. */
export function firstAnswers(sections: readonly Section[]): Draft {
  const parts = sections
    .filter((section) => !section.many || section.many.atLeast > 0)
    .map((section) => blank(section, section.many ? [0] : []))
  return Object.assign({}, ...parts)
}

/** The first answers of a new part. */
export function blank(section: Section, positions: readonly number[]): Draft {
  return Object.fromEntries(section.fields.map(({ path, initial }) => [pathAt(path, positions), initial ?? '']))
}
