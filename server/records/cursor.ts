import { z } from 'zod'
import { StoredDay } from '../contract/day.ts'
import { invalid } from '../problem.ts'

/** What a list is in order by, of the last row of a page; opaque to the caller. */
export function toCursor(...parts: string[]): string {
  return Buffer.from(parts.join(' ')).toString('base64url')
}

/**
 * A cursor as `toCursor` made it; undefined where none was given.
 * @throws 422 where it is none of ours.
 */
export function fromCursor<Parts>(cursor: string | undefined, parts: z.ZodType<Parts>): Parts | undefined {
  if (!cursor) return undefined
  const read = parts.safeParse(Buffer.from(cursor, 'base64url').toString().split(' '))
  return read.success ? read.data : invalid([{ path: 'cursor', message: 'is not a cursor of ours' }])
}

/** Of a list by day, and of a day by id. */
export const DayAndId = z.tuple([StoredDay, z.guid()])
