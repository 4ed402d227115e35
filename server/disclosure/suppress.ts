import { type Column, maximise, type Row } from './bounded-simplex.ts'
import { addCover } from './cover.ts'
import { type Equations, type Figure, sumOf } from './equations.ts'
import { type Rule, roundTo, type Told, toldBy } from './rules.ts'

const REACHED = 1e-6
const TO_REACH = 1e6 // what a unit towards the goal is worth, against 1 for a unit through a shown figure
const THROUGH_HIDDEN = 1e-3
const ALREADY_HIDDEN_BEFORE = 0.3

/** What a shown figure is shown as: year totals of the partnership from 10 on are exact in every tier. */
export const shownAs = (figure: Figure, rule: Rule) =>
  figure.isExact ? figure.count : roundTo(figure.count, rule.roundedTo)

/** Whom a figure is hidden from: everybody, who knows no record, or an agency that knows its own. */
type Reader = {
  /** By figure, how many of its events the reader knows. */
  known: readonly number[]
  /** The same by unknown, and how many of it there are at least. */
  own: readonly number[]
  least: readonly number[]
  /** From here counts of what others recorded are small: who knows all of a figure may know that there is nobody else. */
  lowestHidden: number
  isInsider: boolean
  reached: Told[]
  /** Figures that what cannot be hidden tells of, by which way they would have to move. */
  given: Set<string>
}

