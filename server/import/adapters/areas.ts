import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { z } from 'zod'
import { type Extent, isWithin } from '../cells/coordinates.ts'
import { cutTo, doubtful, type Issue, refused } from '../tables/issues.ts'

/** Areas from GeoJSON or TopoJSON, in degrees (WGS 84). */

export type AreaOptions = {
  /** 'lsoa', 'ward', …; guessed from the codes when left out. */
  kind?: string
  codeProperty?: string
  nameProperty?: string
  authorityProperty?: string
  source?: string
  sourceDay?: string
}

export type NewArea = {
  kind: string
  code: string
  name: string
  authority: string | null
  geometry: Polygon | MultiPolygon
  source: string
  sourceDay: string | null
}

export type AreaReading = {
  areas: { rowNumber: number; area: NewArea }[]
  featuresRead: number
  issues: Issue[]
  isReadable: boolean
}

const Ring = z.array(z.tuple([z.number(), z.number()]).rest(z.unknown()))
const Shape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring)) }),
])

/** Where a country lies, to notice exchanged coordinates before there are areas to compare with. */
const COUNTRIES: Readonly<Record<string, Extent>> = { GB: { west: -9, south: 49, east: 2.2, north: 61 } }

export function readAreas(text: string, options: AreaOptions, extent: Extent | null, country: string): AreaReading {
  const features = toFeatures(text)
  if (typeof features === 'string') {
    const hint = 'export the areas as GeoJSON or TopoJSON, coordinates in degrees (WGS 84)'
    return { areas: [], featuresRead: 0, issues: [refused(1, null, null, features, hint)], isReadable: false }
  }
  const properties = features.map((each) => each?.properties ?? {})
  const codeProperty = options.codeProperty ?? guessCode(properties)
  const nameProperty = options.nameProperty ?? guessName(properties, codeProperty)
  if (!codeProperty || !nameProperty) {
    const known = Object.keys(properties[0] ?? {}).join(', ') || 'none'
    const reason = `which property holds the ${codeProperty ? 'name' : 'code'} of an area could not be told`
    return {
      areas: [],
      featuresRead: 0,
      issues: [refused(1, null, null, reason, `state it; the properties are: ${known}`)],
      isReadable: false,
    }
  }
  const reading: AreaReading = { areas: [], featuresRead: features.length, issues: [], isReadable: true }
  const around = extent ?? COUNTRIES[country] ?? null
  for (const [index, each] of features.entries()) {
    const area = readArea(each, index + 1, { ...options, codeProperty, nameProperty }, around, reading.issues)
    if (area) reading.areas.push({ rowNumber: index + 1, area })
  }
  return reading
}

/** The features, or a sentence on why there are none. */
function toFeatures(text: string): Feature[] | string {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return 'this is not JSON'
  }
  const { type } = (parsed ?? {}) as { type?: string }
  if (type === 'FeatureCollection') {
    const { features } = parsed as FeatureCollection
    if (!Array.isArray(features)) return 'the FeatureCollection has no features'
    return features.length ? features : 'the file has no features'
  }
  if (type === 'Topology') {
    const topology = parsed as Topology
    try {
      return Object.values(topology.objects).flatMap((object) => {
        const unpacked = feature(topology, object as GeometryCollection)
        return (unpacked as { type: string }).type === 'FeatureCollection'
          ? unpacked.features
          : [unpacked as unknown as Feature]
      })
    } catch {
      return 'the TopoJSON is damaged: its objects and arcs do not fit together'
    }
  }
  return 'this is neither a GeoJSON FeatureCollection nor TopoJSON'
}

const CODE_PROPERTIES = [
  /^code$/i,
  /^(oa|lsoa|msoa|wd|ward|lad|ltla|utla|ctyua|icb|rgn|pfa|dz|iz)\d{0,2}_?(cd|code)$/i,
  /^(geo_?code|ons_?code|area_?code|gss_?code|geoid)$/i,
  /^(lsoa|msoa|lad|ward)\d{0,2}$/i,
  /^id$/i,
]

function guessCode(properties: Record<string, unknown>[]): string | undefined {
  const keys = Object.keys(properties[0] ?? {})
  return CODE_PROPERTIES.map((pattern) => keys.find((key) => pattern.test(key))).find((key) => key !== undefined)
}

function guessName(properties: Record<string, unknown>[], codeProperty: string | undefined): string | undefined {
  const keys = Object.keys(properties[0] ?? {})
  const stem = codeProperty?.replace(/_?(cd|code)$/i, '') ?? ''
  const candidates = [/^name$/i, new RegExp(`^${stem}_?(nm|name)$`, 'i'), /^(area_?name|hcl_?name)$/i, /(nm|name)$/i]
  return candidates.map((pattern) => keys.find((key) => pattern.test(key))).find((key) => key !== undefined)
}

