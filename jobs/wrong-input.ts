/** Exit codes of every command: 0 fine, 1 something wrong with the input, 2 could not run. */
export const EXIT = { fine: 0, wrongInput: 1, couldNotRun: 2 } as const

/** Something wrong with what the caller gave: said in a sentence, exit code 1. */
export class WrongInput extends Error {}

/** The whole number that an option was given, within its bounds. */
export function readWhole(option: string, written: string, least: number, most: number): number {
  const number = /^\d+$/.test(written) ? Number(written) : Number.NaN
  if (!(number >= least && number <= most))
    throw new WrongInput(`${option} ${written} is not a whole number from ${least} to ${most.toLocaleString('en-GB')}.`)
  return number
}
