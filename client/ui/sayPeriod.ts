import { dayInWords } from '../words/day.ts'

/** ` between 1 March 2026 and 31 March 2026`, for sentences that say what a list was narrowed to. */
export function sayPeriod({ from, to }: { from?: string | undefined; to?: string | undefined }) {
  if (from && to) return ` between ${dayInWords(from)} and ${dayInWords(to)}`
  if (from) return ` since ${dayInWords(from)}`
  if (to) return ` up to ${dayInWords(to)}`
  return ''
}
