import { Day, FIRST_DAY, LAST_DAY } from '../../server/contract/day.ts'
import { WrongInput } from '../wrong-input.ts'

/** The day that an option was given. A day of the calendar that is too far off is said to be that, and not to be none. */
export function readDay(option: string, written: string): Day {
  if (Day.safeParse(written).success) return written
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(written) && !Number.isNaN(Date.parse(written))
  if (isDay && written > LAST_DAY) throw new WrongInput(`${option} ${written} is in the future, after ${LAST_DAY}.`)
  if (isDay && written < FIRST_DAY) throw new WrongInput(`${option} ${written} is too early, before ${FIRST_DAY}.`)
  throw new WrongInput(`${option} ${written} is not a day such as 2026-03-01.`)
}
