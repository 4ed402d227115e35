import { z } from 'zod'
import { Day } from './day.ts'
import { Interval, Provenance } from './figure.ts'
import { DateBasis } from './filters.ts'

/**
 * A definition of "drug-related death" as data: which facts of a death it reads and what they must be. Each question is answered yes, no or
 * not known; a definition so comes to "counts", "does not count" or "cannot be said yet", by the logic of three values (Kleene, 1952).
 */

/** One code, or the codes from one to another: 'F11-F16', 'X42', 'T40.0-T40.9'. */
export const CodeRange = z
  .string()
  .regex(/^[A-Z][0-9]{2}(\.[0-9])?(-[A-Z][0-9]{2}(\.[0-9])?)?$/, 'codes look like X42, F11-F16 or T40.0-T40.9')
  .refine((codes) => {
    const [from = '', to = from] = codes.split('-')
    return from <= to && from.length === to.length
  }, 'a range goes from the lower code to the higher, both with or both without a last figure')
const SubstanceCode = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)

/** What a substance was found to be: there at all, named by the registration, or said to have played a part. */
export const SubstancePart = z.enum(['present', 'mentioned', 'implicated'])
export type SubstancePart = z.infer<typeof SubstancePart>

/** Facts of the record that are one word; `unknown`, `not_yet` and `pending` are none. */
export const WordFact = z.enum([
  'status',
  'panelFinding',
  'treatment',
  'wasAlone',
  'wasWitnessed',
  'mentalHealthDiagnosis',
  'conclusion',
])
export type WordFact = z.infer<typeof WordFact>

/** Days from which a window runs. */
export const WindowFact = z.enum(['prisonReleaseOn', 'hospitalDischargeOn', 'treatmentEndedOn'])
export type WindowFact = z.infer<typeof WindowFact>

export const Question = z.discriminatedUnion('asks', [
  z.strictObject({
    asks: z.literal('underlying code'),
    is: z.array(CodeRange).min(1).max(60),
    /** A death without a code is not one of these, rather than not known. */
    orElseNo: z.boolean().default(false),
  }),
  /** The underlying one or another of the registration. */
  z.strictObject({ asks: z.literal('any code'), is: z.array(CodeRange).min(1).max(60) }),
  z.strictObject({
    asks: z.literal('substance'),
    part: SubstancePart,
    /** Substances of the tree with all below them; empty: any. */
    of: z.array(SubstanceCode).max(80).default([]),
    except: z.array(SubstanceCode).max(80).default([]),
    /** Only what the Misuse of Drugs Act 1971 controlled on the day of death. */
    controlled: z.boolean().default(false),
    /** Codeine and dihydrocodeine of a compound analgesic (with paracetamol) are left out. */
    leavesOutCompounds: z.boolean().default(false),
  }),
  z.strictObject({
    asks: z.literal('word'),
    of: WordFact,
    is: z
      .array(z.string().regex(/^[a-z_]+$/))
      .min(1)
      .max(30),
    /** Not known is none of these, rather than not known. */
    orElseNo: z.boolean().default(false),
  }),
  z.strictObject({ asks: z.literal('days after'), of: WindowFact, atMost: z.int().min(0).max(3660) }),
  z.strictObject({ asks: z.literal('in our areas'), of: z.enum(['residence', 'foundPlace']) }),
])
export type Question = z.infer<typeof Question>

export type Rule = Question | { all: Rule[] } | { any: Rule[] } | { not: Rule } | { counts: string }

export const Rule: z.ZodType<Rule> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(Rule).min(1).max(20) }),
    z.strictObject({ any: z.array(Rule).min(1).max(20) }),
    z.strictObject({ not: Rule }),
    /** What another definition says. */
    z.strictObject({ counts: z.string().regex(/^[a-z0-9-]+$/) }),
    Question,
  ]),
)

/** Rules within rules: what a person can read. */
const MOST_DEEP = 12

/** A rule as somebody sends it; how deep it goes is looked at first, since reading one of ten thousand levels ends the reader. */
const SentRule = z.preprocess((given, context) => {
  let level: unknown[] = [given]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_DEEP) {
      context.addIssue({ code: 'custom', message: `is more than ${MOST_DEEP} rules within each other` })
      return z.NEVER
    }
    level = level.flatMap((rule) => {
      if (typeof rule !== 'object' || rule === null) return []
      return Object.values(rule).flatMap((inner) => (typeof inner === 'object' && inner !== null ? inner : []))
    })
  }
  return given
}, Rule)

