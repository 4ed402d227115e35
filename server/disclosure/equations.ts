import { EXACT_FROM } from './rules.ts'
import { nameOf, partsOfAreas, type Table } from './table.ts'

/** Coefficients by the number of an unknown. */
export type Vector = ReadonlyMap<number, number>

/**
 * A figure as a sum of unknowns. Those a table shows or hides have a `name`; the others are differences that anyone can take (those of a
 * whole who are not in a part), never shown but to be protected as the shown ones are.
 */
export type Figure = {
  release: number
  area: string
  slice: string
  name: string | null
  count: number
  vector: Vector
  /** Shown as it is on every tier: a year's total of the partnership from 10 on, and what is the sum of such. */
  isExact: boolean
  worth: number | undefined
  /** Names of the figures of this release it is a sum of: each way to cut it up, the cells at the bottom last. */
  cuts: readonly (readonly string[])[]
}

/**
 * Tables in terms of the fewest unknowns: the cells that are sums of nothing, and for a cell that an earlier release had too, its growth
 * since. `figures` covers every known count; `mustStay` lists sums of unknowns that nobody can doubt to be what they are,
 * `mustNotBeNegative` those that nobody can believe to be below zero.
 */
export type Equations = {
  counts: readonly number[]
  figures: readonly Figure[]
  mustStay: readonly Vector[]
  mustNotBeNegative: readonly Vector[]
  /** Growth of a figure that shrank: what others recorded of it may have grown all the same, which an agency can take for granted. */
  shrunk: readonly Vector[]
  /** Who knows some of the events: an agency, by number of an unknown. */
  insiders: readonly Insider[]
}

/** `known`: how many of an unknown are the agency's own records; `least`: so many it cannot be fewer than. */
export type Insider = { agency: string; known: readonly number[]; least: readonly number[] }

/**
 * Writes releases of one table, oldest first, as equations. Counts only grow from one release to the next, as a reader would assume; where
 * one shrank that assumption is false and is not made. Throws where parts do not add up to their whole.
 */
