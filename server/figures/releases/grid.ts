import { POPULATION } from '../../areas/store.ts'
import type { ReleaseKind } from '../../contract/filters.ts'
import type { ReleasedArea, ReleasedSlice } from '../../contract/release.ts'
import type { Trx } from '../../db/tenant.ts'
import type { OneUnlessSeveral, SliceRelation, TableArea } from '../../disclosure/table.ts'
import { type Gathered, gatherByPopulation, type Place } from './places.ts'

/** An area that figures are released for; `areaIds`: the areas of the map it counts; `places`, where it is several: their names, and those by their keys. */
export type GridArea = TableArea &
  Pick<ReleasedArea, 'name' | 'level'> & {
    areaIds: string[]
    places?: string[]
    placeAreas?: { [area: string]: string }
  }

export type GridSlice = ReleasedSlice & {
  /** Counted in small areas and what they make up too, and not only in whole authorities and the partnership. */
  isForSmallAreas: boolean
  /** Not said: yes, as in the grids of earlier releases. */
  isForAuthorities?: boolean
  /** What hiding it for others' sake costs, beside that of a small area of usual size. */
  worth?: number
}

/** Everything that can be asked of a release: which slices in which areas. Nothing else is ever answered below the panel. */
export type Grid = {
  areas: GridArea[]
  slices: GridSlice[]
  relations: SliceRelation[]
  meaning?: OneUnlessSeveral[]
  /** The first of the years counted; not said: the year of the release alone. */
  fromYear?: number
}

export const WHOLE = 'partnership'
export const NO_PLACE = 'no-place'

/** Kinds of area that are not small: the level between the partnership and its small areas. */
const AUTHORITY_KINDS = ['authority', 'lad']
/** Below this an authority is not shown apart: the Isles of Scilly (2,100) with Cornwall (docs/domain.md, “Small numbers”). */
const FEWEST_IN_AN_AUTHORITY = 5_000
/**
 * Places are shown together until so many live there, and towns until so many do: by population, never by counts, so that where the lines
 * run tells nothing of what happened. At 9 deaths in 100,000 residents a year, three years are 8 in the least of towns and 16 in the
 * least of areas.
 */
export const FEWEST_IN_A_TOWN = 30_000
export const FEWEST_IN_AN_AREA = 60_000

/** Of places whose residents nobody knows so many may be counted one by one: with more the gate takes too long, and all but a few are hidden. */
const MOST_UNCOUNTED_PLACES = 150

/**
 * Deaths are few, so places and substances are counted over three years; the blocks (… 2020–22, 2023–25 …) never overlap, so that no two
 * can be subtracted.
 */
const YEARS_IN_A_BLOCK = 3

/** The years that releases must be told apart from together: what was shown of one of them bears on the others. */
export function blockOf(kind: ReleaseKind, year: number): { from: number; to: number } {
  if (kind !== 'deaths') return { from: year, to: year }
  const to = Math.ceil(year / YEARS_IN_A_BLOCK) * YEARS_IN_A_BLOCK
  return { from: to - YEARS_IN_A_BLOCK + 1, to }
}

/** Top levels of the substance tree that are counted by themselves. One death may have several. */
export const SUBSTANCES = {
  opioids: 'Opioids',
  benzodiazepines: 'Benzodiazepines',
  gabapentinoids: 'Gabapentinoids',
  stimulants: 'Stimulants',
  alcohols: 'Alcohol',
} as const

const QUARTERS = [1, 2, 3, 4]
const HALVES = [1, 2]

export const sliceOfYear = (year: number) => `${year}`
export const sliceOfHalf = (year: number, half: number) => `${year}-h${half}`
export const sliceOfQuarter = (year: number, quarter: number) => `${year}-q${quarter}`
export const sliceOfMonth = (year: number, month: number) => `${year}-${String(month).padStart(2, '0')}`
/** "2023-2025"; of a block that begins in its last year, the year. */
export const sliceOfYears = (from: number, to: number) => (from === to ? sliceOfYear(to) : `${from}-${to}`)
/** A slice of a period that is not of time: "2023-2025-opioids". */
export const sliceWithin = (period: string, what: string) => `${period}-${what}`

const monthName = (month: number) =>
  new Date(Date.UTC(2000, month - 1, 1)).toLocaleDateString('en-GB', { month: 'long', timeZone: 'UTC' })

/**
 * Few figures of worth instead of many that would be hidden. Deaths: the years of the block so far with their halves and quarters, for
 * the partnership; and where the block is whole, areas, towns and substances over all of it. Reversals and kits are many more: by year
 * everywhere. `fromYear`: the first year of the block with records.
 */
