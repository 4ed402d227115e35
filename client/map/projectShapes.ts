type Position = readonly number[]
type Polygons = readonly (readonly (readonly Position[])[])[]
/** Outlines as GeoJSON has them, longitude first. */
export interface Outlined {
  geometry: { coordinates: Polygons }
}

export interface Projection {
  width: number
  height: number
  /** The `d` of an SVG path. */
  path: (coordinates: Polygons) => string
  /** Where a longitude and latitude lie in the drawing. */
  point: (longitude: number, latitude: number) => [number, number]
}

/** A drawing of shapes without tiles, `width` wide: right in the middle of a partnership, and near enough at its edges. Null of nothing. */
export function projectShapes(features: readonly Outlined[], width: number): Projection | null {
  const points = features.flatMap(({ geometry }) => geometry.coordinates.flat(2))
  if (points.length === 0) return null
  const [west, east] = extent(points.map(([longitude = 0]) => longitude))
  const [south, north] = extent(points.map(([, latitude = 0]) => latitude))
  const narrowing = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = width / ((east - west) * narrowing)
  const point = (longitude: number, latitude: number): [number, number] => [
    (longitude - west) * narrowing * scale,
    (north - latitude) * scale,
  ]
  const say = ([longitude = 0, latitude = 0]: Position) =>
    point(longitude, latitude)
      .map((length) => length.toFixed(1))
      .join(' ')
  return {
    width,
    height: (north - south) * scale,
    point,
    path: (coordinates) =>
      coordinates
        .flat()
        .map((ring) => `M${ring.map(say).join('L')}Z`)
        .join(''),
  }
}

function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
}
