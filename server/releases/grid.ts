import { POPULATION } from '../areas/store.ts'
import type { ReleasedArea, ReleasedSlice, ReleaseKind } from '../contract/release.ts'
import type { Trx } from '../db/tenant.ts'
import type { SliceRelation, TableArea } from '../disclosure/table.ts'

/** An area that figures are released for; `areaIds`: the areas of the map it counts. */
export type GridArea = TableArea & Pick<ReleasedArea, 'name' | 'level'> & { areaIds: string[] }

/** `isForSmallAreas`: counted in small areas too, and not only in whole authorities and the partnership. */
export type GridSlice = ReleasedSlice & { isForSmallAreas: boolean }

/** Everything that can be asked of a release: which slices in which areas. Nothing else is ever answered below the panel. */
export type Grid = { areas: GridArea[]; slices: GridSlice[]; relations: SliceRelation[] }

export const WHOLE = 'partnership'
export const NO_PLACE = 'no-place'

/** Kinds of area that are not small: the level between the partnership and its small areas. */
const AUTHORITY_KINDS = ['authority', 'lad']
/** With more areas the gate takes too long (100 areas: 0.5 s, 400: 13 s), and all but a few of their counts would be hidden. */
const MOST_SMALL_AREAS = 150
/** Below this an authority is shown together with the largest: the Isles of Scilly (2,100) with Cornwall (domain.md D7). */
const FEWEST_IN_AN_AUTHORITY = 5_000

/** Top levels of the substance tree that are counted by themselves. One death may have several. */
export const SUBSTANCES = {
  opioids: 'Opioids',
  benzodiazepines: 'Benzodiazepines',
  gabapentinoids: 'Gabapentinoids',
  stimulants: 'Stimulants',
  alcohols: 'Alcohol',
} as const

const MONTHS = Array.from({ length: 12 }, (_, month) => month + 1)
const QUARTERS = [1, 2, 3, 4]

export const sliceOfYear = (year: number) => `${year}`
export const sliceOfQuarter = (year: number, quarter: number) => `${year}-q${quarter}`
export const sliceOfMonth = (year: number, month: number) => `${year}-${String(month).padStart(2, '0')}`
const monthName = (year: number, month: number) =>
  new Date(Date.UTC(year, month - 1, 1)).toLocaleDateString('en-GB', {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })

/** The year, its quarters and months; and by kind, substances, how far toxicology has come, outcomes. */
export function slicesOf(kind: ReleaseKind, year: number): Pick<Grid, 'slices' | 'relations'> {
  const whole = sliceOfYear(year)
  const slice = (code: string, name: string, group: GridSlice['group'], isForSmallAreas = false): GridSlice => ({
    slice: code,
    name,
    group,
    isForSmallAreas,
  })
  const slices = [
    slice(whole, `${year}`, 'time', true),
    ...QUARTERS.map((quarter) =>
      slice(
        sliceOfQuarter(year, quarter),
        `${monthName(year, quarter * 3 - 2).slice(0, -5)} to ${monthName(year, quarter * 3)}`,
        'time',
        true,
      ),
    ),
    ...MONTHS.map((month) => slice(sliceOfMonth(year, month), monthName(year, month), 'time')),
  ]
  const relations: SliceRelation[] = [
    { kind: 'sum', whole, parts: QUARTERS.map((quarter) => sliceOfQuarter(year, quarter)) },
    ...QUARTERS.map((quarter) => ({
      kind: 'sum' as const,
      whole: sliceOfQuarter(year, quarter),
      parts: [2, 1, 0].map((before) => sliceOfMonth(year, quarter * 3 - before)),
    })),
  ]
  if (kind === 'supplies') return { slices, relations }
  const word = kind === 'deaths' ? 'implicated' : 'taken'
  slices.push(...Object.entries(SUBSTANCES).map(([code, name]) => slice(code, `${name} ${word}`, 'substance')))
  relations.push({ kind: 'overlap', whole, parts: Object.keys(SUBSTANCES) })
  if (kind === 'deaths') {
    slices.push(
      slice('with-toxicology', 'Toxicology complete', 'toxicology'),
      slice('without-toxicology', 'Toxicology not complete', 'toxicology'),
      slice('poly-drug', 'Two or more substances implicated', 'toxicology'),
      slice('not-poly-drug', 'Toxicology complete, one or no substance implicated', 'toxicology'),
    )
    relations.push(
      { kind: 'sum', whole, parts: ['with-toxicology', 'without-toxicology'] },
      { kind: 'sum', whole: 'with-toxicology', parts: ['poly-drug', 'not-poly-drug'] },
    )
  } else {
    slices.push(
      slice('survivors-known', 'Survivors known', 'outcome'),
      slice('outcome-unknown', 'Outcome unknown', 'outcome'),
    )
    relations.push({ kind: 'sum', whole, parts: ['survivors-known', 'outcome-unknown'] })
  }
  return { slices, relations }
}

