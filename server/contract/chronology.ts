import { z } from 'zod'
import { DayPrecision, Instant, PartialDay, readPartialDay, StoredDay, StoredPartialDay } from './day.ts'
import { freeText } from './text.ts'

export const EntryKind = z.enum([
  'treatment',
  'prescribing',
  'custody',
  'release',
  'court_order',
  'hospital_attendance',
  'hospital_discharge',
  'housing',
  'contact',
  'overdose',
  'life_event',
  'other',
])
export type EntryKind = z.infer<typeof EntryKind>

const short = (most: number) => freeText(most).trim().min(1, 'is empty').nullable().default(null)

const fieldsWith = <Written extends z.ZodType<string, string>>(day: Written) => ({
  kind: EntryKind,
  /** `'2026-03'` or `'2026'` where no more is known. */
  fromDay: day,
  fromPrecision: DayPrecision.default('day'),
  /** Of a spell that has ended; left out, it has not, or it was of one day. */
  toDay: day.nullable().default(null),
  toPrecision: DayPrecision.nullable().default(null),
  agencyId: z.uuid().nullable().default(null),
  /** Who gave it, where it is no agency of the partnership. */
  givenBy: short(120),
  product: short(120),
  dose: short(80),
  route: z.enum(['oral', 'sublingual', 'long_acting_injection', 'patch', 'nasal', 'other']).nullable().default(null),
  courtOrder: z
    .enum(['alcohol_treatment', 'drug_rehabilitation', 'mental_health_treatment', 'other'])
    .nullable()
    .default(null),
  interceptStage: z
    .enum(['community', 'police_contact', 'custody', 'court', 'prison', 'release', 'community_sentence'])
    .nullable()
    .default(null),
  what: short(2000),
})

type Days = {
  fromDay: string
  fromPrecision: DayPrecision
  toDay: string | null
  toPrecision: DayPrecision | null
}

function withWholeDays<Given extends Days>(given: Given): Given {
  const from = readPartialDay(given.fromDay, given.fromPrecision)
  const to = given.toDay === null ? null : readPartialDay(given.toDay, given.toPrecision ?? 'day')
  return {
    ...given,
    ...{ fromDay: from.day, fromPrecision: from.precision },
    ...{ toDay: to?.day ?? null, toPrecision: to?.precision ?? null },
  }
}

export const NewEntry = z.strictObject(fieldsWith(PartialDay)).overwrite(withWholeDays)
export type NewEntry = z.infer<typeof NewEntry>

/** The whole entry as it should now read. Withdrawn, it stays in its history and is drawn nowhere. */
export const EntryChange = z
  .strictObject({
    ...fieldsWith(StoredPartialDay),
    isWithdrawn: z.boolean().default(false),
    changeReason: freeText(400).trim().min(3, 'say why').nullable().default(null),
  })
  .overwrite(withWholeDays)
  .refine(({ isWithdrawn, changeReason }) => !isWithdrawn || changeReason !== null, {
    path: ['changeReason'],
    message: 'say why it is withdrawn',
  })
export type EntryChange = z.infer<typeof EntryChange>

const stored = z.string().nullable()
export const Entry = z.strictObject({
  ...fieldsWith(StoredDay),
  ...{ givenBy: stored, product: stored, dose: stored, what: stored },
  entryId: z.uuid(),
  revision: z.int().positive(),
  agencyName: z.string().nullable(),
  isWithdrawn: z.boolean(),
  changeReason: z.string().nullable(),
  recordedByName: z.string().nullable(),
  recordedAt: Instant,
})
export type Entry = z.infer<typeof Entry>
export const Entries = z.array(Entry)

/** A time in which the risk of dying is raised, after something that ended: from its day, for so long. */
export const RiskWindow = z.strictObject({
  after: z.enum(['release_14', 'release_28', 'hospital_28', 'treatment_183']),
  firstDay: StoredDay,
  lastDay: StoredDay,
  /** Whether the death fell into it; `unknown` where a day is known only by its month or year and decides it. */
  held: z.enum(['yes', 'no', 'unknown']),
  /** Days from the event to the death; two where they are not known for sure. */
  daysFrom: z.int(),
  daysTo: z.int(),
})
export type RiskWindow = z.infer<typeof RiskWindow>

export const Chronology = z.strictObject({
  deathId: z.uuid(),
  eventDay: StoredDay,
  eventDayPrecision: DayPrecision,
  entries: Entries,
  windows: z.array(RiskWindow),
  /** Attendances at hospital in the twelve months before the death, of those that are told. */
  attendancesInYear: z.int().nonnegative(),
})
export type Chronology = z.infer<typeof Chronology>

/** Who recorded each revision of a death: null where it was nobody with an account, or from before that was kept. */
export const Revisers = z.array(z.strictObject({ revision: z.int(), recordedByName: z.string().nullable() }))
