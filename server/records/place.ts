import type { Place } from '../contract/place.ts'

/** A point and its precision, two columns, as a place or null. */
export function placeSql(point: string, precision: string): string {
  return `case when ${point} is not null then
    jsonb_build_object('longitude', st_x(${point}), 'latitude', st_y(${point}), 'precision', ${precision}) end`
}

/** A place as its two columns hold it. */
export function placeColumns(point: string, precision: string, place: Place | null): [string, unknown][] {
  return [
    [point, place && `SRID=4326;POINT(${place.longitude} ${place.latitude})`],
    [precision, place?.precision ?? 'unknown'],
  ]
}
