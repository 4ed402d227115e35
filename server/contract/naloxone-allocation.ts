import { z } from 'zod'
import { Provenance } from './figure.ts'

/** What to ask in an address: texts that are numbers. */
const numberIn = (least: number, most: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,5}(\.\d{1,3})?$/, 'must be a number')
    .transform(Number)
    .pipe(z.number().min(least, `is at least ${least}`).max(most, `is at most ${most}`))
    .default(usual)

export const AllocationQuery = z.strictObject({
  /** The next so many kits. */
  kits: numberIn(1, 5000, 100).refine(Number.isInteger, 'is a whole number'),
  /** At least such a share of them to the sites of each authority: an equity floor. */
  floor: numberIn(0, 0.5, 0),
  /** How far kits are carried from where they were handed over: so much farther, a third of what goes there else. */
  travelKm: numberIn(0.5, 100, 5),
})
export type AllocationQuery = z.infer<typeof AllocationQuery>

export const AllocationLine = z.strictObject({
  holderId: z.uuid(),
  name: z.string(),
  /** The setting of supply; null where none was ever recorded of this site. */
  channel: z.string().nullable(),
  kits: z.int().positive(),
  /** Events a year that would not be reached without this line. */
  reaches: z.number(),
  /** How often a kit of this channel is used in a year. */
  usesOfAKit: z.number(),
  /** Where most of its kits go: its events a year that somebody could be helped at, and the live kits there. */
  goesTo: z.strictObject({ name: z.string(), events: z.number(), liveKits: z.number() }).nullable(),
  /** Over what is not known (loss, use and risk, each halved and doubled). */
  fewest: z.int(),
  most: z.int(),
})
export type AllocationLine = z.infer<typeof AllocationLine>

export const NaloxoneAllocation = z.strictObject({
  provenance: Provenance,
  kits: z.int(),
  given: z.int(),
  floor: z.number(),
  travelKm: z.number(),
  lines: z.array(AllocationLine),
  /** Events a year reached beyond those that kits out there reach already. */
  gain: z.number(),
  /** No allocation reaches more. */
  bound: z.number(),
  /** What simpler ways of giving them out reach. */
  beside: z.array(z.strictObject({ way: z.enum(['greedy', 'as_last_year', 'by_population']), gain: z.number() })),
  /** The greedy way reaches as much: within half a hundredth. */
  isTie: z.boolean(),
  /** The least share of kits that stays where it is when loss, use or risk is halved or doubled. */
  stable: z.number(),
  leftOut: z.array(
    z.strictObject({
      holderId: z.uuid(),
      name: z.string(),
      why: z.enum(['no_place', 'full', 'a_person', 'not_lawful']),
    }),
  ),
  rule: z.string(),
})
export type NaloxoneAllocation = z.infer<typeof NaloxoneAllocation>

/** Harm beside live kits, of each area: the widest gap first. */
export const NaloxoneGaps = z.strictObject({
  provenance: Provenance,
  rows: z.array(
    z.strictObject({
      areaId: z.uuid(),
      name: z.string(),
      events: z.number(),
      liveKits: z.number(),
      /** Share of events that live kits are expected to reach. */
      reached: z.number(),
      gap: z.enum(['much_harm_few_kits', 'much_harm_many_kits', 'little_harm_few_kits', 'little_harm_many_kits']),
    }),
  ),
})
export type NaloxoneGaps = z.infer<typeof NaloxoneGaps>

/** Accepts an allocation: its kits are moved from a place that holds them, those that expire first before the others. */
export const AcceptAllocation = z.strictObject({
  fromHolderId: z.uuid(),
  productCode: z.string().min(1).max(80),
  lines: z
    .array(z.strictObject({ holderId: z.uuid(), kits: z.int('is a whole number').min(1).max(5000) }))
    .min(1, 'names at least one')
    .max(500),
})
export type AcceptAllocation = z.infer<typeof AcceptAllocation>
export const AcceptedAllocation = z.strictObject({ kits: z.int(), lineIds: z.array(z.uuid()), firstLineId: z.uuid() })
