import { z } from 'zod'
import { Day, StoredDay } from './day.ts'
import { Place } from './place.ts'
import { freeText } from './text.ts'

const text = (most: number) => freeText(most).trim().min(1, 'is empty').nullable().default(null)

/** What is written of a box that anybody can open, beside what every holder of stock has. After the registry of defibrillators (The Circuit). */
export const PublicBoxDetails = z.strictObject({
  guardian: text(120),
  address: text(200),
  surroundings: text(400),
  hours: text(200),
  makeAndSerial: text(120),
})
export type PublicBoxDetails = z.infer<typeof PublicBoxDetails>

/** `opened`: out of service until somebody has looked. */
export const BoxEventKind = z.enum(['ready', 'not_ready', 'opened', 'out_of_service'])
export type BoxEventKind = z.infer<typeof BoxEventKind>

export const NewBoxEvent = z.strictObject({
  kind: BoxEventKind,
  happenedOn: Day,
  kitsLeft: z.int('is a whole number').min(0).max(1000).nullable().default(null),
  note: text(400),
})
export type NewBoxEvent = z.infer<typeof NewBoxEvent>

export const BoxEvent = z.strictObject({
  eventId: z.uuid(),
  kind: BoxEventKind,
  happenedOn: StoredDay,
  kitsLeft: z.int().nullable(),
  note: z.string().nullable(),
})
export type BoxEvent = z.infer<typeof BoxEvent>

/** `not_checked`: nobody has ever looked. */
export const BoxState = z.enum(['ready', 'not_ready', 'out_of_service', 'not_checked'])
export type BoxState = z.infer<typeof BoxState>

export const PublicBox = z.strictObject({
  holderId: z.uuid(),
  name: z.string(),
  agencyName: z.string().nullable(),
  place: Place.nullable(),
  guardian: z.string().nullable(),
  address: z.string().nullable(),
  surroundings: z.string().nullable(),
  hours: z.string().nullable(),
  makeAndSerial: z.string().nullable(),
  state: BoxState,
  stateSince: StoredDay.nullable(),
  /** The last day somebody looked, whatever they found. */
  checkedOn: StoredDay.nullable(),
  /** It should have been looked at by now: never, or not for 31 days, or not since it was opened. */
  isCheckDue: z.boolean(),
  openings: z.int().nonnegative(),
  kits: z.int().nonnegative(),
  /** Of the kits in it, the first to expire. */
  expiresOn: StoredDay.nullable(),
  closedOn: StoredDay.nullable(),
  events: z.array(BoxEvent),
})
export type PublicBox = z.infer<typeof PublicBox>

/** Whether boxes may be shown to the public on a day, and what says so. */
export const BoxLaw = z.strictObject({
  isAllowed: z.boolean(),
  because: z.string(),
  law: z.string(),
  source: z.string().nullable(),
})
export type BoxLaw = z.infer<typeof BoxLaw>

export const PublicBoxes = z.strictObject({ law: BoxLaw, boxes: z.array(PublicBox) })
export type PublicBoxes = z.infer<typeof PublicBoxes>

/** A box as anybody sees it: its address, and no point on a map. */
export const ShownBox = z.strictObject({
  name: z.string(),
  address: z.string().nullable(),
  surroundings: z.string().nullable(),
  hours: z.string().nullable(),
  isReady: z.boolean(),
})
export type ShownBox = z.infer<typeof ShownBox>
export const ShownBoxes = z.strictObject({ isAllowed: z.boolean(), law: z.string(), boxes: z.array(ShownBox) })
export type ShownBoxes = z.infer<typeof ShownBoxes>
