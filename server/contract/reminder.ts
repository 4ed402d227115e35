import { z } from 'zod'
import { BirthDay, StoredDay } from './day.ts'
import { readExpiry } from './expiry.ts'
import { NhsNumber, PersonName } from './identity.ts'
import { Email } from './person.ts'

/** By what a reminder is stopped: where it goes, or whom it is for. None of it is kept in words. */
const Code = z.string().trim().min(1, 'is empty').max(60, 'has at most 60 characters')

/**
 * To be reminded by mail, once, before a kit expires. Only the address is kept, sealed, until the mail is sent. The others say for whom it
 * is without being readable, so that nothing is sent to somebody who has died.
 */
export const NewReminder = z
  .strictObject({
    email: Email,
    /** As printed on the kit: a day, or a month. */
    expiresOn: z
      .string()
      .max(40)
      .refine((written) => readExpiry(written) !== undefined, 'must be a day or a month, like 2026-09-30 or 09/2026'),
    /** The person has agreed to be written to. */
    hasAgreed: z.literal(true, { error: 'must be asked of the person first' }),
    code: Code.nullable().default(null),
    nhsNumber: NhsNumber.nullable().default(null),
    name: PersonName.nullable().default(null),
    dateOfBirth: BirthDay.nullable().default(null),
  })
  .refine(({ name, dateOfBirth }) => (name === null) === (dateOfBirth === null), {
    path: ['dateOfBirth'],
    error: 'goes with a name, and a name with it',
  })
export type NewReminder = z.infer<typeof NewReminder>
/** From when it is sent; nothing of whom. */
export const ReminderAsked = z.strictObject({ remindOn: StoredDay })
export type ReminderAsked = z.infer<typeof ReminderAsked>

export const StopReminders = z.union(
  [
    z.strictObject({ email: Email }),
    z.strictObject({ code: Code }),
    z.strictObject({ nhsNumber: NhsNumber }),
    z.strictObject({ name: PersonName, dateOfBirth: BirthDay }),
  ],
  { error: 'give an e-mail address, a code, an NHS number, or a name with the date of birth' },
)
export type StopReminders = z.infer<typeof StopReminders>
/** Whether there were any is not said: it would say who was given naloxone. */
export const RemindersStopped = z.strictObject({ isStopped: z.literal(true) })

export const Reminders = z.strictObject({
  isMailOn: z.boolean(),
  months: z.array(z.strictObject({ remindOn: StoredDay, waiting: z.int().positive() })),
})
export type Reminders = z.infer<typeof Reminders>

/** Whether whoever asks is told by mail, once a month at most, that kits of this holder expire soon. */
export const StockReminder = z.strictObject({ isMailOn: z.boolean(), isOn: z.boolean() })
export type StockReminder = z.infer<typeof StockReminder>
export const StockReminderChange = z.strictObject({ isOn: z.boolean() })
