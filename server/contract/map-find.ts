import { z } from 'zod'
import { freeText } from './text.ts'

/** As many as a list under a box holds. */
export const MOST_FOUND = 12

export const FindQuery = z.strictObject({ q: freeText(80) })

export const FoundPlace = z.strictObject({
  kind: z.enum(['area', 'settlement', 'postcode']),
  name: z.string(),
  /** Of an area: its id, its kind, and the authority it is in. */
  areaId: z.uuid().nullable(),
  areaKind: z.string().nullable(),
  authority: z.string().nullable(),
  latitude: z.number(),
  longitude: z.number(),
  /** What a map shows of it. */
  bounds: z.strictObject({ west: z.number(), south: z.number(), east: z.number(), north: z.number() }),
})
export type FoundPlace = z.infer<typeof FoundPlace>
/** Best first: the name itself, then those that begin with it, then those of which a word does. */
export const FoundPlaces = z.array(FoundPlace).max(MOST_FOUND)
