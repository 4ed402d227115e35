import { Day, FIRST_DAY, LAST_DAY } from '../../server/contract/day.ts'

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

/** The day that an option was given. A day of the calendar that is too far off is said to be that, and not to be none. */
export function readDay(option: string, written: string): Day {
  if (Day.safeParse(written).success) return written
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(written) && !Number.isNaN(Date.parse(written))
  if (isDay && written > LAST_DAY) throw new WrongInput(`${option} ${written} is in the future, after ${LAST_DAY}.`)
  if (isDay && written < FIRST_DAY) throw new WrongInput(`${option} ${written} is too early, before ${FIRST_DAY}.`)
  throw new WrongInput(`${option} ${written} is not a day such as 2026-03-01.`)
}
