import { type Day, type DayPrecision, partialText } from '../../server/contract/day.ts'
import { dayInWords, monthInWords } from './day.ts'

/** A day as well as it is known: `'2026-03'` → `'March 2026'`, `'2026'` → `'2026'`. */
export function partialInWords(partial: string) {
  return partial.length === 4 ? partial : partial.length === 7 ? monthInWords(partial) : dayInWords(partial)
}

/** "on 3 March 2026", "in March 2026", "in 2026" */
export function whenInWords(day: Day, precision: DayPrecision) {
  return `${precision === 'day' ? 'on' : 'in'} ${partialInWords(partialText(day, precision))}`
}
