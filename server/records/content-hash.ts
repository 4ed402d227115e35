import { createHash } from 'node:crypto'

/** Fields that records have had since later than the first: empty they are left out, so that a file of before is known again. */
const ADDED_LATER = new Set(['notInTree', 'placedFrom', 'substancesNotInTree'])

function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0)
}

/** The same content gives the same hash, whatever the order of its keys: tells a record imported twice from one that has changed. */
export function contentHash(record: object): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(record)))
    .digest('base64url')
    .slice(0, 22)
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(ADDED_LATER.has(key) && isEmpty(inner)))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
