import { type Column, maximise, type Row } from './bounded-simplex.ts'
import { addCover } from './cover.ts'
import { type Equations, type Figure, sumOf } from './equations.ts'
import { EXACT_FROM, isSmall, type Rule, roundTo, type Told, toldBy } from './rules.ts'

const REACHED = 1e-6
const TO_REACH = 1e6 // what a unit towards the goal is worth, against 1 for a unit through a shown figure
const THROUGH_HIDDEN = 1e-3
const ALREADY_HIDDEN_BEFORE = 0.3

/** What a shown figure is shown as: year totals of the partnership from 10 on are exact in every tier. */
export const isExact = ({ isPartnershipYear, count }: Figure) => isPartnershipYear && count >= EXACT_FROM
export const shownAs = (figure: Figure, rule: Rule) =>
  isExact(figure) ? figure.count : roundTo(figure.count, rule.roundedTo)

/**
 * Which figures of the last release are hidden, so that nobody who knows the rule, every shown figure, how figures add up and the
 * releases before can bound a hidden count more narrowly than the rule itself. Undefined where even hiding everything would not do.
 *
 * Every hidden figure needs two tables that agree with all that is shown, one with a count as low and one with a count as high as the rule
 * allows. Starting from the true table the cheapest change that gets there is found by linear programming: moving through hidden figures
 * is free, through a shown one costs; the shown ones it goes through are hidden. Kelly JP, Golden BL, Assad AA. Cell suppression:
 * disclosure protection for sensitive tabular data. Networks 1992;22:397-417; Hundepool et al. 2012, section 4.4.
 */
