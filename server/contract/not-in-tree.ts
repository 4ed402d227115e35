import { z } from 'zod'
import { Day } from './day.ts'
import { NotInTree } from './finding.ts'

/** Drugs that records name and the tree does not hold, and where people have placed them. */

const Mentioned = {
  /** As it is written most often. */
  written: z.string(),
  deaths: z.int().nonnegative(),
  overdoses: z.int().nonnegative(),
}

export const NotInTreeList = z.strictObject({
  unplaced: z.array(
    z.strictObject({
      ...Mentioned,
      /** Substances of the tree that it may be a slip of. */
      near: z.array(z.strictObject({ code: z.string(), name: z.string() })),
    }),
  ),
  placed: z.array(
    z.strictObject({ ...Mentioned, substanceCode: z.string(), substanceName: z.string(), placedOn: Day }),
  ),
})
export type NotInTreeList = z.infer<typeof NotInTreeList>

export const PlaceSubstance = z.strictObject({ written: NotInTree, substanceCode: z.string().min(1).max(80) })
export const UnplaceSubstance = z.strictObject({ written: NotInTree })

/** How many records had a new revision. */
export const Placed = z.strictObject({ deaths: z.int().nonnegative(), overdoses: z.int().nonnegative() })
export type Placed = z.infer<typeof Placed>
