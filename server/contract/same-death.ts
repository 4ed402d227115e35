import { z } from 'zod'
import { DayPrecision, Instant, StoredDay } from './day.ts'
import { DeathStatus, SameDeathState } from './filters.ts'
import { ofPages, pageOf } from './page.ts'
import { freeText } from './text.ts'

/** One of two records that may be of one death. */
const ComparedRecord = z.strictObject({
  deathId: z.uuid(),
  reference: z.string(),
  source: z.string(),
  status: DeathStatus,
  eventDay: StoredDay,
  eventDayPrecision: DayPrecision,
  ageYears: z.int().nullable(),
  sex: z.enum(['female', 'male', 'other', 'unknown']),
  foundTown: z.string().nullable(),
  implicated: z.array(z.string()),
  isToxicologyComplete: z.boolean(),
  firstKnownOn: StoredDay,
  /** The record of the same death that counts instead of this one; null where this one counts. */
  countedWith: z.uuid().nullable(),
})

export const SameDeathPair = z.strictObject({
  state: SameDeathState,
  /** Which facts agree, in words; empty where somebody joined two records that were not proposed. */
  agreements: z.array(z.string()),
  records: z.tuple([ComparedRecord, ComparedRecord]),
  /** What was said of the pair, latest first. */
  decisions: z.array(
    z.strictObject({
      decided: z.enum(['proposed', 'same', 'not_same', 'undone', 'lapsed']),
      /** Null: Vigil itself, by comparing the records. */
      decidedByName: z.string().nullable(),
      decidedOn: StoredDay,
      decidedAt: Instant,
      reason: z.string().nullable(),
    }),
  ),
})
export type SameDeathPair = z.infer<typeof SameDeathPair>

export const SameDeathPairs = z.array(SameDeathPair)

const { rows, total, nextCursor } = pageOf(SameDeathPair).shape
/** `total`: of that state, over all pages. In the order in which it has always been answered. */
export const SameDeathPage = z.strictObject({ rows, total, nextCursor })
export type SameDeathPage = z.infer<typeof SameDeathPage>

export const SameDeathQuery = z.strictObject({
  state: SameDeathState.exclude(['lapsed']).default('open'),
  /** Pairs with this death. */
  death: z.uuid().optional(),
  /** Pairs with a death that this import added. */
  import: z.uuid().optional(),
  ...ofPages,
})
export type SameDeathQuery = z.infer<typeof SameDeathQuery>

/** `undone` takes back what was said, either way: the pair is open again. */
export const SameDeathDecision = z
  .strictObject({
    deathId: z.uuid(),
    otherId: z.uuid(),
    decided: z.enum(['same', 'not_same', 'undone']),
    reason: freeText(400).trim().nullable().default(null),
  })
  .refine(({ deathId, otherId }) => deathId !== otherId, { path: ['otherId'], message: 'is the same record' })
export type SameDeathDecision = z.infer<typeof SameDeathDecision>
