/** What is known of a whole number. */
export type Range = { low: number; high: number }

/** Whole numbers known within ranges, and sums of them (coefficients 1 and −1) that are zero. */
export type Knowledge = {
  ranges: readonly Range[]
  sums: readonly (readonly (readonly [unknown: number, times: 1 | -1])[])[]
}

export class Contradiction extends Error {}

/** Narrows ranges by each sum in turn until nothing moves: what a patient reader does with a pencil. */
export function propagate({ ranges, sums }: Knowledge): Range[] {
  const known = ranges.map((range) => ({ ...range }))
  for (let round = 0, hasMoved = true; hasMoved && round < 200; round++) {
    hasMoved = false
    for (const sum of sums) {
      for (const [unknown, times] of sum) {
        // the unknown is minus the rest
        let low = 0
        let high = 0
        for (const [other, by] of sum) {
          if (other === unknown) continue
          const { low: least, high: most } = known[other] as Range
          low += -times * by > 0 ? least : -most
          high += -times * by > 0 ? most : -least
        }
        const range = known[unknown] as Range
        if (low > range.low) [range.low, hasMoved] = [low, true]
        if (high < range.high) [range.high, hasMoved] = [high, true]
        if (range.low > range.high) throw new Contradiction('no table agrees with all of this')
      }
    }
  }
  return known
}

/**
 * The exact least and greatest value of each unknown over all (real, non-negative) solutions, by the simplex method on whole numbers:
 * the tableau is kept times its last pivot, so every division comes out even (Edmonds 1967; Bareiss EH. Math Comp 1968;22:565-578).
 * Bland's rule after a stall, so it ends. `isEnough` may stop a search that has gone as far as anyone asks.
 */
export class ExactBounds {
  readonly #tableau: Float64Array[] = []
  readonly #basis: number[] = []
  readonly #base: number[]
  readonly #columnOf: number[] = []
  readonly #seen: Range[] = []
  #width = 0
  #pivot = 1

