/** A place that is asked about: an area of today, or a circle. */
export type AskedPlace =
  | { kind: 'area'; areaId: string; areaKind: string }
  | { kind: 'circle'; latitude: number; longitude: number; radiusMetres: number }

/** Known to a house or a postcode: the middle of a town or of a small area is not where anything happened. */
export const isPlacedClosely = (precision: string) => `${precision} in ('exact', 'postcode')`

const MIDDLE = 'st_setsrid(st_point(:longitude::float, :latitude::float), 4326)'

/** Around the circle: what the indexes of places serve. */
const BOX = `st_expand(${MIDDLE}, :degreesEast::float, :degreesNorth::float)`

const ASKED_AREA = '(select asked.geom from area asked where asked.area_id = :areaId::uuid)'

/** Whether a point lies in an area (`:area`), of today or of before. Its box is asked first, once a statement: most points need no more. */
export const isHeld = (point: string) => `(
  ${point} && (select asked.geom from area_edition asked where asked.area_id = :area::uuid)
  and exists (select from area_holding(:area::uuid, ${point})))`

/** The areas of the mapped kind that its box touches: what lies in another of them cannot lie in it. */
export const areasAround = ({ kind }: AskedPlace) => `
  select area.area_id from area
  where area.kind = (select event_placing.area_kind from event_placing) and area.geom && ${kind === 'area' ? ASKED_AREA : BOX}`

/** Whether a point lies in it. Of an area: in it and in no other of its kind, as on the map. */
export function liesIn(place: AskedPlace, point: string): string {
  return place.kind === 'area'
    ? `(${point} && ${ASKED_AREA}
        and (select found.area_id from area_of(${point}, :areaKind) found) = :areaId::uuid)`
    : `(${point} && ${BOX} and st_dwithin(${point}::geography, ${MIDDLE}::geography, :radiusMetres::float))`
}

/** Whether what has a place (a geometry) of any size overlaps it, within so many metres. */
export function liesNear(place: AskedPlace, shape: string, metres: string): string {
  return place.kind === 'area'
    ? `st_dwithin(${shape}::geography, ${ASKED_AREA}::geography, ${metres})`
    : `st_dwithin(${shape}::geography, ${MIDDLE}::geography, :radiusMetres::float + ${metres})`
}

/** `:areaId` and `:areaKind`, or what makes the circle, of the SQL above. */
export function bindingsOfPlace(place: AskedPlace) {
  if (place.kind === 'area') return { areaId: place.areaId, areaKind: place.areaKind }
  const { latitude, longitude, radiusMetres } = place
  // a degree is 110.6 km to 111.7 km northwards; eastwards less the nearer a pole is
  const degreesNorth = radiusMetres / 110_500
  return {
    ...{ latitude, longitude, radiusMetres, degreesNorth },
    degreesEast: degreesNorth / Math.max(0.01, Math.cos(((Math.abs(latitude) + degreesNorth) * Math.PI) / 180)),
  }
}
