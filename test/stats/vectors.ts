import { readFileSync } from 'node:fs'

/** A file of reference numbers; `vectors/README.md` of the project's references says what program made each. */
export function readVectors<Vectors>(name: string): Vectors {
  return JSON.parse(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), 'utf8'))
}

/** Relative difference, or the absolute one where the expected number is below 1e-12. */
export function relativeError(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-12)
}
