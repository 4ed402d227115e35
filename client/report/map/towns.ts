import { useEffect, useState } from 'react'
import { readShipped } from '../kept/told.ts'
import type { Bounds } from './PlaceMap.tsx'

export interface Town {
  name: string
  at: readonly [latitude: number, longitude: number]
  population: number
}

/** The settlements that ship with the basemap; none while they have not come, and the map is pressed without them. */
export function useTownsOf(basemap: string, bounds: Bounds): Town[] {
  const [towns, setTowns] = useState<Town[]>([])
  useEffect(
    function fetchTowns() {
      readShipped(settlementsOf(basemap))
        .then((answer) => answer.text())
        .then((csv) => setTowns(readTowns(csv, bounds)))
        .catch(() => setTowns([]))
    },
    [basemap, bounds],
  )
  return towns
}

export const settlementsOf = (basemap: string) => `/basemaps/${basemap}/settlements.csv`

/** `name,lat,lon,population,…`: those within the bounds. */
export function readTowns(csv: string, [west, south, east, north]: Bounds): Town[] {
  const [, ...rows] = csv.trim().split('\n')
  return rows
    .map((row) => row.split(','))
    .map(([name = '', latitude, longitude, population]) => ({
      name,
      at: [Number(latitude), Number(longitude)] as const,
      population: Number(population),
    }))
    .filter(
      ({ at: [latitude, longitude] }) =>
        latitude >= south && latitude <= north && longitude >= west && longitude <= east,
    )
}

/** Degrees of longitude count as much as they are long there. */
export function nearestTown(
  towns: readonly Town[],
  [latitude, longitude]: readonly [number, number],
): Town | undefined {
  const narrowing = Math.cos((latitude * Math.PI) / 180)
  const away = ({ at }: Town) => Math.hypot(at[0] - latitude, (at[1] - longitude) * narrowing)
  const [first, ...others] = towns
  return first && others.reduce((nearest, town) => (away(town) < away(nearest) ? town : nearest), first)
}