/**
 * Which figures of the last release are hidden, so that nobody who knows the rule, every shown figure, how figures add up and the
 * releases before can bound a hidden count more narrowly than the rule itself. Undefined where even hiding everything would not do.
 *
 * Every hidden figure needs two tables that agree with all that is shown, one with a count as low and one with a count as high as the rule
 * allows. Starting from the true table the cheapest change that gets there is found by linear programming: moving through hidden figures
 * is free, through a shown one costs; the shown ones it goes through are hidden. Kelly JP, Golden BL, Assad AA. Cell suppression:
 * disclosure protection for sensitive tabular data. Networks 1992;22:397-417; Hundepool et al. 2012, section 4.4.
 *
 * The same holds for each agency that knows its own records and not those of others: less its own, a shown figure is none or above the
 * rule, and what others recorded of a hidden one is told by nothing but the totals that are always shown and what was shown before.
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
  const { figures, counts, mustStay, mustNotBeNegative, shrunk, insiders } = equations
  const last = Math.max(...figures.map(({ release }) => release))
  const ranks = figures.map(({ name }) => (name === null ? 0 : rankOf(name)))
  const order = figures
    .map((_, f) => f)
    .sort((one, other) => (ranks[one] as number) - (ranks[other] as number) || one - other)
  const isLocked = figures.map((figure) => figure.release < last || figure.isExact)
  const reader = (given: Pick<Reader, 'known' | 'own' | 'least' | 'lowestHidden' | 'isInsider'>): Reader => ({
    ...given,
    reached: figures.map(({ count }) => ({ low: count, high: count })),
    given: new Set(),
  })
  const nothing = counts.map(() => 0)
  const everybody = reader({
    known: figures.map(() => 0),
    own: nothing,
    least: nothing,
    lowestHidden: rule.lowestHidden,
    isInsider: false,
  })
  const readers = [
    everybody,
    ...insiders.map(({ known, least }) =>
      reader({
        known: figures.map(({ vector }) => sumOf(vector, known)),
        own: known,
        least,
        lowestHidden: Math.max(1, rule.lowestHidden),
        isInsider: true,
      }),
    ),
  ]
  /** What others recorded of it is little. */
  const isSmallTo = ({ known, lowestHidden }: Reader, f: number) => {
    const others = (figures[f] as Figure).count - (known[f] as number)
    return others >= lowestHidden && others <= rule.highestHidden
  }
  const isHidden = figures.map(
    (figure, f) =>
      figure.name === null ||
      isHiddenBefore(figure) ||
      (figure.release === last && !figure.isExact && readers.some((some) => isSmallTo(some, f))),
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

  for (;;) {
    for (const some of readers) for (const f of order) if (isHidden[f] && !protect(f, some)) return undefined
    if (readers.some((some) => order.some((f) => isHidden[f] && goalOf(f, some) !== 0))) continue
    const covers = addCover({ figures, isHidden, isLocked, rule, ranks })
    if (covers.length === 0) break
    for (const f of covers) isHidden[f] = true
  }
  return new Set(figures.filter((_, f) => isHidden[f]))

  function protect(f: number, to: Reader): boolean {
    let before = 0
    for (let goal = goalOf(f, to); goal !== 0; before = goal, goal = goalOf(f, to)) {
      const { count, release } = figures[f] as Figure
      if (to.isInsider || count <= rule.highestHidden) {
        if (goal !== before && change(f, goal, to)) continue
        // what the totals that are always shown, and earlier releases, tell by themselves cannot be taken back
        const isForLast = release === last || couldMove(f, goal, to) >= Math.abs(goal) - REACHED
        if (!to.isInsider && isForLast) return false
        change(f, goal, to, { asFarAsCan: true })
        to.given.add(`${f} ${Math.sign(goal)}`)
        continue
      }
      // a figure hidden for others' sake only has to be vague: upwards as far as it can, downwards the rest
      const width = rule.highestHidden - rule.lowestHidden
      change(f, goal, to, { asFarAsCan: true, isFree: true })
      const left = goalOf(f, to)
      if (left === 0) return true
      change(f, -left, to, { asFarAsCan: true, isFree: true })
      if (goalOf(f, to) === 0) return true
      if (change(f, goal, to, { asFarAsCan: true }) && goalOf(f, to) === 0) return true
      const { high } = to.reached[f] as Told
      if (change(f, high - width - count, to)) continue
      const widthBefore = couldMove(f, width, to) + couldMove(f, -width, to)
      if (release === last || widthBefore >= width - REACHED) return false
      to.given.add(`${f} 1`).add(`${f} -1`)
    }
    return true
  }

  /** How far from its true count a hidden figure has still to be moved; 0: it is protected. */
  function goalOf(f: number, to: Reader): number {
    const { count, name } = figures[f] as Figure
    const { low, high } = to.reached[f] as Told
    // a zero that is hidden for others' sake is to be taken for a small count
    const isSmall = isSmallTo(to, f) || (!to.isInsider && name !== null && count <= rule.highestHidden)
    if (!isSmall && (name === null || to.isInsider)) return 0
    const goal = () => {
      if (!isSmall) {
        const width = rule.highestHidden - rule.lowestHidden
        return high - low < width - REACHED ? low + width - count : 0
      }
      const known = to.known[f] as number
      if (low > known + to.lowestHidden + REACHED && !to.given.has(`${f} -1`)) return known + to.lowestHidden - count
      return high < known + rule.highestHidden - REACHED ? known + rule.highestHidden - count : 0
    }
    const by = goal()
    return to.given.has(`${f} ${Math.sign(by)}`) ? 0 : by
  }

  /** Between what counts a reader has to believe a figure. */
  function told(f: number, to: Reader): Told {
    const figure = figures[f] as Figure
    const known = Math.min(figure.count, Math.max(0, to.known[f] as number))
    if (isHidden[f]) return { low: known, high: Infinity }
    if (figure.isExact) return { low: figure.count, high: figure.count }
    const { low, high } = toldBy(shownAs(figure, rule), rule)
    return { low: Math.max(low, known), high }
  }

  function costOf(f: number): number {
    const { vector, name, worth = 1 + Math.log2(Math.max(1, vector.size)) } = figures[f] as Figure
    const cost = worth * (1 + (ranks[f] as number) / 4)
    return hiddenEarlier.has(name) ? cost * ALREADY_HIDDEN_BEFORE : cost
  }

  /** Moves figure f by `amount` from its true count, or as far as it can, hiding what must be (nothing: `isFree`); false where it cannot be done. */
  function change(f: number, amount: number, to: Reader, { asFarAsCan = false, isFree = false } = {}): boolean {
    const { found, through, moves } = search(f, amount, to, { isFree })
    if ((found[0] as number) < (asFarAsCan ? REACHED : Math.abs(amount) - REACHED)) return false
    for (const { column, figure } of through) if ((found[column] as number) > REACHED) isHidden[figure] = true
    const moved = new Float64Array(counts.length)
    for (const { column, unknown, sign } of moves)
      moved[unknown] = (moved[unknown] as number) + sign * (found[column] as number)
    for (const some of readers) remember(moved, some)
    return true
  }

  /** How far a figure could have been moved towards `amount` before there was this release. */
  function couldMove(f: number, amount: number, to: Reader): number {
    return search(f, amount, to, { isWithoutLast: true }).found[0] as number
  }

  /** The cheapest change that moves figure f by as much of `amount` as can be. */
  function search(f: number, amount: number, to: Reader, { isWithoutLast = false, isFree = false } = {}) {
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
    for (const { vector, room } of limitsOf(to)) addRow(vector, { low: -room, high: Infinity })
    const goalRow = addRow((figures[f] as Figure).vector, { low: 0, high: 0 })
    columns.push({ gain: TO_REACH, most: Math.abs(amount), entries: [[goalRow, -Math.sign(amount)]] })

    figures.forEach(({ vector, count, name }, g) => {
      if (vector.size === 1 && figureOf.get(vector.keys().next().value as number) === g) return
      const { low, high } = told(g, to)
      if ((isHidden[g] && name !== null) || (isWithoutLast && isOfLast(g))) return
      const row = addRow(vector, { low: low - count, high: high - count })
      if (isFree || isLocked[g] || isHidden[g]) return
      for (const sign of [1, -1]) {
        through.push({ column: columns.length, figure: g })
        columns.push({ gain: -costOf(g), most: Infinity, entries: [[row, -sign]] })
      }
    })
    counts.forEach((count, unknown) => {
      const g = figureOf.get(unknown)
      const isTold = g !== undefined && !(isWithoutLast && isOfLast(g))
      const { low, high } = isTold ? told(g, to) : { low: 0, high: Infinity }
      const least = Math.max(0, to.least[unknown] as number)
      const add = (sign: number, most: number, gain: number) => {
        if (most <= 0) return
        moves.push({ column: columns.length, unknown, sign })
        const signed = (entries[unknown] as [number, number][]).map(([row, by]) => [row, sign * by] as const)
        columns.push({ gain, most, entries: signed })
      }
      const jitter = g === undefined ? 1 : 1 + (ranks[g] as number)
      add(1, high - count, -THROUGH_HIDDEN * jitter)
      add(-1, count - Math.max(low, least), -THROUGH_HIDDEN * jitter)
      if (isFree || !isTold || isHidden[g] || isLocked[g]) return
      for (const [sign, most] of [
        [1, Infinity],
        [-1, low - least],
      ] as const) {
        if (most <= 0) continue
        through.push({ column: columns.length, figure: g })
        add(sign, most, -costOf(g))
      }
    })

    return { found: maximise(columns, rows), through, moves }
  }

  function isOfLast(f: number): boolean {
    return (figures[f] as Figure).release === last
  }

  /** Sums that a reader can take to be no less than something, and by how much they may go down. */
  function limitsOf({ own, isInsider }: Reader): { vector: Figure['vector']; room: number }[] {
    const limits = mustNotBeNegative.map((vector) => {
      const [sum, known] = [sumOf(vector, counts), sumOf(vector, own)]
      return { vector, room: known > 0 && known <= sum ? sum - known : sum }
    })
    if (!isInsider) return limits
    const ofOthers = shrunk.map((vector) => ({ vector, room: sumOf(vector, counts) - sumOf(vector, own) }))
    return [...limits, ...ofOthers.filter(({ room }) => room >= 0)]
  }

  /**
   * The change, as much of it as a reader can believe, and as much of its opposite as leaves no count below what is known of it and no
   * shown figure, widens what is reached.
   */
  function remember(moved: Float64Array, to: Reader) {
    const changes = figures.map(({ vector }) => sumOf(vector, moved))
    let on = 1
    let back = 1
    const stop = (by: number, down: number, up: number) => {
      if (by > REACHED) {
        on = Math.min(on, up / by)
        back = Math.min(back, down / by)
      }
      if (by < -REACHED) {
        on = Math.min(on, down / -by)
        back = Math.min(back, up / -by)
      }
    }
    changes.forEach((by, g) => {
      const { count } = figures[g] as Figure
      const { low, high } = told(g, to)
      stop(by, count - low, high - count)
    })
    for (const { vector, room } of limitsOf(to)) stop(sumOf(vector, moved), room, Infinity)
    counts.forEach((count, unknown) => {
      stop(moved[unknown] as number, count - Math.max(0, to.least[unknown] as number), Infinity)
    })
    changes.forEach((by, g) => {
      const { count } = figures[g] as Figure
      const range = to.reached[g] as Told
      range.low = Math.min(range.low, count + on * by, count - back * by)
      range.high = Math.max(range.high, count + on * by, count - back * by)
    })
  }
}
