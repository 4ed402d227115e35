import { z } from 'zod'
import { Day, Instant } from './day.ts'
import { Detector, FeedProblem, NightCheck, SignalTier, Stream } from './signal.ts'
import { SignalSentence } from './signal-sentence.ts'

/** What a signal would say tonight. */
export const PreviewSignal = z.strictObject({
  /** The signal that would go on; null where it would be a new one. */
  signalId: z.uuid().nullable(),
  /** Whether people would be told: of a new one, or of one that has clearly grown. */
  wouldBeTold: z.boolean(),
  tier: SignalTier,
  detector: Detector,
  stream: Stream,
  sentence: SignalSentence,
  observed: z.int().positive(),
  expected: z.number().nonnegative(),
  pValue: z.number().positive().max(1),
  recurrenceIntervalDays: z.number().nullable(),
  firstDay: Day,
  lastDay: Day,
})
export type PreviewSignal = z.infer<typeof PreviewSignal>

export const PreviewResult = z.strictObject({
  checks: z.array(NightCheck),
  feeds: z.array(FeedProblem),
  /** The loudest first. */
  signals: z.array(PreviewSignal),
})
export type PreviewResult = z.infer<typeof PreviewResult>

/** What tonight's run would find if nothing more came in, with today included. It tells nobody and writes no signal. */
export const NightPreview = z.strictObject({
  previewId: z.uuid(),
  /** The run it looks ahead to: it sees what is known before that day. */
  night: Day,
  state: z.enum(['asked', 'running', 'done', 'failed']),
  askedAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  checksDone: z.int().nonnegative(),
  checksTotal: z.int().positive().nullable(),
  /** Why it failed, in a sentence; null where it did not. */
  failure: z.string().nullable(),
  result: PreviewResult.nullable(),
})
export type NightPreview = z.infer<typeof NightPreview>

/** The latest; null where none was asked for since the last night. */
export const LatestPreview = z.strictObject({ preview: NightPreview.nullable() })
