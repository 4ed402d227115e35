import { z } from 'zod'
import { Day, Instant, StoredDay } from './day.ts'
import { Count, Interval, Provenance } from './figure.ts'
import { ReachSplit } from './filters.ts'
import { freeText } from './text.ts'

const Range = z.strictObject({ estimate: z.number(), low: z.number(), high: z.number() })
const Loss = z.number().min(0, 'is at least 0').max(5, 'is at most 5')
const People = z.int('is a whole number').min(1, 'is at least 1').max(1_000_000)

/** What live reach is worked out with; entered by a partnership, each entry kept. */
export const NewReachAssumption = z
  .strictObject({
    peopleAtRisk: People.nullable().default(null),
    peopleAtRiskLow: People.nullable().default(null),
    peopleAtRiskHigh: People.nullable().default(null),
    /** Share of kits lost, confiscated or damaged in a year, as a hazard. */
    lossAYear: Loss,
    lossAYearLow: Loss,
    lossAYearHigh: Loss,
    source: freeText(400).min(3, 'has at least 3 characters'),
  })
  .superRefine((given, context) => {
    const people = [given.peopleAtRiskLow, given.peopleAtRisk, given.peopleAtRiskHigh]
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (people.some((one) => one === null) && people.some((one) => one !== null))
      wrong('peopleAtRisk', 'needs all three numbers, or none')
    const isRising = ([low, middle, high]: (number | null)[]) =>
      low === null ||
      middle === null ||
      high === null ||
      low === undefined ||
      middle === undefined ||
      high === undefined
        ? true
        : low <= middle && middle <= high
    if (!isRising(people)) wrong('peopleAtRisk', 'must lie between the lowest and the highest')
    if (!isRising([given.lossAYearLow, given.lossAYear, given.lossAYearHigh]))
      wrong('lossAYear', 'must lie between the lowest and the highest')
  })
export type NewReachAssumption = z.infer<typeof NewReachAssumption>

export const ReachAssumption = z.strictObject({
  peopleAtRisk: z.int().nullable(),
  peopleAtRiskLow: z.int().nullable(),
  peopleAtRiskHigh: z.int().nullable(),
  lossAYear: z.number(),
  lossAYearLow: z.number(),
  lossAYearHigh: z.number(),
  source: z.string(),
  /** Null: what Vigil ships, until somebody enters their own. */
  enteredAt: Instant.nullable(),
  enteredByName: z.string().nullable(),
})
export type ReachAssumption = z.infer<typeof ReachAssumption>

export const ReachQuery = z.strictObject({ on: Day.optional(), by: ReachSplit.default('channel') })

/** docs/domain.md, “Naloxone”: what is out there, in date and in whose hands. */
export const NaloxoneReach = z.strictObject({
  provenance: Provenance,
  on: StoredDay,
  assumption: ReachAssumption,
  kits: z.strictObject({
    supplied: Count,
    /** In date, not lost, not used; between the lowest and the highest loss. */
    live: Range,
    /** Of them with people who may need or use them, and with workers, peers who pass them on, boxes and vehicles. */
    liveWithPeople: z.number(),
    liveElsewhere: z.number(),
    /** Of those that live, so many expire within 90 days. */
    liveExpiringSoon: z.number(),
    used: z.number(),
    expired: z.number(),
    lost: z.number(),
  }),
  uses: z.strictObject({
    all: Count,
    ofKnownBatch: Count,
    /** Which no live kit explains: of a supply that was never recorded, or of another partnership. */
    withoutKit: z.number(),
  }),
  people: z.strictObject({
    /** Told apart by the code of their service. */
    known: Count,
    /** Supplies to people at risk without a code: each may be another person, or one who is known. */
    suppliesWithoutCode: Count,
    everSupplied: Interval,
    withLiveKit: Interval,
    /** Of the people at risk; null where their number is not entered. */
    liveReach: Interval.nullable(),
    cumulativeReach: Interval.nullable(),
  }),
  /** What the reasons of repeat supplies say of loss; not everybody who loses a kit asks for another. */
  lossSeen: z.number().nullable(),
  lastYear: z.strictObject({
    kits: Count,
    opioidDeaths: Count,
    /** Kits for each death with an opioid implicated; at least 9, better 20 (Bird, Parmar and Strang 2015). */
    kitsADeath: z.number().nullable(),
    kitsPer100AtRisk: Interval.nullable(),
    firstContacts: Count,
    uses: Count,
    /** How many uses a year people with a live kit would report, if all did; a rough ceiling (McAuley 2015: 9.2, 5.2 to 13.1 per 100 a quarter). */
    usesExpected: Interval,
  }),
  months: z.array(z.strictObject({ month: z.string(), supplied: Count, uses: Count, live: z.number() })),
  by: ReachSplit,
  rows: z.array(
    z.strictObject({
      part: z.string().nullable(),
      name: z.string().nullable(),
      supplied: Count,
      suppliedLastYear: Count,
      live: z.number(),
      /** Null where a use cannot be told apart so: nobody knows whose kit it was. */
      usesLastYear: Count,
    }),
  ),
  rule: z.string(),
})
export type NaloxoneReach = z.infer<typeof NaloxoneReach>
