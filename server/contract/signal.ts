import { z } from 'zod'
import { CheckOutcome } from './check-outcome.ts'
import { Day, Instant } from './day.ts'
import { Interval } from './figure.ts'
import { ofPages, pageOf } from './page.ts'
import { SignalSentence } from './signal-sentence.ts'

/** docs/statistics.md 6: `notify` and `watch` by recurrence interval, `notice` without a p value. Only public health issues an alert. */
export const SignalTier = z.enum(['notify', 'watch', 'notice'])
export type SignalTier = z.infer<typeof SignalTier>
export const Detector = z.enum(['D1', 'D2', 'D3', 'D6'])
export type Detector = z.infer<typeof Detector>
/** What is counted by its day. Overdoses: those not known to be fatal, with naloxone or without; only where a partnership watches them. */
export const EventStream = z.enum(['deaths', 'reversals', 'overdoses'])
export type EventStream = z.infer<typeof EventStream>
export const Stream = z.enum([...EventStream.options, 'toxicology'])
export type Stream = z.infer<typeof Stream>
export const SignalState = z.enum(['new', 'updated', 'quiet', 'closed', 'merged'])
export type SignalState = z.infer<typeof SignalState>

/** What it turned out to be. `explained`: the pattern was there, and something other than harm made it (a bulk upload, a new test). */
export const SignalVerdict = z.enum(['real', 'explained', 'false', 'unknown'])
export type SignalVerdict = z.infer<typeof SignalVerdict>

/** What the latest version added to or took from the one before, and on which night that was. */
export const SignalChange = z.strictObject({
  sinceNight: Day,
  casesAdded: z.int(),
  casesLeft: z.int(),
  isReopened: z.boolean(),
  /** Why people were told again; empty where they were not. */
  reasons: z.array(z.string()),
})
export type SignalChange = z.infer<typeof SignalChange>

export const Signal = z.strictObject({
  signalId: z.uuid(),
  detector: Detector,
  stream: Stream,
  state: SignalState,
  tier: SignalTier,
  version: z.int().positive(),
  /** First and latest night that found it. */
  firstNight: Day,
  night: Day,
  isRenotified: z.boolean(),
  sentence: SignalSentence,
  observed: z.int().positive(),
  expected: z.number().nonnegative(),
  pValue: z.number().positive().max(1),
  peakPValue: z.number().positive().max(1),
  recurrenceIntervalDays: z.number().nullable(),
  firstDay: Day,
  lastDay: Day,
  areas: z.array(z.strictObject({ areaId: z.uuid(), name: z.string() })),
  substances: z.array(z.strictObject({ code: z.string(), name: z.string() })),
  centre: z.strictObject({ longitude: z.number(), latitude: z.number() }).nullable(),
  radiusMetres: z.number().nonnegative().nullable(),
  mergedInto: z.uuid().nullable(),
  /** Null while there is one version only. */
  change: SignalChange.nullable(),
  /** The latest judgement; null while nobody has recorded one. */
  verdict: SignalVerdict.nullable(),
  /** Judged explained or false, and nothing has happened since that people would be told of. */
  isDismissed: z.boolean(),
  /** Whether the last night that is done found it. */
  isOfLastNight: z.boolean(),
})
export type Signal = z.infer<typeof Signal>

export const SignalVersion = z.strictObject({
  version: z.int().positive(),
  night: Day,
  tier: SignalTier,
  isRenotified: z.boolean(),
  sentence: SignalSentence,
  observed: z.int(),
  expected: z.number(),
  pValue: z.number(),
  recurrenceIntervalDays: z.number().nullable(),
  changes: z.record(z.string(), z.unknown()).nullable(),
})
export type SignalVersion = z.infer<typeof SignalVersion>

/** Latest first. */
export const SignalVersions = z.strictObject({ signalId: z.uuid(), versions: z.array(SignalVersion) })

export const NewJudgement = z.strictObject({
  verdict: SignalVerdict,
  /** Why, in words without names. */
  explanation: z.string().trim().min(10, 'has at least 10 characters').max(1000, 'has at most 1,000 characters'),
})
export type NewJudgement = z.infer<typeof NewJudgement>

export const SignalJudgement = z.strictObject({
  judgement: z.int().positive(),
  version: z.int().positive(),
  verdict: SignalVerdict,
  explanation: z.string(),
  judgedBy: z.string().nullable(),
  judgedAt: Instant,
})
export type SignalJudgement = z.infer<typeof SignalJudgement>

