import type { Day } from './contract/day.ts'

/** The calendar day it is in a time zone. Taken once at the edge and passed down. */
export function dayIn(timeZone: string, now = new Date()): Day {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now)
}

/** The hour it is in a time zone, 0 to 23. */
export function hourIn(timeZone: string, now = new Date()): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(now))
}

export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return numberOf(to) - numberOf(from)
}

/** The nights ask for the same few thousand days again and again; reading one from its text takes longer than all else done with it. */
const numbers = new Map<Day, number>()
const MOST_NUMBERS = 20_000

function numberOf(day: Day): number {
  const known = numbers.get(day)
  if (known !== undefined) return known
  const number = Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000)
  if (numbers.size >= MOST_NUMBERS) numbers.clear()
  numbers.set(day, number)
  return number
}

/** "3 March 2026" */
export function dayInWords(day: Day): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
}