export function writeEquations(tables: readonly Table[]): Equations {
  const counts: number[] = []
  const figures: Figure[] = []
  const mustStay: Vector[] = []
  const mustNotBeNegative: Vector[] = []
  const shrunk: Vector[] = []
  const agencies = [
    ...new Set(tables.flatMap(({ cells }) => cells.flatMap(({ known }) => (known ? Object.keys(known) : [])))),
  ].sort()
  const insiders = agencies.map((agency) => ({ agency, known: [] as number[], least: [] as number[] }))
  const unknown = (count: number, knownTo: (agency: string) => number): Vector => {
    for (const { agency, known, least } of insiders) {
      const own = knownTo(agency)
      known.push(own)
      // of a growth too: where what others recorded did not shrink, it grew by what the agency added at least
      least.push(own <= count ? Math.max(0, own) : 0)
    }
    return new Map([[counts.push(count) - 1, 1]])
  }
  /** All of each name so far, in their order, whichever release had them. */
  const before = new Map<string, Figure[]>()
  const knownBefore = new Map<string, Table['cells'][number]['known']>()

  tables.forEach((table, release) => {
    const cells = new Map(
      table.cells.flatMap((cell) => (cell.count === null ? [] : [[nameOf(cell), { ...cell, count: cell.count }]])),
    )
    const written = new Map<string, Figure>()
    const areaParts = partsOfAreas(table.areas)

    const write = (area: string, slice: string): Figure | undefined => {
      const name = nameOf({ area, slice })
      const known = written.get(name)
      const cell = cells.get(name)
      if (known || !cell) return known
      const sums: Vector[] = []
      const remainders: Vector[] = []
      const cuts: string[][] = []
      let bottom = [name]
      const add = (parts: readonly { area: string; slice: string }[]) => {
        const figuresOfParts = parts.map((part) => write(part.area, part.slice))
        const present = figuresOfParts.filter((part) => part !== undefined)
        const sum = present.reduce((total, { count }) => total + count, 0)
        const isWhole = present.length === parts.length
        if (sum > cell.count || (isWhole && sum !== cell.count))
          throw new Error(
            `the parts of ${name} add up to ${sum}, not to ${cell.count}: name what is left over as a part`,
          )
        const vector = present.reduce<Vector>((total, part) => combine(total, part.vector, 1), new Map())
        if (isWhole) {
          sums.push(vector)
          cuts.push(present.map((part) => part.name as string))
          if (sums.length === 1) bottom = present.flatMap((part) => part.cuts.at(-1) as string[])
        }
        if (!isWhole && present.length) remainders.push(vector)
      }
      const partAreas = areaParts.get(area)
      if (partAreas) add(partAreas.map((part) => ({ area: part, slice })))
      for (const relation of table.slices)
        if (relation.kind === 'sum' && relation.whole === slice)
          add(relation.parts.map((part) => ({ area, slice: part })))

      const sooner = before.get(name) ?? []
      const earlier = sooner.at(-1)
      const knownTo = (agency: string) => cell.known?.[agency] ?? 0
      const vector =
        sums[0] ??
        (earlier && earlier.count <= cell.count
          ? combine(
              earlier.vector,
              unknown(cell.count - earlier.count, (agency) => knownTo(agency) - (knownBefore.get(name)?.[agency] ?? 0)),
              1,
            )
          : unknown(cell.count, knownTo))
      for (const other of sums.slice(1)) {
        const difference = combine(vector, other, -1)
        if (difference.size) mustStay.push(difference)
      }
      // growth of a sum is growth of its parts, unless one of them was not known, or it had shrunk in between
      for (const one of sooner) {
        const growth = combine(vector, one.vector, -1)
        if (one.count > cell.count) shrunk.push(growth)
        else if ([...growth.values()].some((coefficient) => coefficient < 0)) mustNotBeNegative.push(growth)
      }
      const figure = {
        release,
        area,
        slice,
        name,
        count: cell.count,
        vector,
        isExact:
          (!!cell.isPartnershipYear && cell.count >= EXACT_FROM) ||
          cuts.some((cut) => cut.length > 0 && cut.every((part) => written.get(part)?.isExact)),
        worth: cell.worth,
        cuts: [...cuts, bottom],
      }
      written.set(name, figure)
      figures.push(figure)
      for (const remainder of remainders) figures.push(differenceOf(figure, remainder, counts))
      return figure
    }

    const inOrder = [...cells.keys()].sort()
    for (const name of inOrder) {
      const { area, slice } = cells.get(name) as Table['cells'][number]
      write(area, slice)
    }
    for (const { area } of table.areas)
      for (const relation of table.slices) {
        const whole = written.get(nameOf({ area, slice: relation.whole }))
        if (relation.kind !== 'overlap' || !whole) continue
        const parts = relation.parts.map((slice) => written.get(nameOf({ area, slice })))
        for (const part of parts) if (part) figures.push(differenceOf(whole, part.vector, counts))
        if (relation.isCovered && parts.every((part) => part !== undefined)) {
          const all = parts.reduce<Vector>((total, part) => combine(total, part.vector, 1), new Map())
          mustNotBeNegative.push(combine(all, whole.vector, -1))
        }
      }
    for (const { area } of table.areas)
      for (const { whole, parts, several } of table.meaning ?? []) {
        const [all, most] = [whole, several].map((slice) => written.get(nameOf({ area, slice })))
        const some = parts.map((slice) => written.get(nameOf({ area, slice })))
        if (!all || !most || some.includes(undefined)) continue
        const room = combine(all.vector, most.vector, parts.length - 1)
        mustNotBeNegative.push(some.reduce((left, part) => combine(left, (part as Figure).vector, -1), room))
      }
    for (const [name, figure] of written) {
      before.set(name, [...(before.get(name) ?? []), figure])
      knownBefore.set(name, cells.get(name)?.known)
    }
  })
  return { counts, figures, mustStay, mustNotBeNegative, shrunk, insiders }
}

function differenceOf(whole: Figure, part: Vector, counts: readonly number[]): Figure {
  const vector = combine(whole.vector, part, -1)
  const count = sumOf(vector, counts)
  if (count < 0) throw new Error(`a part of ${whole.name} counts more than the whole`)
  return { ...whole, name: null, count, vector, isExact: false, cuts: [] }
}

function combine(one: Vector, other: Vector, times: number): Vector {
  const sum = new Map(one)
  for (const [unknown, coefficient] of other) {
    const together = (sum.get(unknown) ?? 0) + times * coefficient
    if (together) sum.set(unknown, together)
    else sum.delete(unknown)
  }
  return sum
}

export function sumOf(vector: Vector, values: ArrayLike<number>): number {
  let sum = 0
  for (const [unknown, coefficient] of vector) sum += coefficient * (values[unknown] as number)
  return sum
}