export function slicesOf(
  kind: ReleaseKind,
  year: number,
  fromYear = blockOf(kind, year).from,
): Pick<Grid, 'slices' | 'relations' | 'meaning' | 'fromYear'> {
  const isWhole = year === blockOf(kind, year).to
  const years = Array.from({ length: year - fromYear + 1 }, (_, after) => fromYear + after)
  const whole = sliceOfYears(fromYear, year)
  const steps = years.map((some) => stepsOfYear(some, isWhole && fromYear === year, kind === 'supplies'))
  const slices = steps.flatMap((step) => step.slices)
  const relations: SliceRelation[] = steps.flatMap((step) => step.relations)
  if (kind === 'reversals') {
    const survivors = sliceWithin(whole, 'survivors-known')
    slices.push({ ...plainSlice(survivors, 'Survivors known', 'outcome'), worth: 4 })
    relations.push({ kind: 'overlap', whole, parts: [survivors] })
  }
  if (kind !== 'deaths' || !isWhole) return { slices, relations, fromYear }
  const named = fromYear === year ? `${year}` : `${fromYear} to ${year}`
  const classes = Object.keys(SUBSTANCES).map((code) => sliceWithin(whole, code))
  const several = sliceWithin(whole, 'poly-drug')
  if (fromYear < year) {
    slices.unshift({ ...plainSlice(whole, named, 'time'), isForSmallAreas: true, isForAuthorities: true })
    relations.push({ kind: 'sum', whole, parts: years.map(sliceOfYear) })
  }
  slices.push(
    ...Object.entries(SUBSTANCES).map(([code, name]) => ({
      ...plainSlice(sliceWithin(whole, code), `${name} implicated, ${named}`, 'substance'),
      worth: code === 'opioids' ? 200 : 8,
    })),
    { ...plainSlice(several, `Two or more substances implicated, ${named}`, 'substance'), worth: 200 },
  )
  relations.push({ kind: 'overlap', whole, parts: [...classes, several] })
  return { slices, relations, meaning: [{ whole, parts: classes, several }], fromYear }
}

const plainSlice = (slice: string, name: string, group: GridSlice['group']): GridSlice => ({
  slice,
  name,
  group,
  isForSmallAreas: false,
  isForAuthorities: false,
})

function stepsOfYear(year: number, isForSmallAreas: boolean, isEverywhere: boolean) {
  const whole = sliceOfYear(year)
  const step = (slice: string, name: string, worth: number): GridSlice => ({
    ...plainSlice(slice, name, 'time'),
    isForSmallAreas: isEverywhere,
    isForAuthorities: isEverywhere,
    worth,
  })
  const slices: GridSlice[] = [
    { ...plainSlice(whole, `${year}`, 'time'), isForSmallAreas, isForAuthorities: true },
    ...HALVES.map((half) =>
      step(sliceOfHalf(year, half), `${monthName(half * 6 - 5)} to ${monthName(half * 6)} ${year}`, 40),
    ),
    ...QUARTERS.map((quarter) =>
      step(sliceOfQuarter(year, quarter), `${monthName(quarter * 3 - 2)} to ${monthName(quarter * 3)} ${year}`, 8),
    ),
  ]
  const relations: SliceRelation[] = [
    { kind: 'sum', whole, parts: HALVES.map((half) => sliceOfHalf(year, half)) },
    ...HALVES.map((half) => ({
      kind: 'sum' as const,
      whole: sliceOfHalf(year, half),
      parts: [half * 2 - 1, half * 2].map((quarter) => sliceOfQuarter(year, quarter)),
    })),
  ]
  return { slices, relations }
}

/**
 * The partnership; authorities, where several are large enough to be shown apart; areas; towns. Made of the mapped kind of area, or
 * of the next where that is whole authorities; hexagons are no places of their own, so those called after the same town are one place.
 */
export async function areasOf(trx: Trx, partnershipName: string): Promise<GridArea[]> {
  const { rows } = await trx.raw(
    `select area.area_id, area.kind, area.code, area.name, area.authority, ${POPULATION} as residents,
       st_x(area.label_point) as longitude, st_y(area.label_point) as latitude
     from area
     join area_kinds() with ordinality as ranked (kind, areas, with_residents, is_stop_gap, place) on ranked.kind = area.kind
     order by ranked.place, area.code`,
  )
  const found = placesOfRows(rows)
  const kind = found.find((place) => !AUTHORITY_KINDS.includes(place.kind))?.kind
  const placesOf = (some: string | undefined) => found.filter((place) => place.kind === some)
  const wholes = placesOf(AUTHORITY_KINDS.find((some) => placesOf(some).length > 0))
  const small = placesOf(kind).length ? placesOf(kind) : wholes
  return layOut(partnershipName, small, wholes)
}

