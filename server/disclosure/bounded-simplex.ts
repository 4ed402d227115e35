const NEARLY_ZERO = 1e-9
const WORTH_A_STEP = 1e-7
const STALLED_STEPS = 40
const MOST_STEPS = 20_000

/** A variable: what a unit of it gains, the most of it there can be (it starts at 0, the least), and the rows it is in. */
export type Column = { gain: number; most: number; entries: readonly (readonly [row: number, coefficient: number])[] }

/** The sum of a row stays in here. Zero is in it. */
export type Row = { low: number; high: number }

/**
 * The greatest gain from columns between 0 and `most`, rows between `low` and `high`, by the primal simplex method for bounded variables.
 * Zero is allowed everywhere, so there is no first phase. Dantzig's choice of column, Bland's where steps stall.
 * Chvátal V. Linear Programming. Freeman 1983, chapters 3 and 8.
 */
export function maximise(columns: readonly Column[], rows: readonly Row[]): Float64Array {
  const n = columns.length
  const m = rows.length
  const width = n + m
  // row r: sum of its columns + its own variable n + r = 0, so that variable lies between −high and −low
  const tableau = rows.map((_, r) => {
    const row = new Float64Array(width)
    row[n + r] = 1
    return row
  })
  const gains = new Float64Array(width)
  const low = new Float64Array(width)
  const high = new Float64Array(width)
  columns.forEach(({ gain, most, entries }, j) => {
    gains[j] = gain
    high[j] = most
    for (const [r, coefficient] of entries) (tableau[r] as Float64Array)[j] = coefficient
  })
  rows.forEach((row, r) => {
    low[n + r] = -row.high
    high[n + r] = -row.low
  })
  const values = new Float64Array(width)
  const basis = rows.map((_, r) => n + r)
  const isBasic = new Uint8Array(width).fill(1, n)
  let stalled = 0

  for (let step = 0; step < MOST_STEPS; step++) {
    const entering = chooseColumn(stalled > STALLED_STEPS)
    if (entering < 0) return values.slice(0, n)
    const direction = (gains[entering] as number) > 0 ? 1 : -1
    let length =
      direction > 0
        ? (high[entering] as number) - (values[entering] as number)
        : (values[entering] as number) - (low[entering] as number)
    let leaving = -1
    for (let r = 0; r < m; r++) {
      const rate = -direction * ((tableau[r] as Float64Array)[entering] as number)
      if (Math.abs(rate) < NEARLY_ZERO) continue
      const variable = basis[r] as number
      const room =
        rate > 0
          ? (high[variable] as number) - (values[variable] as number)
          : (values[variable] as number) - (low[variable] as number)
      const reach = Math.max(0, room) / Math.abs(rate)
      const isNearer = reach < length - NEARLY_ZERO
      if (isNearer || (reach <= length + NEARLY_ZERO && leaving >= 0 && variable < (basis[leaving] as number))) {
        length = Math.min(length, reach)
        leaving = r
      }
    }
    if (length === Infinity) throw new Error('a gain without end: the program is not bounded')
    stalled = length > NEARLY_ZERO ? 0 : stalled + 1
    for (let r = 0; r < m; r++) {
      const variable = basis[r] as number
      values[variable] =
        (values[variable] as number) - direction * length * ((tableau[r] as Float64Array)[entering] as number)
    }
    values[entering] = (values[entering] as number) + direction * length
    if (leaving >= 0) pivot(leaving, entering)
  }
  throw new Error(`no answer within ${MOST_STEPS} steps`)

  function chooseColumn(byBland: boolean): number {
    let best = -1
    let most = WORTH_A_STEP
    for (let j = 0; j < width; j++) {
      if (isBasic[j] || high[j] === low[j]) continue
      const gain = gains[j] as number
      const canStep =
        gain > 0
          ? (values[j] as number) < (high[j] as number) - NEARLY_ZERO
          : (values[j] as number) > (low[j] as number) + NEARLY_ZERO
      if (!canStep || Math.abs(gain) <= most) continue
      if (byBland) return j
      most = Math.abs(gain)
      best = j
    }
    return best
  }

  function pivot(r: number, entering: number) {
    const row = tableau[r] as Float64Array
    const by = row[entering] as number
    const nonzero: number[] = []
    for (let j = 0; j < width; j++) {
      if (Math.abs(row[j] as number) < 1e-12) row[j] = 0
      else {
        row[j] = (row[j] as number) / by
        nonzero.push(j)
      }
    }
    const clear = (other: Float64Array) => {
      const factor = other[entering] as number
      if (factor === 0) return
      for (const j of nonzero) other[j] = (other[j] as number) - factor * (row[j] as number)
      other[entering] = 0
    }
    for (let i = 0; i < m; i++) if (i !== r) clear(tableau[i] as Float64Array)
    clear(gains)
    const leaving = basis[r] as number
    isBasic[leaving] = 0
    isBasic[entering] = 1
    basis[r] = entering
    // rests exactly on the bound it met
    const value = values[leaving] as number
    const isAtLow = Math.abs(value - (low[leaving] as number)) <= Math.abs(value - (high[leaving] as number))
    values[leaving] = (isAtLow ? low[leaving] : high[leaving]) as number
  }
}