function readArea(
  each: Feature,
  rowNumber: number,
  options: AreaOptions & { codeProperty: string; nameProperty: string },
  around: Extent | null,
  issues: Issue[],
): NewArea | undefined {
  const properties = each?.properties ?? {}
  const code = String(properties[options.codeProperty] ?? '').trim()
  const refuse = (column: string, value: string | null, reason: string, hint: string) => {
    issues.push(refused(rowNumber, column, value, reason, hint))
    return undefined
  }
  if (code === '' || code.length > 60)
    return refuse(options.codeProperty, code, 'the area has no usable code', 'a code has 1 to 60 characters')
  const kind = options.kind ?? kindOfCode(code)
  if (!kind)
    return refuse(
      options.codeProperty,
      code,
      'what kind of area this is could not be told from its code',
      'state the kind: lsoa, msoa, ward, lad, town …',
    )
  const name = String(properties[options.nameProperty] ?? '').trim() || code
  const geometry = each?.geometry
  if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') {
    return refuse(
      'geometry',
      geometry?.type ?? null,
      'an area is a Polygon or MultiPolygon',
      'leave points and lines out of the file',
    )
  }
  const problem = judgeShape(geometry, around)
  if (problem) return refuse('geometry', code, problem.reason, problem.hint)
  const authorityProperty =
    options.authorityProperty ??
    Object.keys(properties).find((key) => /^(lad_?nm|lad_?name|authority|lad\d{2}nm|ladname)$/i.test(key))
  const authority =
    authorityProperty && authorityProperty !== options.nameProperty ? String(properties[authorityProperty] ?? '') : ''
  if (name.length > 160)
    issues.push(
      doubtful(rowNumber, options.nameProperty, name, 'the name is longer than 160 characters', 'it is cut off'),
    )
  return {
    kind,
    code,
    name: cutTo(name, 160),
    authority: authority || null,
    geometry,
    source: options.source ?? 'not stated',
    sourceDay: options.sourceDay ?? null,
  }
}

/** GSS codes of the Office for National Statistics and National Records of Scotland. */
export function kindOfCode(code: string): string | undefined {
  const kinds: [RegExp, string][] = [
    [/^[EW]01\d{6}$/, 'lsoa'],
    [/^[EW]02\d{6}$/, 'msoa'],
    [/^S01\d{6}$/, 'data_zone'],
    [/^S02\d{6}$/, 'intermediate_zone'],
    [/^(E05|W05|S13|N08)\d{6}$/, 'ward'],
    [/^(E0[6-9]|W06|S12|N09)\d{6}$/, 'lad'],
    [/^[EWS]00\d{6}$/, 'oa'],
  ]
  return kinds.find(([pattern]) => pattern.test(code))?.[1]
}

/** What can be told without PostGIS; whether the rings cross themselves is asked of it before storing. */
function judgeShape(
  geometry: Polygon | MultiPolygon,
  around: Extent | null,
): { reason: string; hint: string } | undefined {
  if (!Shape.safeParse(geometry).success) {
    return { reason: 'the coordinates are not rings of number pairs', hint: 'repair the shape and export again' }
  }
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const rings = polygons.flat()
  if (!rings.length) return { reason: 'the shape is empty', hint: 'check the export' }
  for (const ring of rings) {
    if (ring.length < 4)
      return { reason: 'a ring has fewer than four points', hint: 'repair the shape and export again' }
    const [first, last] = [ring[0] as Position, ring.at(-1) as Position]
    if (first[0] !== last[0] || first[1] !== last[1])
      return { reason: 'a ring is not closed', hint: 'its last point must be its first' }
  }
  const points = rings.flat() as [number, number][]
  if (points.some(([x, y]) => Math.abs(x) > 1000 || Math.abs(y) > 1000)) {
    return {
      reason: 'the coordinates are metres of a national grid, not degrees',
      hint: 'export again in WGS 84 (EPSG:4326)',
    }
  }
  const [x, y] = points[0] as [number, number]
  const looksExchanged = around && !isWithin(around, x, y, 3) && isWithin(around, y, x, 3)
  if (looksExchanged || points.some(([, latitude]) => Math.abs(latitude) > 90)) {
    return {
      reason: 'longitude and latitude seem to be exchanged',
      hint: 'GeoJSON has the longitude first; exchange them and import again',
    }
  }
  if (points.some(([longitude]) => Math.abs(longitude) > 180))
    return { reason: 'a longitude is beyond 180 degrees', hint: 'export again in WGS 84' }
  return undefined
}

/** A shape that PostGIS calls invalid, and that a repair would change: listed with its reason and not stored. */
export function invalidShape(rowNumber: number, code: string, reason: string): Issue {
  const hint = 'repair it (QGIS: Fix geometries; mapshaper -clean) and import again'
  return refused(rowNumber, 'geometry', code, `the shape is not valid: ${reason}`, hint)
}

export function repairedShape(rowNumber: number, code: string, reason: string): Issue {
  const hint = 'stored repaired (st_makevalid), which changes less than a thousandth of it'
  return doubtful(rowNumber, 'geometry', code, `the shape is not valid as drawn: ${reason}`, hint)
}