export function suppress({
  equations,
  rule,
  rankOf,
  isHiddenBefore,
}: {
  equations: Equations
  rule: Rule
  /** A fixed number in [0, 1) for the name of a figure. */
  rankOf: (name: string) => number
  /** Figures hidden from the start: those of earlier releases, and those a wider tier may not see. */
  isHiddenBefore: (figure: Figure) => boolean
}): ReadonlySet<Figure> | undefined {
  const { figures, counts, mustStay, mustNotBeNegative } = equations
  const last = Math.max(...figures.map(({ release }) => release))
  const ranks = figures.map(({ name }) => (name === null ? 0 : rankOf(name)))
  const order = figures
    .map((_, f) => f)
    .sort((one, other) => (ranks[one] as number) - (ranks[other] as number) || one - other)
  const isLocked = figures.map((figure) => figure.release < last || isExact(figure))
  const isHidden = figures.map(
    (figure) =>
      figure.name === null ||
      isHiddenBefore(figure) ||
      (figure.release === last && !isExact(figure) && isSmall(figure.count, rule)),
  )
  const hiddenEarlier = new Set(
    figures.flatMap((figure) => (figure.release < last && isHiddenBefore(figure) ? [figure.name] : [])),
  )
  // an unknown that is a figure by itself; growth between releases is not
  const figureOf = new Map<number, number>()
  figures.forEach(({ name, vector }, f) => {
    const [unknown] = vector.keys()
    if (name !== null && vector.size === 1 && unknown !== undefined && !figureOf.has(unknown)) figureOf.set(unknown, f)
  })
  const reached: Told[] = figures.map(({ count }) => ({ low: count, high: count }))

  for (;;) {
    for (const f of order) if (isHidden[f] && !protect(f)) return undefined
    if (order.some((f) => isHidden[f] && goalOf(f) !== 0)) continue
    const covers = addCover({ figures, isHidden, isLocked, rule, ranks })
    if (covers.length === 0) break
    for (const f of covers) isHidden[f] = true
  }
  return new Set(figures.filter((_, f) => isHidden[f]))

  function protect(f: number): boolean {
    for (let goal = goalOf(f); goal !== 0; goal = goalOf(f)) {
      const { count } = figures[f] as Figure
      if (count <= rule.highestHidden) {
        if (change(f, goal)) continue
        return false
      }
      // a figure hidden for others' sake only has to be vague: upwards as far as it can, downwards the rest
      const width = rule.highestHidden - rule.lowestHidden
      if (change(f, goal, { asFarAsCan: true }) && goalOf(f) === 0) return true
      const { high } = reached[f] as Told
      return change(f, high - width - count)
    }
    return true
  }

  /** How far from its true count a hidden figure has still to be moved; 0: it is protected. */
  function goalOf(f: number): number {
    const { count, name } = figures[f] as Figure
    const { low, high } = reached[f] as Told
    if (name === null && (count === 0 || count > rule.highestHidden)) return 0
    if (count > rule.highestHidden) {
      const width = rule.highestHidden - rule.lowestHidden
      return high - low < width - REACHED ? low + width - count : 0
    }
    const lowest = name === null ? 1 : rule.lowestHidden
    if (low > lowest + REACHED) return lowest - count
    return high < rule.highestHidden - REACHED ? rule.highestHidden - count : 0
  }

  function told(f: number): Told {
    const figure = figures[f] as Figure
    if (isHidden[f]) return { low: 0, high: Infinity }
    return isExact(figure) ? { low: figure.count, high: figure.count } : toldBy(shownAs(figure, rule), rule)
  }

  function costOf(f: number): number {
    const { vector, name } = figures[f] as Figure
    const cost = (1 + Math.log2(Math.max(1, vector.size))) * (1 + (ranks[f] as number) / 4)
    return hiddenEarlier.has(name) ? cost * ALREADY_HIDDEN_BEFORE : cost
  }

  /** Moves figure f by `amount` from its true count, or as far as it can, hiding what must be; false where it cannot be done. */
  function change(f: number, amount: number, { asFarAsCan = false } = {}): boolean {
    const columns: Column[] = []
    const rows: Row[] = []
    const entries = counts.map((): [number, number][] => [])
    const through: { column: number; figure: number }[] = []
    const moves: { column: number; unknown: number; sign: number }[] = []
    const addRow = (vector: Figure['vector'], row: Row) => {
      for (const [unknown, coefficient] of vector) entries[unknown]?.push([rows.length, coefficient])
      return rows.push(row) - 1
    }
    for (const vector of mustStay) addRow(vector, { low: 0, high: 0 })
    for (const vector of mustNotBeNegative) addRow(vector, { low: -sumOf(vector, counts), high: Infinity })
    const goalRow = addRow((figures[f] as Figure).vector, { low: 0, high: 0 })
    columns.push({ gain: TO_REACH, most: Math.abs(amount), entries: [[goalRow, -Math.sign(amount)]] })

    figures.forEach(({ vector, count, name }, g) => {
      if (vector.size === 1 && figureOf.get(vector.keys().next().value as number) === g) return
      const { low, high } = told(g)
      if (isHidden[g] && name !== null) return
      const row = addRow(vector, { low: low - count, high: high - count })
      if (isLocked[g] || isHidden[g]) return
      for (const sign of [1, -1]) {
        through.push({ column: columns.length, figure: g })
        columns.push({ gain: -costOf(g), most: Infinity, entries: [[row, -sign]] })
      }
    })
    counts.forEach((count, unknown) => {
      const g = figureOf.get(unknown)
      const { low, high } = g === undefined ? { low: 0, high: Infinity } : told(g)
      const add = (sign: number, most: number, gain: number) => {
        if (most <= 0) return
        moves.push({ column: columns.length, unknown, sign })
        const signed = (entries[unknown] as [number, number][]).map(([row, by]) => [row, sign * by] as const)
        columns.push({ gain, most, entries: signed })
      }
      const jitter = g === undefined ? 1 : 1 + (ranks[g] as number)
      add(1, high - count, -THROUGH_HIDDEN * jitter)
      add(-1, count - low, -THROUGH_HIDDEN * jitter)
      if (g === undefined || isHidden[g] || isLocked[g]) return
      for (const [sign, most] of [
        [1, Infinity],
        [-1, low],
      ] as const) {
        if (most <= 0) continue
        through.push({ column: columns.length, figure: g })
        add(sign, most, -costOf(g))
      }
    })

    const found = maximise(columns, rows)
    if ((found[0] as number) < (asFarAsCan ? REACHED : Math.abs(amount) - REACHED)) return false
    for (const { column, figure } of through) if ((found[column] as number) > REACHED) isHidden[figure] = true
    const moved = new Float64Array(counts.length)
    for (const { column, unknown, sign } of moves)
      moved[unknown] = (moved[unknown] as number) + sign * (found[column] as number)
    remember(moved)
    return true
  }

  /** The change, and as much of its opposite as leaves no count below zero and no shown figure, widens what is reached. */
  function remember(moved: Float64Array) {
    const changes = figures.map(({ vector }) => sumOf(vector, moved))
    let back = 1
    changes.forEach((by, g) => {
      const { count } = figures[g] as Figure
      const { low, high } = told(g)
      if (by > REACHED) back = Math.min(back, (count - low) / by)
      if (by < -REACHED) back = Math.min(back, (high - count) / -by)
    })
    for (const vector of mustNotBeNegative) {
      const by = sumOf(vector, moved)
      if (by > REACHED) back = Math.min(back, sumOf(vector, counts) / by)
    }
    counts.forEach((count, unknown) => {
      const by = moved[unknown] as number
      if (by > REACHED) back = Math.min(back, count / by)
    })
    changes.forEach((by, g) => {
      const { count } = figures[g] as Figure
      const range = reached[g] as Told
      range.low = Math.min(range.low, count + by, count - back * by)
      range.high = Math.max(range.high, count + by, count - back * by)
    })
  }
}
