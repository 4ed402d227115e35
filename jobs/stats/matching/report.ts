/** What of a report tells which event it is of: no identity, no text. Times are minutes since 1970 by the partnership's own clock. */
export type ComparableReport = {
  /** The first and the last minute that it may have been; one and the same where a time is known. */
  from: number
  until: number
  timePrecision: 'minute' | 'hour' | 'part_of_day' | 'unknown'
  longitude: number | null
  latitude: number | null
  /** `fine`: a point or a postcode; `cell`: of the H3 grid; `coarse`: a town or a small area. */
  placePrecision: 'fine' | 'cell' | 'coarse' | null
  /** One spelling of the town. */
  town: string | null
  ageFrom: number | null
  ageUntil: number | null
  sex: string | null
  products: readonly string[]
  persons: number
  doses: number | null
  ambulanceCalled: boolean | null
  setting: string | null
  source: string
}

const METRES_PER_DEGREE = 111_195

/** The distance of two reports with a place; on a plane, which errs by less than a metre at these distances. */
export function metresBetween(a: ComparableReport, b: ComparableReport): number {
  const north = ((a.latitude as number) - (b.latitude as number)) * METRES_PER_DEGREE
  const middle = (((a.latitude as number) + (b.latitude as number)) * Math.PI) / 360
  const east = ((a.longitude as number) - (b.longitude as number)) * METRES_PER_DEGREE * Math.cos(middle)
  return Math.hypot(north, east)
}
