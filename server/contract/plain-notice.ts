import { z } from 'zod'
import { Day } from './day.ts'

/**
 * What a desk expects to be told of whatever the arithmetic. Each rule is a switch of the partnership; a notice is listed and nobody is told, and it
 * counts in no budget of false alarms.
 */
export const PlainNoticeRule = z.enum(['persons_at_event', 'event_at_address', 'events_at_hostel', 'age_and_sex'])
export type PlainNoticeRule = z.infer<typeof PlainNoticeRule>

/** The rules in words, as the page and the command say them. */
export const plainNoticeRules: Readonly<Record<PlainNoticeRule, string>> = {
  persons_at_event: 'Three persons or more overdosed at one event.',
  event_at_address: 'Two events or more at one address or postcode within seven days.',
  events_at_hostel: 'Two events or more at the same hostel or supported housing within 28 days.',
  age_and_sex: 'Three deaths, or three overdoses in one area, of one age and sex group within 14 days.',
}

export const PlainNotice = z.strictObject({
  rule: PlainNoticeRule,
  firstDay: Day,
  lastDay: Day,
  /** Persons at the event, events at the place, or people of the group. */
  count: z.int().positive(),
  deaths: z.int().nonnegative(),
  areaName: z.string().nullable(),
  sentence: z.string(),
})
export type PlainNotice = z.infer<typeof PlainNotice>

/** Of the last night that is done; null before the first. */
export const PlainNotices = z.strictObject({
  night: Day.nullable(),
  notices: z.array(PlainNotice),
  rules: z.array(z.strictObject({ rule: PlainNoticeRule, inWords: z.string(), isOn: z.boolean() })),
})
export type PlainNotices = z.infer<typeof PlainNotices>
