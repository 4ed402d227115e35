import type { Draft } from './draft.ts'
import type { Section } from './fields.ts'
import { blank } from './Repeater.tsx'

/** A new form: "don't know" wherever that is an answer, and as many parts as there must be. */
export function firstAnswers(sections: readonly Section[]): Draft {
  const parts = sections
    .filter((section) => !section.many || section.many.atLeast > 0)
    .map((section) => blank(section, section.many ? [0] : []))
  return Object.assign({}, ...parts)
}
