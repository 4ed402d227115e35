import { z } from 'zod'

/** A calendar day in the partnership's own time zone, `'2026-03-01'`. Never an instant. */
export const Day = z.iso.date()
export type Day = z.infer<typeof Day>

/** An instant, `'2026-03-01T02:45:00.000Z'`. Fields of this kind end in `At`. */
export const Instant = z.iso.datetime({ offset: true })

export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time looks like 14:05')

export const YesNoUnknown = z.enum(['yes', 'no', 'unknown'])
export type YesNoUnknown = z.infer<typeof YesNoUnknown>
