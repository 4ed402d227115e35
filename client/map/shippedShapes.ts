import { useQuery } from '@tanstack/react-query'
import type { GeoJsonObject } from 'geojson'
import { z } from 'zod'
import { askFile, type ProblemError } from '../api/ask.ts'

const ShippedShapes = z.custom<GeoJsonObject>(
  (shapes) => typeof shapes === 'object' && shapes !== null && 'type' in shapes,
  'a GeoJSON object',
)

/** Land and outlines that ship with Vigil; they change only with a new version of it. */
export function useShippedShapes(url: string) {
  return useQuery<GeoJsonObject, ProblemError>({
    queryKey: ['shipped', url],
    queryFn: () => askFile(ShippedShapes, url),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
