import type { Place, PlacePrecision } from '../contract/place.ts'

/** A place from `st_x`, `st_y` and its precision. */
export function toPlace(longitude: number | null, latitude: number | null, precision: PlacePrecision): Place | null {
  return longitude === null || latitude === null || precision === 'unknown' ? null : { longitude, latitude, precision }
}

/** The same in SQL: a point and the column of its precision as a place, or null. */
export function placeSql(point: string, precision: string): string {
  return `case when ${point} is not null then
    jsonb_build_object('longitude', st_x(${point}), 'latitude', st_y(${point}), 'precision', revision.${precision}) end`
}

/** A place as its two columns hold it. */
export function placeColumns(point: string, precision: string, place: Place | null): [string, unknown][] {
  return [
    [point, place && `SRID=4326;POINT(${place.longitude} ${place.latitude})`],
    [precision, place?.precision ?? 'unknown'],
  ]
}
