import type { Count } from '../contract/figure.ts'

/** An area of a table; those of one level that share a parent add up to it. */
export type TableArea = {
  area: string
  /** The area it is a part of; none for the partnership itself. */
  within?: string
  /** Null: not known, which on the public tier is treated as too few. */
  residents: number | null
  /** The area of the same level it is never shown apart from (the Isles of Scilly: Cornwall). */
  mergeWith?: string
  /** True for what has no place: it takes part in the sum and is merged with nothing. */
  isRemainder?: boolean
}

/**
 * How slices (a time step, a substance in a time step, a way of dying …) relate, in every area alike. `sum`: the whole is the parts, each
 * event in one of them (a year and its months). `overlap`: every part lies inside the whole, and one event may lie in several (opioids, and
 * heroin and methadone); `isCovered` where each event of the whole lies in one part at least.
 */
export type SliceRelation = { kind: 'sum' | 'overlap'; whole: string; parts: readonly string[]; isCovered?: boolean }

/**
 * What slices mean beyond sums and overlaps: an event is in one of the parts at most, unless it is in `several` too, when it may be in all
 * (who died of one substance is in one class of substances at most). So the parts together are at most the whole and `parts − 1` times the
 * several.
 */
export type OneUnlessSeveral = { whole: string; parts: readonly string[]; several: string }

/** One figure: how many events of a slice in an area. Null: not known, which is neither zero nor hidden. */
export type Cell = {
  area: string
  slice: string
  count: number | null
  /** By agency whose people record but do not see what others record: how many of these events they know to be here. */
  known?: { readonly [agency: string]: number }
  /** What hiding it for others' sake costs, by what it is and how many people live there, never by its count; 1 where nothing is said. */
  worth?: number
  /** The total of the whole partnership in a calendar year, which is public from 10 on. */
  isPartnershipYear?: boolean
}

/** All figures of a release at every level at which they are ever shown, and how they hang together. */
export type Table = {
  areas: readonly TableArea[]
  slices: readonly SliceRelation[]
  cells: readonly Cell[]
  meaning?: readonly OneUnlessSeveral[]
  /** True where no person stands behind a count: kits. Nothing of it is hidden, rounded or merged for its count's sake. */
  isOfThings?: boolean
}

/** A figure as it leaves. `members` are the areas it counts: more than one where areas were merged. */
export type DisclosedCell = {
  area: string
  slice: string
  members: readonly string[]
  count: Count
  isRounded: boolean
}

export const nameOf = ({ area, slice }: { area: string; slice: string }) => `${slice} in ${area}`

/** The parts of each area, remainders among them. */
export function partsOfAreas(areas: readonly TableArea[]): Map<string, string[]> {
  const parts = new Map<string, string[]>()
  for (const { area, within } of areas) {
    if (within === undefined) continue
    const siblings = parts.get(within)
    if (siblings) siblings.push(area)
    else parts.set(within, [area])
  }
  return parts
}

/** The same table in the one order that does not depend on how it came, so that neither does what is hidden. */
export function inOrder({ areas, slices, cells, ...rest }: Table): Table {
  const sorted = <T>(rows: readonly T[], textOf: (row: T) => string) =>
    rows
      .map((row) => ({ row, text: textOf(row) }))
      .sort((one, other) => (one.text < other.text ? -1 : one.text > other.text ? 1 : 0))
      .map(({ row }) => row)
  return {
    ...rest,
    areas: sorted(areas, ({ area }) => area),
    slices: sorted(
      slices.map((relation) => ({ ...relation, parts: [...relation.parts].sort() })),
      ({ kind, whole, parts }) => JSON.stringify([whole, kind, parts]),
    ),
    cells: sorted(cells, nameOf),
  }
}
