import type { AreaRow } from '../../server/contract/map.ts'

export type Measure = 'count' | 'rate'

/** ColorBrewer YlGnBu without its palest, which is lost on the land: safe for colour-blind readers and in print. */
export const colours = ['#c7e9b4', '#7fcdbb', '#41b6c4', '#225ea8', '#081d58'] as const
/** Fill of an area that has events but no figure to colour by: hidden, or too few for a rate. */
export const hatch = 'url(#vigil-hatch)'

export interface AreaClass {
  low: number
  high: number
  colour: string
}
export interface AreaClasses {
  measure: Measure
  classes: AreaClass[]
  /** whether any area of the map is hatched */
  hasHatched: boolean
}

/** Classes with about as many areas in each; counts keep whole numbers, rates two figures. */
export function classify(rows: readonly AreaRow[], measure: Measure): AreaClasses {
  const values = rows.map((row) => measured(row, measure)).filter((value) => value !== null)
  const hasHatched = values.length < rows.length
  const distinct = [...new Set(values)].sort((a, b) => a - b)
  const starts = distinct.length <= colours.length ? distinct : quantileStarts(values)
  const classes = starts.map((low, position) => ({
    low,
    high: Math.max(...values.filter((value) => value < (starts[position + 1] ?? Number.POSITIVE_INFINITY))),
    colour: colours[colourPosition(position, starts.length)] ?? colours[0],
  }))
  return { measure, classes, hasHatched }
}

function quantileStarts(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b)
  const starts = colours.map((_, position) => sorted[Math.floor((position / colours.length) * sorted.length)] ?? 0)
  return [...new Set(starts)]
}

/** Few classes use the darker end, which stands out best on the land. */
function colourPosition(position: number, classCount: number) {
  return classCount === 1 ? 2 : Math.round((position * (colours.length - 1)) / (classCount - 1))
}

export function measured(row: AreaRow, measure: Measure): number | null {
  if (measure === 'rate') return row.ratePer100k === null ? null : Number(row.ratePer100k.toPrecision(2))
  return typeof row.events === 'number' ? row.events : null
}

export function fillOf(row: AreaRow | undefined, { classes, measure }: AreaClasses) {
  const value = row ? measured(row, measure) : null
  if (value === null) return hatch
  return classes.findLast(({ low }) => value >= low)?.colour ?? hatch
}