  constructor(knowledge: Knowledge) {
    const { ranges, sums } = knowledge
    const known = propagate(knowledge)
    this.#base = known.map(({ low, high }, unknown) => (low === high ? low : (ranges[unknown] as Range).low))
    known.forEach(({ low, high }, unknown) => {
      this.#columnOf[unknown] = low === high ? -1 : this.#width++
    })
    const rows: { entries: Map<number, number>; right: number }[] = []
    for (const sum of sums) {
      const entries = new Map<number, number>()
      let right = 0
      for (const [unknown, times] of sum) {
        right -= times * (this.#base[unknown] as number)
        const column = this.#columnOf[unknown] as number
        if (column >= 0) entries.set(column, (entries.get(column) ?? 0) + times)
      }
      if (entries.size) rows.push({ entries, right })
      else if (right !== 0) throw new Contradiction('no table agrees with all of this')
    }
    ranges.forEach(({ low, high }, unknown) => {
      const column = this.#columnOf[unknown] as number
      if (column >= 0 && high < Infinity)
        rows.push({
          entries: new Map([
            [column, 1],
            [this.#width++, 1],
          ]),
          right: high - low,
        })
    })
    this.#findStart(rows)
    for (let column = 0; column < this.#width; column++) this.#seen.push({ low: Infinity, high: -Infinity })
    this.#look()
  }

  least(unknown: number, isEnough: (value: number) => boolean = () => false): number {
    return this.#search(unknown, -1, isEnough)
  }

  greatest(unknown: number, isEnough: (value: number) => boolean = () => false): number {
    return this.#search(unknown, 1, isEnough)
  }

  /** Drops a row that says nothing, else brings some unknown into it: artificial unknowns are driven to zero first. */
  #findStart(rows: { entries: Map<number, number>; right: number }[]) {
    const width = this.#width
    rows.forEach(({ entries, right }) => {
      const row = new Float64Array(width + 1)
      const sign = right < 0 ? -1 : 1
      for (const [column, times] of entries) row[column] = sign * times
      row[width] = sign * right
      this.#tableau.push(row)
      this.#basis.push(-1)
    })
    for (let stalled = 0; ; ) {
      let total = 0
      const gain = new Float64Array(width + 1)
      this.#tableau.forEach((row, r) => {
        if ((this.#basis[r] as number) >= 0) return
        total += row[width] as number
        for (let j = 0; j < width; j++) gain[j] = (gain[j] as number) + (row[j] as number)
      })
      if (total === 0) break
      const entering = choose(gain, 1, stalled > 30)
      if (entering < 0) throw new Contradiction('no table agrees with all of this')
      const r = this.#nearest(entering)
      stalled = (this.#tableau[r]?.[width] as number) === 0 ? stalled + 1 : 0
      this.#turn(r, entering)
    }
    for (let r = this.#tableau.length - 1; r >= 0; r--) {
      if ((this.#basis[r] as number) >= 0) continue
      const row = this.#tableau[r] as Float64Array
      const column = row.findIndex((entry, j) => j < width && entry !== 0)
      if (column >= 0) {
        if ((row[column] as number) < 0) for (let j = 0; j <= width; j++) row[j] = -(row[j] as number)
        this.#turn(r, column)
      } else {
        this.#tableau.splice(r, 1)
        this.#basis.splice(r, 1)
      }
    }
  }

  #search(unknown: number, direction: 1 | -1, isEnough: (value: number) => boolean): number {
    const column = this.#columnOf[unknown] as number
    const base = this.#base[unknown] as number
    if (column < 0) return base
    const seen = this.#seen[column] as Range
    const best = () => base + (direction > 0 ? seen.high : seen.low)
    for (let stalled = 0; !isEnough(best()); ) {
      const r = this.#basis.indexOf(column)
      if (r < 0 && direction < 0) break // it is zero
      // value = (right − Σ entry × other) / pivot, so others with a negative entry raise it
      const entering =
        r < 0 ? column : choose(this.#tableau[r] as Float64Array, direction > 0 ? -1 : 1, stalled > 30, column)
      if (entering < 0) break
      const leaving = this.#nearest(entering)
      if (leaving < 0) return direction * Infinity
      stalled = (this.#tableau[leaving]?.[this.#width] as number) === 0 ? stalled + 1 : 0
      this.#turn(leaving, entering)
      this.#look()
    }
    return best()
  }

  #nearest(entering: number): number {
    let best = -1
    this.#tableau.forEach((row, r) => {
      const entry = row[entering] as number
      if (entry <= 0) return
      const other = this.#tableau[best]
      const right = row[this.#width] as number
      const difference = other ? right * (other[entering] as number) - (other[this.#width] as number) * entry : -1
      if (difference < 0 || (difference === 0 && (this.#basis[r] as number) < (this.#basis[best] as number))) best = r
    })
    return best
  }

  #turn(r: number, entering: number) {
    const row = this.#tableau[r] as Float64Array
    const by = row[entering] as number
    this.#tableau.forEach((other, i) => {
      if (i === r) return
      const factor = other[entering] as number
      if (factor === 0 && by === this.#pivot) return
      for (let j = 0; j <= this.#width; j++) {
        const product = (other[j] as number) * by - factor * (row[j] as number)
        if (!Number.isSafeInteger(product)) throw new Error('numbers too large to be exact')
        other[j] = product / this.#pivot
      }
    })
    this.#pivot = by
    this.#basis[r] = entering
  }

  /** Every table met on the way is a table that agrees with what is known. */
  #look() {
    const isBasic = new Set(this.#basis)
    this.#seen.forEach((range, column) => {
      if (!isBasic.has(column)) range.low = Math.min(range.low, 0)
      if (!isBasic.has(column)) range.high = Math.max(range.high, 0)
    })
    this.#basis.forEach((column, r) => {
      const range = this.#seen[column] as Range
      const value = (this.#tableau[r]?.[this.#width] as number) / this.#pivot
      range.low = Math.min(range.low, value)
      range.high = Math.max(range.high, value)
    })
  }
}

/** The column (the last is the right side) with the largest entry of a sign, or the first one (Bland). */
function choose(row: Float64Array, sign: number, isFirst: boolean, not = -1): number {
  let best = -1
  let most = 0
  for (let j = 0; j < row.length - 1; j++) {
    const entry = sign * (row[j] as number)
    if (entry <= most || j === not) continue
    if (isFirst) return j
    best = j
    most = entry
  }
  return best
}
