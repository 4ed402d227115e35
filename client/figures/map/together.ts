import type { AreaRow } from '../../../server/contract/map.ts'
import { radiusOf } from './symbolSize.ts'

/** Two kinds of events on one map: the second kind, every area that has either, and what each kind is called. */
export interface Together {
  events: string
  areas: readonly AreaOfBoth[]
  words: readonly [string, string]
  /** Events of the largest mark; left out, the most of these areas. */
  most?: number | undefined
}

/** Two kinds of events of one area: what is counted first, and what stands beside it. */
export interface AreaOfBoth {
  areaId: string
  name: string
  first: AreaRow['events']
  second: AreaRow['events']
}

/** A circle and a square, their middles so many pixels to the left and to the right of the middle of their area. */
export interface Pair {
  circle: { radius: number; left: number }
  square: { halfSide: number; right: number }
}

/** Pixels between the two. */
const APART = 1.5

/** Every area that has either, the busiest of both together first. */
export function joinRows(first: readonly AreaRow[], second: readonly AreaRow[]): AreaOfBoth[] {
  const secondOf = new Map(second.map((row) => [row.areaId, row]))
  const firstIds = new Set(first.map(({ areaId }) => areaId))
  return [
    ...first.map(({ areaId, name, events }) => ({
      areaId,
      name,
      first: events,
      second: secondOf.get(areaId)?.events ?? 0,
    })),
    ...second
      .filter(({ areaId }) => !firstIds.has(areaId))
      .map(({ areaId, name, events }) => ({ areaId, name, first: 0, second: events })),
  ].toSorted((a, b) => sizeOf(b.first) + sizeOf(b.second) - sizeOf(a.first) - sizeOf(a.second))
}

export function mostOfEither(areas: readonly AreaOfBoth[]) {
  return areas.reduce((most, { first, second }) => Math.max(most, sizeOf(first), sizeOf(second)), 0)
}

/**
 * Both to one scale, their surfaces as their numbers, side by side so that neither hides the other; one alone stands in the middle.
 * What is hidden has the least size, so that it is not taken for nothing.
 */
export function pairOf({ first, second }: AreaOfBoth, most: number, largest: number): Pair {
  const radius = radiusOf(shownSize(first), most, largest)
  // as large a surface as a circle of the same number
  const halfSide = (radiusOf(shownSize(second), most, largest) * Math.sqrt(Math.PI)) / 2
  const isBoth = radius > 0 && halfSide > 0
  return {
    circle: { radius, left: isBoth ? radius + APART : 0 },
    square: { halfSide, right: isBoth ? halfSide + APART : 0 },
  }
}

function sizeOf(events: AreaRow['events']) {
  return typeof events === 'number' ? events : 0
}

function shownSize(events: AreaRow['events']) {
  return events === 0 || events === null ? 0 : Math.max(1, sizeOf(events))
}
