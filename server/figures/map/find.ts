import { readSettlements } from '../../areas/settlements.ts'
import { type FoundPlace, FoundPlaces, MOST_FOUND } from '../../contract/map-find.ts'
import { foldName, NO_MATCH, rankName } from '../../contract/name-search.ts'
import type { Trx } from '../../db/tenant.ts'

/** Degrees of latitude that a map shows of a village or a postcode, and of a town, to each side. */
const VILLAGE_DEGREES = 0.01
const TOWN_DEGREES = 0.04
const TOWN_FROM = 5000

type Match = { rank: number; place: FoundPlace }

/** Areas of every kind, settlements of the basemap and postcodes by what somebody types. At equal rank towns by size, then postcodes, then areas. */
export async function findPlaces(trx: Trx, written: string, basemap: string | null): Promise<FoundPlace[]> {
  const sought = foldName(written)
  if (!sought) return []
  const found = [
    ...findSettlements(sought, basemap),
    ...(await findPostcodes(trx, written)),
    ...(await findAreas(trx, sought)),
  ]
  // a stable sort: what is named first stays before what is as good
  return FoundPlaces.parse(
    found
      .sort((a, b) => a.rank - b.rank)
      .slice(0, MOST_FOUND)
      .map(({ place }) => place),
  )
}

function findSettlements(sought: string, basemap: string | null): Match[] {
  return readSettlements(basemap)
    .map(({ name, place, population }) => ({
      ...{ rank: rankName(foldName(name), sought), population },
      place: around('settlement', name, place, population < TOWN_FROM ? VILLAGE_DEGREES : TOWN_DEGREES),
    }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank || b.population - a.population)
}

/** From three signs on with a number in them: what is shorter is no postcode yet. */
async function findPostcodes(trx: Trx, written: string): Promise<Match[]> {
  const sought = written.toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (sought.length < 3 || sought.length > 8 || !/\d/.test(sought)) return []
  const { rows } = await trx.raw(
    `select postcode, st_y(geom) as latitude, st_x(geom) as longitude
     from postcode where starts_with(replace(postcode, ' ', ''), :sought) order by postcode limit :most`,
    { sought, most: MOST_FOUND },
  )
  return rows.map(({ postcode, latitude, longitude }: { postcode: string; latitude: number; longitude: number }) => ({
    rank: rankName(foldName(postcode), foldName(sought)),
    place: around('postcode', postcode, { latitude, longitude }, VILLAGE_DEGREES),
  }))
}

async function findAreas(trx: Trx, sought: string): Promise<Match[]> {
  const { rows: names } = await trx.raw('select area_id, name from area order by kind, name, code')
  const ranks = new Map<string, number>()
  for (const { area_id, name } of names as { area_id: string; name: string }[]) {
    const rank = rankName(foldName(name), sought)
    if (rank < NO_MATCH) ranks.set(area_id, rank)
  }
  const best = [...ranks].sort(([, a], [, b]) => a - b).slice(0, MOST_FOUND)
  if (best.length === 0) return []
  const { rows } = await trx.raw(
    `select area_id as "areaId", kind as "areaKind", name, authority, st_y(label_point) as latitude, st_x(label_point) as longitude,
       jsonb_build_object('west', st_xmin(geom), 'south', st_ymin(geom), 'east', st_xmax(geom), 'north', st_ymax(geom)) as bounds
     from area where area_id = any (:ids) order by array_position(:ids::uuid[], area_id)`,
    { ids: best.map(([areaId]) => areaId) },
  )
  return rows.map((place: Omit<FoundPlace, 'kind'>) => ({
    rank: ranks.get(place.areaId as string) as number,
    place: { kind: 'area', ...place },
  }))
}

function around(
  kind: 'settlement' | 'postcode',
  name: string,
  { latitude, longitude }: { latitude: number; longitude: number },
  degrees: number,
): FoundPlace {
  const bounds = {
    west: longitude - degrees * 1.6,
    south: latitude - degrees,
    east: longitude + degrees * 1.6,
    north: latitude + degrees,
  }
  return { kind, name, areaId: null, areaKind: null, authority: null, latitude, longitude, bounds }
}
