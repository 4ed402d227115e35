import type { Day } from '../../server/contract/day.ts'

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const dayMilliseconds = 86_400_000

/** `'2026-03-03'` → `'3 March 2026'`. Days never pass through a time zone. */
export function dayInWords(day: Day) {
  const [year, month, date] = day.split('-').map(Number)
  return `${date} ${months[(month ?? 1) - 1]} ${year}`
}

/** `'2026-03-03'` → `'3 Mar 2026'`, where there is no room. */
export function dayInShort(day: Day) {
  return dayInWords(day).replace(/ (\w{3})\w* /, ' $1 ')
}

/** `'2026-03'` → `'March 2026'` */
export function monthInWords(month: string) {
  const [year, number] = month.split('-').map(Number)
  return `${months[(number ?? 1) - 1]} ${year}`
}

/** An instant as a person reads it, in the time zone of the partnership. */
export function instantInWords(at: string, timeZone: string) {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(new Date(at))
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * dayMilliseconds).toISOString().slice(0, 10)
}

export function daysBetween(from: Day, to: Day) {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMilliseconds)
}

/** The last day of the week or month that begins on `firstDay`. */
export function lastDayOf(step: 'week' | 'month', firstDay: Day): Day {
  if (step === 'week') return addDays(firstDay, 6)
  const [year = 0, month = 1] = firstDay.split('-').map(Number)
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}
