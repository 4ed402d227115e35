/** Points as files give them, against where the partnership is. What is wrong is proposed, never moved. */

/** The box around the partnership's areas, in degrees. */
export type Extent = { west: number; south: number; east: number; north: number }

export type PointReading =
  | { kind: 'point'; longitude: number; latitude: number; isFarAway: boolean }
  | { kind: 'blank' }
  | { kind: 'refused'; reason: string; hint: string }

/** About 20 km: people die and are found a little over the border. */
const MARGIN_DEGREES = 0.2
/** Beyond about 300 km a point is worth a look, though nobody says it is wrong. */
const FAR_DEGREES = 3

export function isWithin(extent: Extent, longitude: number, latitude: number, margin = MARGIN_DEGREES): boolean {
  return (
    longitude >= extent.west - margin &&
    longitude <= extent.east + margin &&
    latitude >= extent.south - margin &&
    latitude <= extent.north + margin
  )
}

export function readPoint(longitudeText: string, latitudeText: string, extent: Extent | null): PointReading {
  if (longitudeText.trim() === '' && latitudeText.trim() === '') return { kind: 'blank' }
  const longitude = toNumber(longitudeText)
  const latitude = toNumber(latitudeText)
  if (longitude === null || latitude === null) {
    const hint =
      /^-?\d+,\d+$/.test(longitudeText.trim()) || /^-?\d+,\d+$/.test(latitudeText.trim())
        ? 'write the decimal point as a point: 50.2660'
        : 'give longitude and latitude in degrees, both or neither'
    return { kind: 'refused', reason: 'this is not a pair of coordinates', hint }
  }
  if (longitude === 0 && latitude === 0) {
    return {
      kind: 'refused',
      reason: 'longitude 0, latitude 0 is in the Gulf of Guinea: a missing place written as zero',
      hint: 'leave both empty when the place is not known',
    }
  }
  const isOnEarth = Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90
  if (extent && !(isOnEarth && isWithin(extent, longitude, latitude))) {
    const proposal = propose(extent, longitude, latitude)
    if (proposal) return { kind: 'refused', ...proposal }
  }
  if (!isOnEarth) {
    const isSwapped = Math.abs(latitude) <= 180 && Math.abs(longitude) <= 90
    const looksLikeGrid = Math.abs(longitude) > 1000 && Math.abs(latitude) > 1000
    return {
      kind: 'refused',
      reason: 'a longitude lies between -180 and 180, a latitude between -90 and 90',
      hint: looksLikeGrid
        ? 'these look like metres of a national grid; convert them to degrees (WGS 84)'
        : isSwapped
          ? `exchanged they would fit: longitude ${latitude}, latitude ${longitude}`
          : 'check them against the source',
    }
  }
  return {
    kind: 'point',
    longitude,
    latitude,
    isFarAway: extent !== null && !isWithin(extent, longitude, latitude, FAR_DEGREES),
  }
}

function propose(extent: Extent, longitude: number, latitude: number): { reason: string; hint: string } | undefined {
  if (isWithin(extent, latitude, longitude)) {
    return {
      reason: 'longitude and latitude seem to be exchanged: as written the point is far from the partnership’s areas',
      hint: `exchanged they fit: longitude ${latitude}, latitude ${longitude}`,
    }
  }
  if (isWithin(extent, -longitude, latitude)) {
    return {
      reason: 'the longitude seems to have lost its minus sign',
      hint: `with the other sign it fits: longitude ${-longitude}`,
    }
  }
  if (isWithin(extent, longitude, -latitude)) {
    return {
      reason: 'the latitude seems to have the wrong sign',
      hint: `with the other sign it fits: latitude ${-latitude}`,
    }
  }
  if (isWithin(extent, -latitude, longitude) || isWithin(extent, latitude, -longitude)) {
    return {
      reason: 'longitude and latitude seem to be exchanged, and a sign is lost',
      hint: `longitude ${isWithin(extent, -latitude, longitude) ? -latitude : latitude}, latitude ${isWithin(extent, -latitude, longitude) ? longitude : -longitude} would fit`,
    }
  }
  return undefined
}

function toNumber(text: string): number | null {
  return /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null
}
