import type { AreaRow } from '../../../server/contract/map.ts'
import {
  type AreaClass,
  type AreaClasses,
  AS_BEFORE,
  classify,
  classOf,
  colourAt,
  colours,
  diverging,
  isRuled,
  type Measure,
  measured,
  muchOf,
  ratioSteps,
  sayRange,
  signed,
} from './classes.ts'
import { classStarts } from './classStarts.ts'

type Band = Pick<AreaClass, 'low' | 'high' | 'colour' | 'range'>

/**
 * One scale for many periods: classes by all that was found in them (`over`), with how many areas of the period shown are in each. The ends
 * are open: between the periods that were looked at one can lie beyond.
 */
export function classifyHeld(rows: readonly AreaRow[], measure: Measure, over: readonly AreaRow[]): AreaClasses {
  const bands = bandsOf[measure](over.flatMap((row) => measured(row, measure) ?? []))
  if (bands.length === 0) return classify(rows, measure)
  const shown = rows.flatMap((row) => {
    const value = measured(row, measure)
    return value === null ? [] : [{ band: classOf(value, bands), isUnreliable: isRuled(row, measure) }]
  })
  const classes = bands.map((band) => {
    const within = shown.filter((one) => one.band === band)
    return { ...band, areas: within.length, unreliable: within.filter(({ isUnreliable }) => isUnreliable).length }
  })
  return { measure, classes, hatched: rows.length - shown.length }
}

/** Few to many: whole numbers, or figures that can lie between two of them. */
export function countBands(values: readonly number[], isWhole = true): Band[] {
  const starts = classStarts(values, colours.length)
  const said = (value: number) => value.toLocaleString('en-GB')
  const most = Math.max(...values)
  return starts.map((low, position) => {
    const next = starts[position + 1]
    const colour = colourAt(position, starts.length)
    if (next === undefined) return { low, high: most, colour, range: `${said(low)} or more` }
    const high = isWhole ? next - 1 : next
    const range = !isWhole
      ? position === 0
        ? `under ${said(next)}`
        : `${said(low)} to under ${said(next)}`
      : sayRange(position === 0 ? 1 : low, high, said)
    return { low, high, colour, range }
  })
}

/** As `changeClasses`: fewer, level and more, each side in two steps. */
function changeBands(changes: readonly number[]): Band[] {
  if (changes.length === 0) return []
  const much = muchOf(changes)
  const most = Math.max(...changes.map(Math.abs))
  const level = { low: 0, high: 0, colour: diverging[3], range: AS_BEFORE }
  if (much === 0) return [level]
  const little = (low: number, high: number, colour: string) =>
    much > 1 ? [{ low, high, colour, range: sayRange(low, high, signed) }] : []
  return [
    { low: -most, high: -much, colour: diverging[0], range: `${signed(-much)} or lower` },
    ...little(1 - much, -1, diverging[1]),
    level,
    ...little(1, much - 1, diverging[5]),
    { low: much, high: most, colour: diverging[6], range: `${signed(much)} or higher` },
  ]
}

const bandsOf: Record<Measure, (values: readonly number[]) => Band[]> = {
  count: countBands,
  rate: (values) => countBands(values, false),
  change: changeBands,
  ratio: () => ratioSteps.map(({ from, below, colour, range }) => ({ low: from, high: below, colour, range })),
}
