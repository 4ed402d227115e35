import { z } from 'zod'
import { CircleText } from '../../server/contract/circle.ts'
import { Day } from '../../server/contract/day.ts'

/** Addresses are read by people: `?from=2026-01-01&tier=notify`, plain texts and no JSON. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

export function stringifySearch(search: Record<string, unknown>) {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '' && value !== null)
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text ? `?${text}` : ''
}

/** A wrong filter in an address is left out, so that an old or mistyped link still opens. */
export function forgiving<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined)
}

export const periodSearch = { from: forgiving(Day), to: forgiving(Day) }

export const recordSearch = {
  ...periodSearch,
  area: forgiving(z.uuid()),
  circle: forgiving(CircleText),
  substance: forgiving(z.string().max(80)),
  cursor: forgiving(z.string().max(200)),
}
