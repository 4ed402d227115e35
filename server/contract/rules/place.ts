import { doubtful, impossible, type Judgement, nothingToRemark } from './remark.ts'

/** Points against where the partnership is. What is wrong is proposed, never moved. */

/** The box around the partnership's areas, in degrees. */
export type Extent = { west: number; south: number; east: number; north: number }

export type PointJudgement =
  | { kind: 'point'; isFarAway: boolean }
  | { kind: 'refused'; reason: string; hint: string; proposal?: { longitude: number; latitude: number } }

/** About 20 km: people die and are found a little over the border. */
const MARGIN_DEGREES = 0.2
/** Beyond about 300 km a point is worth a look, though nobody says it is wrong. */
const FAR_DEGREES = 3
/** Further than any two places of one country that has partnerships: what happened there does not belong on this map. */
const ANOTHER_CONTINENT_DEGREES = 25

export function isWithin(extent: Extent, longitude: number, latitude: number, margin = MARGIN_DEGREES): boolean {
  return (
    longitude >= extent.west - margin &&
    longitude <= extent.east + margin &&
    latitude >= extent.south - margin &&
    latitude <= extent.north + margin
  )
}

export function judgePoint(longitude: number, latitude: number, extent: Extent | null): PointJudgement {
  if (longitude === 0 && latitude === 0) {
    return {
      kind: 'refused',
      reason: 'longitude 0, latitude 0 is in the Gulf of Guinea: a missing place written as zero',
      hint: 'leave both empty when the place is not known',
    }
  }
  const isOnEarth = Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90
  if (extent && isOnEarth && isWithin(extent, longitude, latitude)) return { kind: 'point', isFarAway: false }
  const proposal = extent && propose(extent, longitude, latitude)
  if (proposal) return { kind: 'refused', ...proposal }
  if (longitude === latitude) {
    return {
      kind: 'refused',
      reason: 'longitude and latitude are the same number: one was written twice',
      hint: 'check both against the source, or leave both empty',
    }
  }
  if (!isOnEarth) {
    const isExchanged = Math.abs(latitude) <= 180 && Math.abs(longitude) <= 90
    const looksLikeGrid = [longitude, latitude].every((value) => Math.abs(value) > 1000 && Math.abs(value) < 1_500_000)
    return {
      kind: 'refused',
      reason: 'a longitude lies between -180 and 180, a latitude between -90 and 90',
      hint: looksLikeGrid
        ? 'these look like metres of a national grid; convert them to degrees (WGS 84)'
        : isExchanged
          ? `exchanged they would fit: longitude ${latitude}, latitude ${longitude}`
          : [longitude, latitude].some((value) => Math.abs(value) > 1000)
            ? 'the decimal point seems to be lost: write it, for example 50.2660'
            : 'check them against the source',
    }
  }
  if (extent && !isWithin(extent, longitude, latitude, ANOTHER_CONTINENT_DEGREES)) {
    return {
      kind: 'refused',
      reason: 'the point is on another continent than the partnership’s areas',
      hint: 'check it against the source, or leave it empty',
    }
  }
  return { kind: 'point', isFarAway: extent !== null && !isWithin(extent, longitude, latitude, FAR_DEGREES) }
}

type Proposal = { reason: string; hint: string; proposal: { longitude: number; latitude: number } }

function propose(extent: Extent, longitude: number, latitude: number): Proposal | undefined {
  const fits = (x: number, y: number) => Math.abs(x) <= 180 && Math.abs(y) <= 90 && isWithin(extent, x, y)
  const proposal = (reason: string, how: string, x: number, y: number): Proposal => ({
    reason,
    hint: `${how}: longitude ${x}, latitude ${y}`,
    proposal: { longitude: x, latitude: y },
  })
  if (fits(latitude, longitude)) {
    const reason =
      'longitude and latitude seem to be exchanged: as written the point is far from the partnership’s areas'
    return proposal(reason, 'exchanged they fit', latitude, longitude)
  }
  const withSign = 'with the other sign it fits'
  if (fits(-longitude, latitude))
    return proposal('the longitude seems to have lost its minus sign', withSign, -longitude, latitude)
  if (fits(longitude, -latitude))
    return proposal('the latitude seems to have the wrong sign', withSign, longitude, -latitude)
  for (const [x, y] of [
    [-latitude, longitude],
    [latitude, -longitude],
  ] as const) {
    if (fits(x, y))
      return proposal('longitude and latitude seem to be exchanged, and a sign is lost', 'this would fit', x, y)
  }
  const pointed = withPoint(longitude, latitude, extent)
  return pointed && proposal('a decimal point seems to be lost', 'with the point it fits', ...pointed)
}

/** 5050, 50266 → 5.05, 50.266: a whole number of degrees far beyond the globe, divided by tens until it fits. */
function withPoint(longitude: number, latitude: number, extent: Extent): [number, number] | undefined {
  const pointed = (value: number, most: number) =>
    Number.isInteger(value) && Math.abs(value) > most
      ? Array.from({ length: 12 }, (_, tens) => value / 10 ** (tens + 1)).filter((small) => Math.abs(small) >= 0.1)
      : [value]
  const [longitudes, latitudes] = [pointed(longitude, 180), pointed(latitude, 90)]
  for (const x of longitudes) {
    for (const y of latitudes) {
      if (isWithin(extent, x, y)) return [x, y]
      if (isWithin(extent, -x, y)) return [-x, y]
    }
  }
  return undefined
}

/** The point of a record, judged at the path of its field. */
export function judgePlace(
  place: { longitude: number; latitude: number } | null | undefined,
  extent: Extent | null,
  path: (string | number)[],
): Judgement {
  if (!place || !Number.isFinite(place.longitude) || !Number.isFinite(place.latitude)) return nothingToRemark
  const judged = judgePoint(place.longitude, place.latitude, extent)
  if (judged.kind === 'refused') {
    const { reason: message, hint, proposal } = judged
    return impossible({ path: [...path, 'longitude'], message, hint, ...(proposal ? { proposal } : {}) })
  }
  if (!judged.isFarAway) return nothingToRemark
  return doubtful({
    path: [...path, 'longitude'],
    message: 'the point is more than 300 km from the partnership’s areas',
    hint: 'check it against the source',
  })
}
