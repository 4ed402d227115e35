import type { AreaRow } from '../../../server/contract/map.ts'
import { type Measure, measured } from './classes.ts'

/** Radius of the busiest area's symbol, pixels: larger the nearer one looks, and never so large that it hides its neighbours' places. */
export function largestRadius(zoom: number) {
  return Math.min(34, Math.max(15, 15 * 1.25 ** (zoom - 8)))
}

/** Small enough to tell 1 from 2 beside a hundred, large enough to be hit by a finger's tooltip. */
const smallestRadius = 3.5

/** Symbols whose surface is as their number: twice the radius is four times the events. */
export function radiusOf(events: number, most: number, largest: number) {
  return events <= 0 || most <= 0 ? 0 : Math.max(smallestRadius, largest * Math.sqrt(events / most))
}

/** How much an area's symbol shows: its number, or how much it changed. */
export function sizeOf(row: AreaRow, measure: Measure) {
  return Math.abs(measured(row, measure) ?? 0)
}

export function largestSize(rows: readonly AreaRow[], measure: Measure) {
  return rows.reduce((most, row) => Math.max(most, sizeOf(row, measure)), 0)
}

export function mostEvents(rows: readonly Pick<AreaRow, 'events'>[]) {
  return rows.reduce((most, { events }) => (typeof events === 'number' && events > most ? events : most), 0)
}
