import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'

/** The shipped settlements: GeoNames, CC BY 4.0 (migrations/reference/geo/south-west-england). */

export const BASEMAP = new URL('../../migrations/reference/geo/south-west-england/', import.meta.url)

export type Point = { longitude: number; latitude: number }
export type Settlement = Point & { name: string; authority: string; residents: number }

const Row = z.object({
  name: z.string(),
  lat: z.coerce.number(),
  lon: z.coerce.number(),
  population: z.coerce.number(),
  authority: z.string(),
})

export function readSettlements(authorities: readonly string[]): Settlement[] {
  const rows = z
    .array(Row)
    .parse(parse(readFileSync(new URL('settlements.csv', BASEMAP), 'utf8'), { columns: true }))
    .filter(({ name, authority }) => authorities.includes(authority) && name !== authority)
  const residentsOf = new Map(rows.map(({ name, population }) => [name, population]))
  return rows.map(({ name, lat, lon, population, authority }) => ({
    name,
    authority,
    latitude: lat,
    longitude: lon,
    // GeoNames counts the whole Camborne–Redruth conurbation as Redruth
    residents: name === 'Redruth' ? population - (residentsOf.get('Camborne') ?? 0) : population,
  }))
}

const METRES_PER_DEGREE = 111_195

/** Metres on a local plane, good to a few parts in a thousand over a county. */
export function metresBetween(a: Point, b: Point): number {
  const east = (b.longitude - a.longitude) * Math.cos(((a.latitude + b.latitude) / 2) * (Math.PI / 180))
  return Math.hypot(east, b.latitude - a.latitude) * METRES_PER_DEGREE
}

/** The point so many metres east and north of another. */
export function movedBy(from: Point, eastMetres: number, northMetres: number): Point {
  const latitude = from.latitude + northMetres / METRES_PER_DEGREE
  const longitude = from.longitude + eastMetres / (METRES_PER_DEGREE * Math.cos(from.latitude * (Math.PI / 180)))
  return { longitude: rounded(longitude), latitude: rounded(latitude) }
}

/** To about a metre. */
export function rounded(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5
}

export function nearestOf(settlements: readonly Settlement[], point: Point): Settlement {
  const nearest = settlements.reduce<Settlement | undefined>(
    (best, one) => (!best || metresBetween(one, point) < metresBetween(best, point) ? one : best),
    undefined,
  )
  if (!nearest) throw new RangeError('no settlement to be near to')
  return nearest
}

const WINDS = ['east', 'north-east', 'north', 'north-west', 'west', 'south-west', 'south', 'south-east']

/** "Camborne, 2 km north"; the settlement alone within a kilometre of its centre. */
export function describePlace(settlements: readonly Settlement[], point: Point): string {
  const nearest = nearestOf(settlements, point)
  const kilometres = Math.round(metresBetween(nearest, point) / 1000)
  if (kilometres < 1) return nearest.name
  const east = (point.longitude - nearest.longitude) * Math.cos(point.latitude * (Math.PI / 180))
  const turn = Math.atan2(point.latitude - nearest.latitude, east) / (Math.PI / 4)
  return `${nearest.name}, ${kilometres} km ${WINDS[(Math.round(turn) + 8) % 8]}`
}