/** What a definition says of a death. A death without a fact that is needed is never "out". */
export const Verdict = z.enum(['in', 'out', 'cannot say'])
export type Verdict = z.infer<typeof Verdict>

/** A death in words and codes, and what the definition must say of it: tried whenever the definition is changed. */
export const DefinitionCase = z.strictObject({
  death: z.string().min(3).max(200),
  facts: z.record(z.string(), z.unknown()),
  expect: Verdict,
})
export type DefinitionCase = z.infer<typeof DefinitionCase>

const Version = z.string().regex(/^[0-9]+(\.[0-9]+)?$/)

export const DeathDefinition = z.strictObject({
  code: z.string(),
  version: Version,
  title: z.string(),
  words: z.string(),
  source: z.string(),
  rule: Rule,
  /** Since when this version stands: shipped, or signed by a second person here. */
  since: Day,
  isOwn: z.boolean(),
})
export type DeathDefinition = z.infer<typeof DeathDefinition>

const Asked = {
  /** By which day a death is of a year. */
  basis: DateBasis.default('death'),
  asKnownOn: Day.optional(),
  /** By the versions that stood at the end of this day; left out: those of today. */
  rulesOn: Day.optional(),
}

export const DefinedCountsQuery = z.strictObject({
  ...Asked,
  year: z.coerce.number().int().min(1900).max(2200).optional(),
})
export type DefinedCountsQuery = z.infer<typeof DefinedCountsQuery>

/** A year of one definition. */
export const DefinedYear = z.strictObject({
  year: z.int(),
  counted: z.int().nonnegative(),
  cannotSay: z.int().nonnegative(),
  /** 95 %: Byar's from ten on, exact below. */
  low: z.number(),
  high: z.number(),
})

export const DefinedCounts = z.strictObject({
  provenance: Provenance,
  basis: DateBasis,
  rulesOn: Day,
  /** All deaths recorded, by whatever definition: years with any. */
  years: z.array(z.int()),
  definitions: z.array(
    z.strictObject({
      code: z.string(),
      version: Version,
      title: z.string(),
      words: z.string(),
      counted: z.int().nonnegative(),
      cannotSay: z.int().nonnegative(),
      years: z.array(DefinedYear),
      /** Without the day that the basis asks for: in no year. */
      withoutDay: z.int().nonnegative(),
    }),
  ),
})
export type DefinedCounts = z.infer<typeof DefinedCounts>

const RateYear = z.coerce.number().int().min(1900).max(2200)

export const DefinedRatesQuery = z
  .strictObject({ ...Asked, from: RateYear, to: RateYear })
  .refine(({ from, to }) => from <= to && to - from < 10, { path: ['to'], message: 'is one to ten years on' })
export type DefinedRatesQuery = z.infer<typeof DefinedRatesQuery>

const Rate = Interval.extend({ rate: z.number() })

export const DefinedRate = z.strictObject({
  code: z.string(),
  version: Version,
  title: z.string(),
  deaths: z.int().nonnegative(),
  /** In the crude rate, and in no age-standardised one. */
  withoutAge: z.int().nonnegative(),
  crude: Rate.nullable(),
  standardised: Rate.nullable(),
  /** Fewer than ten deaths: there is no age-standardised rate. */
  isRefused: z.boolean(),
  /** Fewer than twenty: marked "u". */
  isUnreliable: z.boolean(),
})
export type DefinedRate = z.infer<typeof DefinedRate>

export const DefinedRates = z.strictObject({
  provenance: Provenance,
  from: z.int(),
  to: z.int(),
  /** Null: no residents are recorded, and there is no rate. */
  residents: z.int().nullable(),
  /** Whether residents are there by every age group of the standard population. */
  hasAges: z.boolean(),
  rates: z.array(DefinedRate),
})
export type DefinedRates = z.infer<typeof DefinedRates>

export const ComparedQuery = z.strictObject({
  ...Asked,
  one: z.string(),
  other: z.string(),
  year: z.coerce.number().int().min(1900).max(2200).optional(),
})
export type ComparedQuery = z.infer<typeof ComparedQuery>

