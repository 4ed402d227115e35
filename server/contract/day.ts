import { z } from 'zod'
import './sentences.ts'

/** Nobody alive in the years this system is about was born before it. */
const FIRST_BIRTH = '1890-01-01'
export const FIRST_DAY = '1900-01-01'
export const LAST_DAY = '2199-12-31'

/** Why a text is no day, and what was probably meant; `earliest` is the first day that may be. */
function whyNotADay(written: unknown, earliest: string): string {
  if (typeof written !== 'string') return 'must be a day, like 2026-03-27'
  const year = /^(\d{1,4})-\d{1,2}-\d{1,2}$/.exec(written)?.[1]
  if (year && Number(year) < 100) return twoDigitYear(Number(year), earliest)
  if (!z.iso.date().safeParse(written).success) return 'must be a real day, like 2026-03-27'
  return written < earliest ? `is before ${earliest.slice(0, 4)}` : 'is after 2199'
}

/** A year of two digits is never guessed at where it is stored: somebody born in 26 may have been born in 1926. */
function twoDigitYear(year: number, earliest: string): string {
  const digits = String(year).padStart(2, '0')
  return earliest === FIRST_BIRTH
    ? `the year has two digits: write four, 19${digits} or 20${digits}`
    : `the year has two digits: did you mean 20${digits}?`
}

function dayFrom(earliest: string) {
  return z.iso
    .date({ error: ({ input }) => whyNotADay(input, earliest) })
    .refine((day) => day >= earliest && day <= LAST_DAY, { error: ({ input }) => whyNotADay(input, earliest) })
}

/** A calendar day in the partnership's own time zone, `'2026-03-01'`. Never an instant. From 1900 to 2199. */
export const Day = dayFrom(FIRST_DAY)
export type Day = z.infer<typeof Day>

/** A day of birth, from 1890. */
export const BirthDay = dayFrom(FIRST_BIRTH)

/** A day as it stands in the database: records may hold one that `Day` no longer lets in, and are shown and amended all the same. */
export const StoredDay = z.iso.date({ error: ({ input }) => whyNotADay(input, FIRST_DAY) })

/** How well the day of an event is known. */
export const DayPrecision = z.enum(['day', 'month', 'year'])
export type DayPrecision = z.infer<typeof DayPrecision>

const PARTIAL = /^\d{4}(-(0[1-9]|1[0-2]))?$/

/** A day, or as much of it as is known: `'2024-03-27'`, `'2024-03'`, `'2024'`. */
function partialOf(whole: z.ZodType<string, string>) {
  const first = (written: string) => (PARTIAL.test(written) ? firstDayOf(written) : written)
  return z
    .string({ error: ({ input }) => whyNotADay(input, FIRST_DAY) })
    .superRefine((written, context) => {
      const parsed = whole.safeParse(first(written))
      if (parsed.success) return
      const message = /^\d{1,2}(-\d{1,2}){0,2}$/.test(written)
        ? twoDigitYear(Number(written.split('-')[0]), FIRST_DAY)
        : !PARTIAL.test(written) && /^\d{1,4}(-\d{0,2}){0,2}$/.test(written) && !/^\d{4}-\d{2}-\d{2}$/.test(written)
          ? 'must be a day like 2026-03-27, or 2026-03 or 2026 where only the month or the year is known'
          : parsed.error.issues[0]?.message
      context.addIssue({ code: 'custom', message: message ?? 'must be a real day' })
    })
    .meta({
      description: 'a day, or the month or the year alone where no more is known',
      examples: ['2024-03-27', '2024-03', '2024'],
    })
}
export const PartialDay = partialOf(Day)
export const StoredPartialDay = partialOf(StoredDay)

function firstDayOf(partial: string): Day {
  return partial.length === 4 ? `${partial}-01-01` : partial.length === 7 ? `${partial}-01` : partial
}

/** As it is stored: the first day that it may have been, and the precision that the text itself has. */
export function readPartialDay(written: string, stated: DayPrecision = 'day'): { day: Day; precision: DayPrecision } {
  const precision = written.length === 4 ? 'year' : written.length === 7 ? 'month' : stated
  return { day: firstDayOf(partialText(firstDayOf(written), precision)), precision }
}

/** `'2024-03-01'` known to the month is `'2024-03'`. */
export function partialText(day: Day, precision: DayPrecision): string {
  return precision === 'year' ? day.slice(0, 4) : precision === 'month' ? day.slice(0, 7) : day
}

/** The first and the last day that it may have been. */
export function spanOf(day: Day, precision: DayPrecision = 'day'): { first: Day; last: Day } {
  if (precision === 'day') return { first: day, last: day }
  const [year = 0, month = 1] = day.split('-').map(Number)
  const lastMonth = precision === 'year' ? 12 : month
  return { first: firstDayOf(partialText(day, precision)), last: lastDayOfMonth(year, lastMonth) }
}

export function lastDayOfMonth(year: number, month: number): Day {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999
  const days = month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), days].join('-')
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

/** An instant, `'2026-03-01T02:45:00.000Z'`. Fields of this kind end in `At`. */
export const Instant = z.iso.datetime({ offset: true })

export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time looks like 14:05')

export const YesNoUnknown = z.enum(['yes', 'no', 'unknown'])
export type YesNoUnknown = z.infer<typeof YesNoUnknown>
