import { addDays, dayInWords, daysBetween } from '../../words/day.ts'

export interface Period {
  from: string
  to: string
}

/** Periods often used, all ending today: how many days each has, and its name. */
const usual = [
  { days: 28, label: '4 weeks' },
  { days: 91, label: '3 months' },
  { days: 365, label: '1 year' },
] as const

/** The four weeks up to today: what the map shows where nothing else is asked. */
export function lastFourWeeks(today: string): Period {
  return { from: addDays(today, -27), to: today }
}

/** The period of equal length before. */
export function periodBefore({ from, to }: Period): Period {
  return { from: addDays(from, -1 - daysBetween(from, to)), to: addDays(from, -1) }
}

/** The periods often used, and all there is where it is known where records begin. */
export function usualPeriods(today: string, recordsBegin: string | undefined) {
  return [
    ...usual.map(({ days, label }) => ({ label, from: addDays(today, 1 - days) })),
    ...(recordsBegin ? [{ label: 'All', from: recordsBegin }] : []),
  ]
}

/** "last 4 weeks", or its two days where it has no name. */
export function sayPeriod({ from, to }: Period, today: string) {
  const named = to === today && usual.find(({ days }) => from === addDays(today, 1 - days))
  return named ? `last ${named.label.replace(/^1 /, '')}` : `${dayInWords(from)} to ${dayInWords(to)}`
}