/** How places are shown, from their populations alone. */
export function layOut(partnershipName: string, all: readonly Place[], wholes: readonly Place[] = []): GridArea[] {
  const isCounted = all.some(({ residents }) => residents !== null)
  const places = isCounted || all.length <= MOST_UNCOUNTED_PLACES ? all : []
  const authorities = gatherAuthorities(places, wholes)
  const isApart = authorities.length > 1
  const areas: GridArea[] = []
  for (const { name, parts, names } of authorities) {
    const authority = keyOf('authority', name)
    const within = isApart ? authority : WHOLE
    const towns = gatherByPopulation(parts, FEWEST_IN_A_TOWN)
    const large = gatherByPopulation(towns, FEWEST_IN_AN_AREA)
    if (isApart)
      areas.push({
        area: authority,
        within: WHOLE,
        name: names.join(' and '),
        level: 'authority',
        residents: addUp(parts),
        areaIds: [],
      })
    const hasAreas = large.length > 1 && large.length < towns.length
    for (const area of hasAreas ? large : [])
      areas.push({ ...asArea(area, keyOf('area', area.area)), within, level: 'area', areaIds: [] })
    for (const town of towns) {
      const holder = hasAreas && large.find(({ members }) => members.includes(town))
      areas.push({ ...asArea(town, town.area), within: holder ? keyOf('area', holder.area) : within, level: 'small' })
    }
  }
  return [
    { area: WHOLE, name: partnershipName, level: 'partnership', residents: addUp(places), areaIds: [] },
    ...areas,
    {
      area: NO_PLACE,
      within: WHOLE,
      name: 'Place not known, or outside these areas',
      level: 'remainder',
      residents: null,
      isRemainder: true,
      areaIds: [],
    },
  ]
}

function asArea({ places, residents }: Gathered, area: string): Omit<GridArea, 'level'> {
  const names = [...places]
    .sort((one, other) => (other.residents ?? 0) - (one.residents ?? 0) || (one.name < other.name ? -1 : 1))
    .map(({ name }) => name)
  return {
    area,
    name: nameTogether(names),
    residents,
    areaIds: places.flatMap(({ areaIds }) => areaIds),
    ...(names.length > 1
      ? { places: names, placeAreas: Object.fromEntries(places.map(({ area: key, name }) => [key, name])) }
      : {}),
  }
}

/** "Cornwall and Isles of Scilly"; of many, the first two and how many more. */
export function nameTogether(names: readonly string[]): string {
  const [first, second, ...more] = names
  if (second === undefined) return first ?? ''
  if (more.length === 0) return `${first} and ${second}`
  if (more.length === 1) return `${first}, ${second} and ${more[0]}`
  return `${first}, ${second} and ${more.length} other places`
}

function addUp(some: readonly { residents: number | null }[]): number | null {
  return some.length === 0 || some.some(({ residents }) => residents === null)
    ? null
    : some.reduce((sum, { residents }) => sum + (residents as number), 0)
}

/** Places by authority; those of an authority too small to be shown apart, or of none, with the largest. */
function gatherAuthorities(places: readonly Place[], wholes: readonly Place[]) {
  const names = [...new Set(places.flatMap(({ authority }) => authority ?? []))].sort()
  const authorities = names.map((name) => {
    const parts = places.filter(({ authority }) => authority === name)
    return {
      name,
      names: [name],
      parts,
      residents: wholes.find((whole) => whole.authority === name)?.residents ?? addUp(parts) ?? 0,
    }
  })
  const [largest] = [...authorities].sort((one, other) => other.residents - one.residents)
  if (!largest) return [{ name: '', names: [''], parts: [...places] }]
  largest.parts.push(...places.filter(({ authority }) => authority === null))
  for (const small of authorities)
    if (small !== largest && small.residents < FEWEST_IN_AN_AUTHORITY) {
      largest.parts.push(...small.parts)
      largest.names.push(small.name)
    }
  return authorities.filter((some) => some === largest || some.residents >= FEWEST_IN_AN_AUTHORITY)
}

type AreaRow = {
  area_id: string
  kind: string
  code: string
  name: string
  authority: string | null
  residents: number | null
  longitude: number
  latitude: number
}

function placesOfRows(rows: readonly AreaRow[]): Place[] {
  const places = new Map<string, Place>()
  for (const { area_id: areaId, kind, code, name, authority, residents, longitude, latitude } of rows) {
    const town = kind === 'hexagon' ? (name.split(',')[0] as string) : name
    const area = kind === 'hexagon' ? keyOf('town', authority ?? '', town) : keyOf(kind, code)
    const here = { kind, area, name: town, authority, residents, areaIds: [areaId], longitude, latitude }
    const place = places.get(area)
    if (!place) places.set(area, here)
    else {
      const share = 1 / (place.areaIds.length + 1)
      place.longitude += (longitude - place.longitude) * share
      place.latitude += (latitude - place.latitude) * share
      place.areaIds.push(areaId)
      place.residents = place.residents === null || residents === null ? null : place.residents + residents
    }
  }
  return [...places.values()]
}

/** Stable, and fit for an address: "town-cornwall-st-just". */
function keyOf(...words: string[]): string {
  return words
    .join(' ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
}

/** Which slices an area is counted in: small ones, and what stands beside them, in few. */
export function slicesIn({ areas, slices }: Grid): (area: GridArea) => GridSlice[] {
  const hasAuthorities = areas.some(({ level }) => level === 'authority')
  const few = slices.filter(({ isForSmallAreas }) => isForSmallAreas)
  const some = slices.filter(({ isForAuthorities }) => isForAuthorities ?? true)
  return ({ level }) =>
    level === 'partnership' ? slices : level === 'authority' || (level === 'remainder' && hasAuthorities) ? some : few
}