/** How often a signal of a detector was real. */
export const DetectorRecord = z.strictObject({
  detector: Detector,
  signals: z.int(),
  real: z.int(),
  explained: z.int(),
  false: z.int(),
  unknown: z.int(),
  notJudged: z.int(),
  /** real ÷ (real + explained + false); null while none was judged so. Judged unknown, and not judged, count as neither. */
  predictiveValue: z.number().nullable(),
  interval: Interval.nullable(),
  /** Of 20 or more judged, so few were real that the threshold should be looked at. Nothing changes by itself. */
  isTooOftenWrong: z.boolean(),
  /** Where it is: a longer recurrence interval, and what that would have left out. */
  proposal: z.string().nullable(),
})
export type DetectorRecord = z.infer<typeof DetectorRecord>

/** Every signal there was, and what it turned out to be. */
export const SignalRegister = z.strictObject({
  detectors: z.array(DetectorRecord),
  rows: z.array(
    z.strictObject({
      signalId: z.uuid(),
      detector: Detector,
      stream: Stream,
      tier: SignalTier,
      state: SignalState,
      firstNight: Day,
      lastNight: Day,
      sentence: SignalSentence,
      verdict: SignalVerdict.nullable(),
      judgedAt: Instant.nullable(),
    }),
  ),
})
export type SignalRegister = z.infer<typeof SignalRegister>

/** A source that fell silent, sent far fewer than usual or a bulk of old events at once, or is new. */
export const FeedProblem = z.strictObject({
  stream: EventStream,
  source: z.string(),
  problem: z.enum(['silent', 'few reports', 'bulk upload', 'new source']),
  firstDay: Day,
  lastDay: Day,
  reports: z.int(),
  expected: z.number().nullable(),
  /** Records that the checks did not use because of it. */
  leftOut: z.int(),
  sentence: z.string(),
})
export type FeedProblem = z.infer<typeof FeedProblem>

/** Observed and expected side by side, the earliest first. */
export const EvidenceSeries = z.strictObject({
  steps: z.enum(['days', 'weeks', 'results']),
  points: z.array(z.strictObject({ firstDay: Day, lastDay: Day, observed: z.int(), expected: z.number() })),
})
export type EvidenceSeries = z.infer<typeof EvidenceSeries>

/** Null of a signal of an earlier version of Vigil, which kept none. */
export const SignalSeries = z.strictObject({ signalId: z.uuid(), series: EvidenceSeries.nullable() })

/** A source that began to report within the year. `isUsual`: so many are what it has reported since it began. */
export const NewSource = z.strictObject({ source: z.string(), firstDay: Day, cases: z.int(), isUsual: z.boolean() })
export type NewSource = z.infer<typeof NewSource>

/** What the places of a finding are used to, in windows like its own: so many were looked at, with so many events on average. */
export const UsualThere = z.strictObject({
  /** The same days of the week, of the year before; or the same days of the years before. */
  of: z.enum(['weekdays', 'season']),
  windows: z.int(),
  mean: z.number(),
})
export type UsualThere = z.infer<typeof UsualThere>

/** A feed that began to give one address for what it reports: a hospital its own, a station its yard. */
export const ChangedHabit = z.strictObject({
  source: z.string(),
  firstDay: Day,
  /** Of the finding's. */
  cases: z.int(),
  /** Not sure yet: since that day all it reports is from there, and that is no more than it usually reports from everywhere. */
  isLikely: z.literal(true).optional(),
})
export type ChangedHabit = z.infer<typeof ChangedHabit>

