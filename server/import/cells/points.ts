import proj4 from 'proj4'

/** A point that stands in one cell, and points of the British National Grid. */

export type WrittenPoint = {
  longitude: string
  latitude: string
  /** What it was before it was degrees, where it was something else. */
  from: 'degrees' | 'british-grid'
}

/**
 * Ordnance Survey, A Guide to Coordinate Systems in Great Britain (v3.6): the seven parameters, good to about five metres; OSTN15 would
 * be good to centimetres, and places here are not.
 */
const BRITISH_GRID =
  '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy ' +
  '+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs'

const NUMBER = '[-+]?\\d+(?:\\.\\d+)?'
const WKT = new RegExp(
  `^(?:SRID=4326;)?\\s*POINT\\s*Z?\\s*\\(\\s*(${NUMBER})\\s+(${NUMBER})(?:\\s+${NUMBER})?\\s*\\)$`,
  'i',
)
const PAIR = new RegExp(
  `^[([]?\\s*(${NUMBER})\\s*°?\\s*([NS])?\\s*[,;\\s]\\s*(${NUMBER})\\s*°?\\s*([EW])?\\s*[)\\]]?$`,
  'i',
)
const GRID_REFERENCE = /^([HNOST][A-HJ-Z])\s*(\d{2,5})\s*(\d{2,5})$/i

/** A cell of one point: WKT (longitude first), a pair in brackets or not (latitude first), or a grid reference; undefined when it is none. */
export function readWrittenPoint(text: string): WrittenPoint | undefined {
  const written = text.trim()
  const wkt = WKT.exec(written)
  if (wkt) return { longitude: wkt[1] as string, latitude: wkt[2] as string, from: 'degrees' }
  const grid = readGridReference(written)
  if (grid) return grid
  // "HARTFORD, CT\n(41.76, -72.67)": a name, then its point
  const pair = PAIR.exec(written) ?? PAIR.exec(/\(([^()]*)\)\s*$/.exec(written)?.[1] ?? '')
  if (!pair) return undefined
  const sign = (letter: string | undefined, negative: string) => (letter?.toUpperCase() === negative ? '-' : '')
  const [latitude, longitude] = [`${sign(pair[2], 'S')}${pair[1]}`, `${sign(pair[4], 'W')}${pair[3]}`]
  // of metres the easting comes first, of degrees the latitude
  return fromMetres(pair[1] as string, pair[3] as string) ?? { longitude, latitude, from: 'degrees' }
}

/** Metres east and north of the grid's origin as degrees; undefined when the numbers cannot be such metres. */
export function fromMetres(easting: string, northing: string): WrittenPoint | undefined {
  const [x, y] = [Number(easting), Number(northing)]
  // within Great Britain; degrees are never so large
  if (!(x >= 1_000 && x <= 700_000 && y >= 1_000 && y <= 1_300_000)) return undefined
  const [longitude, latitude] = proj4(BRITISH_GRID, 'WGS84', [x, y]) as [number, number]
  return { longitude: longitude.toFixed(6), latitude: latitude.toFixed(6), from: 'british-grid' }
}

/** "SW 825 448": the middle of the square it names. Two letters of 500 and 100 km, without I, then equal halves of digits. */
function readGridReference(text: string): WrittenPoint | undefined {
  const compact = /^([HNOST][A-HJ-Z])\s*(\d{4,10})$/i.exec(text)
  const digits = compact?.[2] ?? ''
  const match = compact
    ? digits.length % 2 === 0 && ['', compact[1], digits.slice(0, digits.length / 2), digits.slice(digits.length / 2)]
    : GRID_REFERENCE.exec(text)
  if (!match) return undefined
  const [, letters, east = '', north = ''] = match as string[]
  if (east.length !== north.length) return undefined
  const [first, second] = [...(letters as string).toUpperCase()].map((letter) => {
    const at = letter.charCodeAt(0) - 65
    return at > 7 ? at - 1 : at
  }) as [number, number]
  const hundredEast = ((first - 2) % 5) * 5 + (second % 5)
  const hundredNorth = 19 - Math.floor(first / 5) * 5 - Math.floor(second / 5)
  const unit = 10 ** (5 - east.length)
  const x = hundredEast * 100_000 + Number(east) * unit + unit / 2
  const y = hundredNorth * 100_000 + Number(north) * unit + unit / 2
  return fromMetres(String(x), String(y))
}
