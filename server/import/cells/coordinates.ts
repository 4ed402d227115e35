import { type Extent, isWithin, judgePoint } from '../../contract/rules/place.ts'

/** Points as files give them. Whether they can be right is told by the contract's rules, for the form and the API alike. */
export { type Extent, isWithin }

export type PointReading =
  | { kind: 'point'; longitude: number; latitude: number; isFarAway: boolean }
  | { kind: 'blank' }
  | { kind: 'refused'; reason: string; hint: string }

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
  const judged = judgePoint(longitude, latitude, extent)
  return judged.kind === 'refused' ? judged : { ...judged, longitude, latitude }
}

function toNumber(text: string): number | null {
  return /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null
}
