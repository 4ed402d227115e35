import type { AreaRow } from '../../../server/contract/map.ts'
import { classStarts } from './classStarts.ts'

export type Measure = 'count' | 'rate'

/** Few to many, by name: `_map-colours.scss` has the colours, light and dark. */
export const colours = [
  'var(--map-class-1)',
  'var(--map-class-2)',
  'var(--map-class-3)',
  'var(--map-class-4)',
  'var(--map-class-5)',
] as const
/** Far below to far above. */
export const diverging = [
  'var(--map-diverging-1)',
  'var(--map-diverging-2)',
  'var(--map-diverging-3)',
  'var(--map-diverging-4)',
  'var(--map-diverging-5)',
  'var(--map-diverging-6)',
  'var(--map-diverging-7)',
] as const
/** Fill of an area that has events but no figure to colour by: hidden, or too few for a rate. */
export const hatch = 'url(#vigil-hatch)'
/** Fill of a figure that is shown and not to be relied on: its colour, ruled. Each is drawn in `Hatch`. */
export const ruled = (colour: string) => `url(#${ruledId(colour)})`
/** Of the pattern: "vigil-ruled-class-1". */
export const ruledId = (colour: string) => `vigil-ruled-${/[a-z]+-\d/.exec(colour)?.[0]}`

export interface AreaClass {
  low: number
  high: number
  colour: string
  /** How many areas are in it, and how many of them with a rate that is not to be relied on. */
  areas: number
  unreliable: number
}
export interface AreaClasses {
  measure: Measure
  classes: AreaClass[]
  /** Areas with events and no figure: hatched. */
  hatched: number
}

/** Classes that tell the highest areas from the rest (`classStarts`); counts keep whole numbers, rates two figures. */
export function classify(rows: readonly AreaRow[], measure: Measure): AreaClasses {
  const shown = rows.flatMap((row) => {
    const value = measured(row, measure)
    return value === null ? [] : [{ value, isUnreliable: isRuled(row, measure) }]
  })
  const classes = colouredClasses(shown.map(({ value }) => value)).map((mapClass) => ({
    ...mapClass,
    unreliable: shown.filter(
      ({ value, isUnreliable }) => isUnreliable && value >= mapClass.low && value <= mapClass.high,
    ).length,
  }))
  return { measure, classes, hatched: rows.length - shown.length }
}

/** Classes of any figures of areas, with how many areas are in each, the palest first. */
export function colouredClasses(values: readonly number[]): Omit<AreaClass, 'unreliable'>[] {
  const starts = classStarts(values, colours.length)
  return starts.map((low, position) => {
    const below = starts[position + 1] ?? Number.POSITIVE_INFINITY
    const within = values.filter((value) => value >= low && value < below)
    return {
      low,
      high: Math.max(...within),
      colour: colours[colourPosition(position, starts.length)] ?? colours[0],
      areas: within.length,
    }
  })
}

/** Few classes use the darker end, which stands out best on the land. */
function colourPosition(position: number, classCount: number) {
  return classCount === 1 ? 2 : Math.round((position * (colours.length - 1)) / (classCount - 1))
}

export function measured(row: AreaRow, measure: Measure): number | null {
  if (measure === 'rate') return row.ratePer100k === null ? null : Number(row.ratePer100k.toPrecision(2))
  return typeof row.events === 'number' ? row.events : null
}

/** A rate from fewer than 20 events, as the answer itself notes it. */
export function isUnreliable({ ratePer100k, rateNote }: Pick<AreaRow, 'ratePer100k' | 'rateNote'>) {
  return ratePer100k !== null && rateNote !== null
}

function isRuled(row: AreaRow, measure: Measure) {
  return measure === 'rate' && isUnreliable(row)
}

export function colourOf(row: AreaRow | undefined, { classes, measure }: AreaClasses) {
  const value = row ? measured(row, measure) : null
  return value === null ? undefined : classes.findLast(({ low }) => value >= low)?.colour
}

export function fillOf(row: AreaRow | undefined, classes: AreaClasses) {
  const colour = colourOf(row, classes)
  if (!row || !colour) return hatch
  return isRuled(row, classes.measure) ? ruled(colour) : colour
}