type Place = {
  kind: string
  area: string
  name: string
  authority: string | null
  residents: number | null
  areaIds: string[]
}

/**
 * The partnership, its authorities, its small areas: the kind with the most areas the gate can take. Hexagons are no places of their own,
 * so those called after the same town are one area. A partnership with one authority has no level of authorities.
 */
export async function areasOf(trx: Trx, partnershipName: string): Promise<GridArea[]> {
  const { rows } = await trx.raw(
    `select area.area_id, area.kind, area.code, area.name, area.authority, ${POPULATION} as residents from area order by area.kind, area.code`,
  )
  const places = gatherPlaces(rows)
  const kinds = [...new Set(places.map(({ kind }) => kind))].filter((kind) => !AUTHORITY_KINDS.includes(kind))
  const placesOf = (kind: string | undefined) => places.filter((place) => place.kind === kind)
  const kind = kinds
    .filter((some) => placesOf(some).length <= MOST_SMALL_AREAS)
    .sort((one, other) => placesOf(other).length - placesOf(one).length || (one < other ? -1 : 1))[0]
  const wholes = placesOf(AUTHORITY_KINDS.find((some) => placesOf(some).length > 0))
  const small = placesOf(kind)
  const names = new Set((small.length ? small : wholes).flatMap(({ authority }) => authority ?? []))
  const hasAuthorities = names.size > 1
  const addUp = (some: readonly Place[]) =>
    some.some(({ residents }) => residents === null)
      ? null
      : some.reduce((sum, { residents }) => sum + (residents as number), 0)

  const authorities: GridArea[] = !hasAuthorities
    ? []
    : [...names].sort().map((name) => {
        const whole = wholes.find(({ authority }) => authority === name)
        const parts = small.filter(({ authority }) => authority === name)
        return {
          area: keyOf('authority', name),
          within: WHOLE,
          name,
          level: 'authority',
          residents: whole?.residents ?? addUp(parts),
          areaIds: parts.length ? [] : (whole?.areaIds ?? []),
        }
      })
  const largest = [...authorities].sort((one, other) => (other.residents ?? 0) - (one.residents ?? 0))[0]
  for (const authority of authorities)
    if (largest && authority !== largest && (authority.residents ?? 0) < FEWEST_IN_AN_AUTHORITY)
      authority.mergeWith = largest.area
  const smallAreas: GridArea[] = (small.length || hasAuthorities ? small : wholes).map(
    ({ area, name, authority, residents, areaIds }) => ({
      area,
      within: hasAuthorities && authority !== null ? keyOf('authority', authority) : WHOLE,
      name,
      level: 'small',
      residents,
      areaIds,
    }),
  )
  const total = authorities.length
    ? authorities.map(({ residents }) => residents)
    : smallAreas.map(({ residents }) => residents)
  return [
    {
      area: WHOLE,
      name: partnershipName,
      level: 'partnership',
      residents:
        total.length && !total.includes(null) ? total.reduce<number>((sum, some) => sum + (some as number), 0) : null,
      areaIds: [],
    },
    ...authorities,
    ...smallAreas,
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

type AreaRow = {
  area_id: string
  kind: string
  code: string
  name: string
  authority: string | null
  residents: number | null
}

function gatherPlaces(rows: readonly AreaRow[]): Place[] {
  const places = new Map<string, Place>()
  for (const { area_id: areaId, kind, code, name, authority, residents } of rows) {
    const town = kind === 'hexagon' ? (name.split(',')[0] as string) : name
    const area = kind === 'hexagon' ? keyOf('town', authority ?? '', town) : keyOf(kind, code)
    const place = places.get(area)
    if (!place) places.set(area, { kind, area, name: town, authority, residents, areaIds: [areaId] })
    else {
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
  return ({ level }) => (level === 'small' || (level === 'remainder' && !hasAuthorities) ? few : slices)
}
