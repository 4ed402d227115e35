import { z } from 'zod'
import { Day } from './day.ts'
import { Interval, Provenance } from './figure.ts'

/** Which drugs were found in the people who died, by class and drug, and which of them together. */

export const SubstancesQuery = z.strictObject({
  /** Of death; left out: of all years. */
  year: z.coerce.number().int().min(1900).max(2200).optional(),
  asKnownOn: Day.optional(),
})
export type SubstancesQuery = z.infer<typeof SubstancesQuery>

export const SubstanceInDeaths = z.strictObject({
  code: z.string(),
  name: z.string(),
  level: z.enum(['class', 'family', 'drug']),
  /** From the class down to what is above it. */
  above: z.array(z.string()),
  /** Deaths in which it, or anything below it in the tree, is said to have played a part; was found; was believed to have been taken. */
  implicated: z.int().nonnegative(),
  detected: z.int().nonnegative(),
  believed: z.int().nonnegative(),
  /** Deaths whose complete toxicology looked for it: of a class, for anything in it. The others are not tested, never negative. */
  tested: z.int().nonnegative(),
  /** The share found among those tested, 95 %; null where none was tested. */
  shareFound: Interval.extend({ share: z.number() }).nullable(),
})
export type SubstanceInDeaths = z.infer<typeof SubstanceInDeaths>

export const SubstancesInDeaths = z.strictObject({
  provenance: Provenance,
  years: z.array(z.int()),
  deaths: z.int().nonnegative(),
  withToxicology: z.int().nonnegative(),
  /** Names that nobody has placed in the tree: in deaths, and in no row. */
  notInTree: z.int().nonnegative(),
  substances: z.array(SubstanceInDeaths),
})
export type SubstancesInDeaths = z.infer<typeof SubstancesInDeaths>

export const Combination = z.strictObject({
  codes: z.array(z.string()),
  names: z.array(z.string()),
  deaths: z.int().positive(),
  /** How many there would be if each drug were as common as it is and came by itself. */
  expected: z.number().nonnegative(),
})
export type Combination = z.infer<typeof Combination>

export const CombinationsInDeaths = z.strictObject({
  provenance: Provenance,
  /** Deaths with any implicated drug, and with more than one, also where it is not in the tree. */
  withDrug: z.int().nonnegative(),
  withSeveral: z.int().nonnegative(),
  pairs: z.array(Combination),
  triples: z.array(Combination),
})
export type CombinationsInDeaths = z.infer<typeof CombinationsInDeaths>
