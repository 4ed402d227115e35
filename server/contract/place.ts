import { z } from 'zod'

/** How well a place is known. `unknown` goes with no point at all: a state or county centroid is not a place. */
export const PlacePrecision = z.enum(['exact', 'postcode', 'lsoa', 'town', 'unknown'])
export type PlacePrecision = z.infer<typeof PlacePrecision>

export const Place = z.strictObject({
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
  precision: PlacePrecision.exclude(['unknown']),
})
export type Place = z.infer<typeof Place>

/** domain.md I2 */
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
