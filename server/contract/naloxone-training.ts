import { z } from 'zod'
import { Day, Instant, StoredDay, YesNoUnknown } from './day.ts'
import { TrainedKind } from './filters.ts'
import { freeText } from './text.ts'

export const Taught = z.enum(['recognise', 'give', 'store', 'supply', 'train_others'])
export type Taught = z.infer<typeof Taught>

/** A code of the service, never a name. */
const Code = freeText(60).min(1, 'is empty')

const PersonTrained = z
  .strictObject({
    person: Code,
    personKind: TrainedKind.default('worker'),
    isCompetent: YesNoUnknown.default('unknown'),
    /** The last day on which that is good; null where it has no end. */
    competentUntil: Day.nullable().default(null),
    /** Kits handed to this person at the session. */
    kits: z.int().min(0).max(100).default(0),
  })
  .superRefine(({ isCompetent, competentUntil }, context) => {
    if (competentUntil !== null && isCompetent !== 'yes')
      context.addIssue({
        code: 'custom',
        path: ['competentUntil'],
        message: 'belongs to somebody found competent only',
      })
  })

/** One session: everybody who was trained at it, and the kits they took with them. */
export const NewTrainingSession = z
  .strictObject({
    trainedOn: Day,
    agencyId: z.uuid().nullable().default(null),
    trainer: Code.nullable().default(null),
    taught: z.array(Taught).min(1, 'names at least one'),
    persons: z.array(PersonTrained).min(1, 'names at least one').max(100, 'has at most 100 people a session'),
    /** Of the kits handed over; asked where anybody took one. */
    productCode: z.string().min(1).max(80).nullable().default(null),
    batchId: z.uuid().nullable().default(null),
  })
  .superRefine(({ trainedOn, persons, productCode }, context) => {
    if (productCode === null && persons.some(({ kits }) => kits > 0))
      context.addIssue({ code: 'custom', path: ['productCode'], message: 'is missing: kits were handed over' })
    const seen = new Set<string>()
    for (const [index, { person, competentUntil }] of persons.entries()) {
      if (competentUntil !== null && competentUntil < trainedOn)
        context.addIssue({
          code: 'custom',
          path: ['persons', index, 'competentUntil'],
          message: 'is before the day of the session',
        })
      const key = person.trim().toLowerCase()
      if (seen.has(key))
        context.addIssue({ code: 'custom', path: ['persons', index, 'person'], message: 'stands in this list twice' })
      seen.add(key)
    }
  })
export type NewTrainingSession = z.infer<typeof NewTrainingSession>

export const Training = z.strictObject({
  trainingId: z.uuid(),
  trainedOn: StoredDay,
  agencyId: z.uuid().nullable(),
  agencyName: z.string().nullable(),
  trainer: z.string().nullable(),
  person: z.string(),
  personKind: TrainedKind,
  taught: z.array(Taught),
  isCompetent: YesNoUnknown,
  competentUntil: StoredDay.nullable(),
  /** What was handed over with it. */
  supplyId: z.uuid().nullable(),
  withdrawnReason: z.string().nullable(),
  recordedAt: Instant,
  /** Whether it is the last training of this person: an earlier one is history. */
  isLatest: z.boolean(),
  /** Whether somebody found competent still is, today. */
  standing: z.enum(['competent', 'ends_soon', 'ended', 'not_competent', 'not_known', 'withdrawn']),
})
export type Training = z.infer<typeof Training>

export const Trainings = z.strictObject({
  rows: z.array(Training),
  /** The rows are the latest; there are more. */
  isCut: z.boolean(),
})
export type Trainings = z.infer<typeof Trainings>

export const TrainingQuery = z.strictObject({
  standing: z.enum(['competent', 'ends_soon', 'ended']).optional(),
  personKind: TrainedKind.optional(),
})
export type TrainingQuery = z.infer<typeof TrainingQuery>

export const TrainingSession = z.strictObject({
  trainings: z.array(Training),
  /** Kits that were recorded as supplied with it. */
  kits: z.int(),
})

export const WithdrawTraining = z.strictObject({ reason: freeText(400).min(3, 'has at least 3 characters') })
export type WithdrawTraining = z.infer<typeof WithdrawTraining>
