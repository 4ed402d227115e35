import type { AreaRow } from '../../../server/contract/map.ts'
import { classStarts } from './classStarts.ts'

/** `change`: events less those of the period before. `ratio`: observed ÷ expected of its residents. */
export const measures = ['count', 'rate', 'change', 'ratio'] as const
export type Measure = (typeof measures)[number]
/** Shown by the size of a circle besides its colour; the others by the colour of the area. */
export const isSized = (measure: Measure) => measure === 'count' || measure === 'change'

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
  /** "3 to 4", "+3 to +4", "2 times or more". */
  range: string
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

export function classify(rows: readonly AreaRow[], measure: Measure): AreaClasses {
  const shown = rows.flatMap((row) => {
    const value = measured(row, measure)
    return value === null ? [] : [{ value, isUnreliable: isRuled(row, measure) }]
  })
  const values = shown.map(({ value }) => value)
  const classes = classesOf[measure](values).map((mapClass) => ({
    ...mapClass,
    unreliable: shown.filter(
      ({ value, isUnreliable }) => isUnreliable && value >= mapClass.low && value <= mapClass.high,
    ).length,
  }))
  return { measure, classes, hatched: rows.length - shown.length }
}

type ColouredClass = Omit<AreaClass, 'unreliable'>

/** Classes that tell the highest areas from the rest (`classStarts`), with how many areas are in each, the palest first. */
export function colouredClasses(values: readonly number[]): ColouredClass[] {
  const starts = classStarts(values, colours.length)
  return starts.map((low, position) => {
    const below = starts[position + 1] ?? Number.POSITIVE_INFINITY
    const within = values.filter((value) => value >= low && value < below)
    const high = Math.max(...within)
    return {
      low,
      high,
      colour: colourAt(position, starts.length),
      range: sayRange(low, high, (value) => value.toLocaleString('en-GB')),
      areas: within.length,
    }
  })
}

/** Fewer, level and more, each side in two steps that begin at half the largest change, so that a rise looks as large as a fall. */
function changeClasses(values: readonly number[]): ColouredClass[] {
  const much = muchOf(values)
  return [
    { colour: diverging[0], isIn: (value: number) => value < 0 && value <= -much },
    { colour: diverging[1], isIn: (value: number) => value < 0 && value > -much },
    { colour: diverging[3], isIn: (value: number) => value === 0 },
    { colour: diverging[5], isIn: (value: number) => value > 0 && value < much },
    { colour: diverging[6], isIn: (value: number) => value > 0 && value >= much },
  ].flatMap(({ colour, isIn }) => {
    const within = values.filter(isIn)
    if (within.length === 0) return []
    const [low, high] = [Math.min(...within), Math.max(...within)]
    const range = high === 0 && low === 0 ? AS_BEFORE : sayRange(low, high, signed)
    return [{ low, high, colour, range, areas: within.length }]
  })
}

export const AS_BEFORE = 'as many as before'
/** From here on a change is drawn as a large one. */
export const muchOf = (changes: readonly number[]) => Math.ceil(Math.max(0, ...changes.map(Math.abs)) / 2)
export const signed = (value: number) =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toLocaleString('en-GB')}`

/** Steps that lie evenly about 1 on a scale of logarithms: half as many lies as far off as twice as many. The last has no end. */
export const ratioSteps = [
  { from: 0, below: 1 / 2, colour: diverging[0], range: 'under 0.5' },
  { from: 1 / 2, below: 1 / 1.5, colour: diverging[1], range: '0.5 to 0.67' },
  { from: 1 / 1.5, below: 1 / 1.25, colour: diverging[2], range: '0.67 to 0.8' },
  { from: 1 / 1.25, below: 1.25, colour: diverging[3], range: '0.8 to 1.25: about as expected' },
  { from: 1.25, below: 1.5, colour: diverging[4], range: '1.25 to 1.5' },
  { from: 1.5, below: 2, colour: diverging[5], range: '1.5 to 2' },
  { from: 2, below: Number.POSITIVE_INFINITY, colour: diverging[6], range: '2 times or more' },
]

function ratioClasses(values: readonly number[]): ColouredClass[] {
  return ratioSteps.flatMap(({ from, below, colour, range }) => {
    const within = values.filter((value) => value >= from && value < below)
    if (within.length === 0) return []
    return [{ low: Math.min(...within), high: Math.max(...within), colour, range, areas: within.length }]
  })
}

const classesOf: Record<Measure, (values: readonly number[]) => ColouredClass[]> = {
  count: colouredClasses,
  rate: colouredClasses,
  change: changeClasses,
  ratio: ratioClasses,
}

export function sayRange(low: number, high: number, sayOne: (value: number) => string) {
  return low === high ? sayOne(low) : `${sayOne(low)} to ${sayOne(high)}`
}

/** Few classes use the darker end, which stands out best on the land. */
export function colourAt(position: number, classCount: number) {
  const at = classCount === 1 ? 2 : Math.round((position * (colours.length - 1)) / (classCount - 1))
  return colours[at] ?? colours[0]
}

/** What an area is coloured by; null where it is hidden or not known. */
export function measured(row: AreaRow, measure: Measure): number | null {
  if (measure === 'rate') return row.ratePer100k === null ? null : Number(row.ratePer100k.toPrecision(2))
  if (measure === 'ratio') return row.ratio
  return measure === 'change' ? changeOf(row) : numberOf(row.events)
}

/** Events less those of the period before; null where either is hidden or records do not reach back. */
export function changeOf({ events, eventsBefore }: Pick<AreaRow, 'events' | 'eventsBefore'>): number | null {
  const [now, before] = [numberOf(events), numberOf(eventsBefore)]
  return now === null || before === null ? null : now - before
}

function numberOf(count: AreaRow['events']) {
  return typeof count === 'number' ? count : null
}

/** A rate from fewer than 20 events, as the answer itself notes it. */
export function isUnreliable({ ratePer100k, rateNote }: Pick<AreaRow, 'ratePer100k' | 'rateNote'>) {
  return ratePer100k !== null && rateNote !== null
}

/** A ratio from fewer than 20 events, as the answer itself notes it. */
export function isRatioUnreliable({ ratio, ratioNote }: Pick<AreaRow, 'ratio' | 'ratioNote'>) {
  return ratio !== null && ratioNote !== null
}

export function isRuled(row: AreaRow, measure: Measure) {
  return measure === 'rate' ? isUnreliable(row) : measure === 'ratio' && isRatioUnreliable(row)
}

/** Below the middle of a scale that has one: said by the line of a mark, too, for those who see no colours. */
export function isBelow(row: AreaRow | undefined, measure: Measure) {
  const value = row && (measure === 'change' || measure === 'ratio') ? measured(row, measure) : null
  return value !== null && (measure === 'change' ? value < 0 : value < 1 / 1.25)
}

/** The class of a value; of one below them all, as a scale held over time can have, the lowest. */
export function classOf<Class extends { low: number }>(value: number, classes: readonly Class[]) {
  return classes.findLast(({ low }) => value >= low) ?? classes[0]
}

export function colourOf(row: AreaRow | undefined, { classes, measure }: AreaClasses) {
  const value = row ? measured(row, measure) : null
  return value === null ? undefined : classOf(value, classes)?.colour
}

export function fillOf(row: AreaRow | undefined, classes: AreaClasses) {
  const colour = colourOf(row, classes)
  if (!row || !colour) return hatch
  return isRuled(row, classes.measure) ? ruled(colour) : colour
}