/** Why a definition comes to what it says: the questions that decided, each with the fact that answered it. */
export const Reason = z.strictObject({
  question: z.string(),
  answer: z.enum(['yes', 'no', 'not known']),
  fact: z.string().nullable(),
})
export type Reason = z.infer<typeof Reason>

export const Judged = z.strictObject({
  code: z.string(),
  version: Version,
  title: z.string(),
  verdict: Verdict,
  reasons: z.array(Reason),
})
export type Judged = z.infer<typeof Judged>

export const ComparedDeath = z.strictObject({
  deathId: z.uuid(),
  reference: z.string(),
  day: Day.nullable(),
  one: Judged,
  other: Judged,
})
export type ComparedDeath = z.infer<typeof ComparedDeath>

export const Compared = z.strictObject({
  provenance: Provenance,
  one: z.strictObject({ code: z.string(), version: Version, title: z.string(), counted: z.int(), cannotSay: z.int() }),
  other: z.strictObject({
    code: z.string(),
    version: Version,
    title: z.string(),
    counted: z.int(),
    cannotSay: z.int(),
  }),
  inBoth: z.int().nonnegative(),
  inNeither: z.int().nonnegative(),
  /** Deaths of which the two do not say the same. */
  deaths: z.array(ComparedDeath),
  /** How many there are; the list holds the first of them. */
  differ: z.int().nonnegative(),
})
export type Compared = z.infer<typeof Compared>

export const JudgedDeathQuery = z.strictObject({ asKnownOn: Day.optional(), rulesOn: Day.optional() })
export const JudgedDeathAnswer = z.strictObject({
  deathId: z.uuid(),
  revision: z.int(),
  asKnownOn: Day,
  definitions: z.array(Judged),
})
export type JudgedDeathAnswer = z.infer<typeof JudgedDeathAnswer>

/** The answer to "42 then, 45 now, why": what changed between two days of knowing, death by death. */
export const RevisedQuery = z.strictObject({
  code: z.string(),
  year: z.coerce.number().int().min(1900).max(2200),
  basis: DateBasis.default('death'),
  from: Day,
  to: Day,
})
export const RevisedCount = z.strictObject({
  provenance: Provenance,
  code: z.string(),
  title: z.string(),
  before: z.int().nonnegative(),
  after: z.int().nonnegative(),
  deaths: z.array(
    z.strictObject({
      deathId: z.uuid(),
      reference: z.string(),
      change: z.enum(['came in', 'went out']),
      /** Not known at all on the first day. */
      wasRecorded: z.boolean(),
      before: Judged.nullable(),
      after: Judged,
    }),
  ),
})
export type RevisedCount = z.infer<typeof RevisedCount>

export const NewDefinitionChange = z.strictObject({
  code: z.string(),
  words: z.string().trim().min(3).max(600),
  source: z.string().trim().min(3).max(400),
  rule: SentRule,
  reason: z.string().trim().min(3).max(400),
})
export type NewDefinitionChange = z.infer<typeof NewDefinitionChange>

export const DefinitionDecision = z.strictObject({
  decided: z.enum(['signed', 'refused']),
  reason: z.string().trim().max(400).nullable().default(null),
})
export type DefinitionDecision = z.infer<typeof DefinitionDecision>

export const DefinitionChange = z.strictObject({
  changeId: z.uuid(),
  code: z.string(),
  version: Version,
  words: z.string(),
  source: z.string(),
  rule: Rule,
  reason: z.string(),
  proposedByName: z.string().nullable(),
  proposedOn: Day,
  isMine: z.boolean(),
  decided: z.enum(['signed', 'refused']).nullable(),
  decidedByName: z.string().nullable(),
  decidedOn: Day.nullable(),
  decisionReason: z.string().nullable(),
})
export type DefinitionChange = z.infer<typeof DefinitionChange>

export const TriedCase = z.strictObject({ death: z.string(), expect: Verdict, came: Verdict })

export const DefinitionPage = z.strictObject({
  definition: DeathDefinition,
  /** The test cases, tried now. */
  cases: z.array(TriedCase),
  versions: z.array(
    z.strictObject({ version: Version, since: Day, isOwn: z.boolean(), words: z.string(), source: z.string() }),
  ),
  changes: z.array(DefinitionChange),
})
export type DefinitionPage = z.infer<typeof DefinitionPage>

export const DefinitionList = z.array(DeathDefinition)
