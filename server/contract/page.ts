import { z } from 'zod'
import { CircleText } from './circle.ts'
import { Day } from './day.ts'

export const pageLimit = z.coerce.number().int().min(1).max(200).default(50)

/** Which page of a list, and how long. */
export const ofPages = {
  /** `nextCursor` of the page before. */
  cursor: z.string().max(200).optional(),
  limit: pageLimit,
}

/** What every list of records can be narrowed by. All of it stands in the address of the page. */
export const ListQuery = z.strictObject({
  from: Day.optional(),
  to: Day.optional(),
  /** An area of the partnership: records whose place lies in it. */
  area: z.uuid().optional(),
  /** A circle, as latitude, longitude and metres: records known closely to have their place in it. */
  circle: CircleText.optional(),
  /** A substance at any level of the tree: records with it or anything below it. */
  substance: z.string().max(80).optional(),
  status: z.string().max(40).optional(),
  ...ofPages,
})
export type ListQuery = z.infer<typeof ListQuery>

export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.strictObject({
    rows: z.array(row),
    /** Give it back as `cursor` for the next page; null on the last. */
    nextCursor: z.string().nullable(),
    total: z.int().nonnegative(),
  })
}
