import { z } from 'zod'

/**
 * How well a place is known. `cell`: to a cell of the H3 grid, of which the point is the middle. `unknown` goes with no point at all: a state
 * or county centroid is not a place.
 */
export const PlacePrecision = z.enum(['exact', 'postcode', 'cell', 'lsoa', 'town', 'unknown'])
export type PlacePrecision = z.infer<typeof PlacePrecision>

const LONGITUDES = 'a longitude lies between -180 and 180'
const LATITUDES = 'a latitude lies between -90 and 90'

/** Whether it is where the partnership is, and what was probably meant, is told by rules/place.ts. */
export const Place = z.strictObject({
  longitude: z.number('must be a number of degrees').min(-180, LONGITUDES).max(180, LONGITUDES),
  latitude: z.number('must be a number of degrees').min(-90, LATITUDES).max(90, LATITUDES),
  precision: PlacePrecision.exclude(['unknown']),
})
export type Place = z.infer<typeof Place>

/** docs/domain.md, “Places” */
export const Setting = z.enum([
  'own_home',
  'others_home',
  'shared_housing',
  'hostel_or_supported',
  'tent_or_street',
  'public_toilet',
  'vehicle',
  'car_park',
  'beach_or_harbour',
  'licensed_premises',
  'festival',
  'hotel',
  'hospital',
  'custody_suite',
  'prison',
  'approved_premises',
  'service_premises',
  'pharmacy',
  'workplace',
  'education',
  'other',
  'prefer_not_to_say',
  'unknown',
])
export type Setting = z.infer<typeof Setting>
