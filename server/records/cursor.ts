import type { Day } from '../contract/day.ts'
import { invalid } from '../http/problem.ts'

/** `(eventDay, id)` of the last row of a page, opaque to the caller. */
export function toCursor(day: Day, id: string): string {
  return Buffer.from(`${day} ${id}`).toString('base64url')
}

/** @throws 422 where it is none of ours. */
export function fromCursor(cursor: string | undefined): { day: Day; id: string } | undefined {
  if (!cursor) return undefined
  const match = /^(\d{4}-\d{2}-\d{2}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match?.[1] || !match[2]) invalid([{ path: 'cursor', message: 'is not a cursor of ours' }])
  return { day: match[1], id: match[2] }
}
