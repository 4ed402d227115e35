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

/** `overview`: as much as can be seen while the whole partnership is in sight. `full`: to about 10 m. */
export const AreaDetail = z.enum(['overview', 'full'])
export type AreaDetail = z.infer<typeof AreaDetail>
export const AreaShapesQuery = AreaListQuery.extend({ detail: AreaDetail.default('full') })

const pair = z.tuple([z.number(), z.number()])
/** Outlines as TopoJSON: a border that two areas share stands once, its corners as steps of `transform` from one to the next. */
export const AreaTopology = z.strictObject({
  type: z.literal('Topology'),
  bbox: z.array(z.number()).optional(),
  transform: z.strictObject({ scale: pair, translate: pair }).optional(),
  arcs: z.array(z.array(z.array(z.int()))),
  objects: z.strictObject({
    areas: z.strictObject({
      type: z.literal('GeometryCollection'),
      geometries: z.array(
        z.strictObject({
          type: z.literal('MultiPolygon'),
          id: z.uuid(),
          properties: z.strictObject({ name: z.string(), authority: z.string().nullable() }),
          /** Of each part its outlines, of each outline its borders in their order; −1 − n: the nth the other way round. */
          arcs: z.array(z.array(z.array(z.int()))),
        }),
      ),
    }),
  }),
})
export type AreaTopology = z.infer<typeof AreaTopology>

/** What it unfolds to for drawing: GeoJSON. */
export interface AreaShapes {
  type: 'FeatureCollection'
  /** How finely corners were rounded, degrees eastwards. */
  step?: number | undefined
  features: {
    type: 'Feature'
    id: string
    properties: { name: string; authority: string | null }
    geometry: { type: 'MultiPolygon'; coordinates: number[][][][] }
  }[]
}