/** What a page says of a signal's evidence; all of it is in the record. Signals of earlier versions of Vigil lack some of it. */
export const SignalEvidence = z.looseObject({
  series: EvidenceSeries.optional(),
  statistic: z.number().optional(),
  /** Of so many replicates of the night without a cluster, so many were as strong. */
  replicates: z.int().optional(),
  exceedances: z.int().optional(),
  /** Who reported its cases, most first, and the share of the last year's records that each usually reports. */
  reportedBy: z.array(z.strictObject({ source: z.string(), cases: z.int(), usualShare: z.number() })).optional(),
  /** The most of its cases that one source made known on one day; null where no day is known. */
  largestBatch: z.strictObject({ source: z.string(), knownOn: Day, cases: z.int() }).nullish(),
  /** Of the events of its days, the share that has usually been reported by then; null where delays are not known. */
  shareReported: z.number().nullish(),
  /** Deaths of the last year without complete toxicology; null for reversals. */
  awaitingToxicology: z.int().nullish(),
  /** Sources that began to report within the year, on which it rests. */
  newSources: z.array(NewSource).optional(),
  /** Of overdoses: how many were at them, where that is not one each. */
  persons: z.int().optional(),
  /** What its places are used to, where that explains it. */
  usualThere: UsualThere.optional(),
  /** The feed that began to give one address for nearly all it reports, where that explains it. */
  changedHabit: ChangedHabit.optional(),
  feeds: z.array(FeedProblem).optional(),
  alsoFoundBy: z
    .array(
      z.looseObject({
        detector: Detector,
        tier: SignalTier.optional(),
        p: z.number(),
        observed: z.int(),
        /** The codes of the substances it is about. */
        nodes: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  /** The strongest that a stream counted apart says at its time and place; null where none says anything. */
  agreement: z
    .looseObject({
      detector: Detector,
      stream: Stream,
      firstDay: Day,
      lastDay: Day,
      observed: z.int(),
      expected: z.number(),
      recurrenceIntervalDays: z.number(),
      combinedP: z.number(),
      isEnough: z.boolean(),
      isUpgraded: z.boolean(),
    })
    .nullish(),
})
export type SignalEvidence = z.infer<typeof SignalEvidence>

/** A record that a signal is made of. */
export const SignalCase = z.strictObject({
  caseId: z.uuid(),
  kind: z.enum(['death', 'overdose']),
  day: Day,
  town: z.string().nullable(),
  /** Implicated in a death; taken in an overdose. */
  substances: z.array(z.string()),
  /** What the signal is about, where it was found in a death without being implicated. */
  alsoFound: z.array(z.string()),
})
export type SignalCase = z.infer<typeof SignalCase>

/** Where reversals, or overdoses, cluster: places, days and how many, and nothing of a case. */
export const ReversalSignals = z.array(
  Signal.pick({
    ...{ tier: true, stream: true, firstDay: true, lastDay: true, observed: true, expected: true },
    ...{ areas: true, radiusMetres: true, isOfLastNight: true },
  }),
)
export type ReversalSignals = z.infer<typeof ReversalSignals>

export const SignalDetail = Signal.extend({
  /** The records it is made of: deaths or overdoses. */
  cases: z.array(SignalCase),
  evidence: SignalEvidence,
  versions: z.array(SignalVersion),
  /** Latest first; the latest is what stands. */
  judgements: z.array(SignalJudgement),
})
export type SignalDetail = z.infer<typeof SignalDetail>

export const SignalListQuery = z.strictObject({
  from: Day.optional(),
  to: Day.optional(),
  tier: SignalTier.optional(),
  state: z.enum(['open', 'closed', 'all']).default('open'),
  ...ofPages,
})
export type SignalListQuery = z.infer<typeof SignalListQuery>
export const SignalPage = pageOf(Signal)

/** What a check could judge of a night; "not enough data to judge" is an answer. */
export const NightCheck = z.strictObject({
  detector: Detector,
  stream: Stream,
  cases: z.int(),
  outcome: CheckOutcome,
  /** Of the strongest candidate; null where nothing was judged. */
  p: z.number().nullable().default(null),
})
export type NightCheck = z.infer<typeof NightCheck>

/** A signal as one night left it, and which checks spoke of it. */
export const NightSignal = z.strictObject({
  signalId: z.uuid(),
  version: z.int().positive(),
  tier: SignalTier,
  detector: Detector,
  stream: Stream,
  isRenotified: z.boolean(),
  /** Of its place, or of its substances. */
  sentence: SignalSentence,
  /** What other checks found of the same events: this signal speaks for them. */
  alsoFoundBy: z.array(z.strictObject({ detector: Detector, stream: Stream })),
  /** The signal it became part of on a later night. */
  mergedInto: z.uuid().nullable(),
})
export type NightSignal = z.infer<typeof NightSignal>
/** The loudest first. */
export const NightSignals = z.strictObject({ night: Day, signals: z.array(NightSignal) })

export const Night = z.strictObject({
  night: Day,
  state: z.enum(['asked', 'running', 'done', 'failed']),
  askedAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  attempts: z.int(),
  failure: z.string().nullable(),
  snapshotHash: z.string().nullable(),
  resultHash: z.string().nullable(),
  checks: z.array(NightCheck),
  feeds: z.array(FeedProblem),
})
export type Night = z.infer<typeof Night>
export const Nights = z.strictObject({
  /** The night that should be done by now, and whether it is. */
  due: Day,
  isLate: z.boolean(),
  lastDone: Day.nullable(),
  nights: z.array(Night),
})
export type Nights = z.infer<typeof Nights>
export const NightAsk = z.strictObject({ night: Day })
