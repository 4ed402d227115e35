import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Settlements } from '../contract/map.ts'

const SettlementRow = z.object({
  name: z.string(),
  lat: z.coerce.number(),
  lon: z.coerce.number(),
  population: z.coerce.number(),
})

let read: z.infer<typeof Settlements> | undefined

/** Settlements of the shipped basemap, by size; none where none ships. */
export function readSettlements(basemap: string | null): z.infer<typeof Settlements> {
  if (basemap !== 'south-west-england') return []
  read ??= z
    .array(SettlementRow)
    .parse(parse(readFileSync(FILE, 'utf8'), { columns: true }))
    .map(({ name, lat, lon, population }) => ({
      name,
      place: { longitude: lon, latitude: lat, precision: 'town' as const },
      population,
    }))
  return read
}

const FILE = new URL('../../migrations/reference/geo/south-west-england/settlements.csv', import.meta.url)
