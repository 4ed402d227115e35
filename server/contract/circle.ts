import { z } from 'zod'

/** Metres: a smaller circle would be a house, and a larger one is a partnership. */
export const SMALLEST_RADIUS = 200
export const LARGEST_RADIUS = 50_000

export interface Circle {
  latitude: number
  longitude: number
  radiusMetres: number
}

/** In an address: latitude, longitude and metres, "50.2660,-5.0527,2000". */
const WRITTEN = /^(-?\d{1,2}(?:\.\d{1,9})?),(-?\d{1,3}(?:\.\d{1,9})?),(\d{1,6})$/

/** Undefined where nothing is written, or no circle that may be asked about. */
export function readCircle(written: string | undefined): Circle | undefined {
  const [, latitude, longitude, radiusMetres] = WRITTEN.exec(written ?? '')?.map(Number) ?? []
  if (latitude === undefined || longitude === undefined || radiusMetres === undefined) return undefined
  const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
  const isOfSize = radiusMetres >= SMALLEST_RADIUS && radiusMetres <= LARGEST_RADIUS
  return isOnEarth && isOfSize ? { latitude, longitude, radiusMetres } : undefined
}

export function writeCircle({ latitude, longitude, radiusMetres }: Circle) {
  return `${latitude.toFixed(4)},${longitude.toFixed(4)},${radiusMetres}`
}

export const CircleText = z
  .string()
  .max(40)
  .refine(
    (written) => readCircle(written) !== undefined,
    `is not latitude,longitude,metres with ${SMALLEST_RADIUS} to ${LARGEST_RADIUS} metres`,
  )
