import { z } from 'zod'
import { StoredDay } from './day.ts'

export const AreaKind = z.string().regex(/^[a-z0-9_]{1,40}$/)

export const Area = z.strictObject({
  areaId: z.uuid(),
  kind: AreaKind,
  code: z.string(),
  name: z.string(),
  authority: z.string().nullable(),
  /** Residents of all ages; null: not known. */
  population: z.int().nonnegative().nullable(),
  populationAsOf: StoredDay.nullable(),
  source: z.string(),
  sourceDay: StoredDay.nullable(),
})
export type Area = z.infer<typeof Area>
export const Areas = z.array(Area)

export const AreaKinds = z.array(
  z.strictObject({
    kind: AreaKind,
    areas: z.int(),
    withPopulation: z.int(),
    /** The kind that is drawn, and counted in, where none is asked for. */
    isMapped: z.boolean(),
  }),
)
export type AreaKinds = z.infer<typeof AreaKinds>
export const AreaListQuery = z.strictObject({ kind: AreaKind })

const Ring = z.array(z.array(z.number()).min(2).max(3))
/** GeoJSON MultiPolygon features, simplified for drawing. */
export const AreaShapes = z.strictObject({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.strictObject({
      type: z.literal('Feature'),
      id: z.uuid(),
      properties: z.strictObject({ name: z.string(), authority: z.string().nullable() }),
      geometry: z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring)) }),
    }),
  ),
})
export type AreaShapes = z.infer<typeof AreaShapes>
