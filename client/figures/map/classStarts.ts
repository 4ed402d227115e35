/** The top class never holds more areas than this, unless they are level: the busiest are looked for first. */
const MOST_AT_TOP = 5

/**
 * Where each class begins, lowest first: natural breaks (Fisher 1958, Jenks 1977), which leave the least difference within classes,
 * taken on the scale of square roots, on which counts differ by chance about alike whatever their size. Levels stay together, so
 * many areas with 1 are one class and take no break from the rest. One break is given: it sets the five highest (or a third, of
 * fewer than fifteen) apart from what comes after them, as far as ties let it.
 * Fisher WD. On grouping for maximum homogeneity. J Am Stat Assoc 1958;53:789–798.
 */
export function classStarts(values: readonly number[], most: number): number[] {
  const weightOf = new Map<number, number>()
  for (const value of values) weightOf.set(value, (weightOf.get(value) ?? 0) + 1)
  const levels = [...weightOf.keys()].sort((a, b) => a - b)
  if (levels.length <= most) return levels
  const weights = levels.map((level) => weightOf.get(level) as number)
  const best = naturalBreaks(levels, weights, most, topBreak(weights))
  return best.map((at) => levels[at] as number)
}

/** The level at which the top begins: as many areas as it may hold, or those that are level at the very top. */
function topBreak(weights: readonly number[]): number {
  const areas = weights.reduce((sum, weight) => sum + weight, 0)
  const held = Math.min(MOST_AT_TOP, Math.ceil(areas / 3))
  let top = weights.length - 1
  let above = weights[top] as number
  while (top > 1 && above + (weights[top - 1] as number) <= held) above += weights[--top] as number
  return top
}

/** The first level of each class where the sum of squares within classes is least, one class beginning at `given`. */
function naturalBreaks(
  levels: readonly number[],
  weights: readonly number[],
  classCount: number,
  given: number,
): number[] {
  const within = squaresWithin(levels.map(Math.sqrt), weights)
  const crosses = (from: number, to: number) => from < given && to >= given
  /** Least sum up to each level with so many classes, and where the last of them begins. */
  let least = levels.map((_, to) => (crosses(0, to) ? Number.POSITIVE_INFINITY : within(0, to)))
  const begins: number[][] = [levels.map(() => 0)]
  for (let count = 1; count < classCount; count++) {
    const before = least
    const starts = levels.map(() => 0)
    least = levels.map((_, to) => {
      let lowest = Number.POSITIVE_INFINITY
      for (let from = count; from <= to; from++) {
        if (crosses(from, to)) continue
        const sum = (before[from - 1] as number) + within(from, to)
        if (sum < lowest) {
          lowest = sum
          starts[to] = from
        }
      }
      return lowest
    })
    begins.push(starts)
  }
  const found: number[] = []
  let to = levels.length - 1
  for (let count = classCount - 1; count >= 0; count--) {
    const from = begins[count]?.[to] ?? 0
    found.unshift(from)
    to = from - 1
  }
  return found
}

/** The weighted sum of squares about the mean of any run of levels, from running sums. */
function squaresWithin(values: readonly number[], weights: readonly number[]) {
  const [weight, sum, squares] = [[0], [0], [0]]
  values.forEach((value, i) => {
    const many = weights[i] as number
    weight.push((weight[i] as number) + many)
    sum.push((sum[i] as number) + many * value)
    squares.push((squares[i] as number) + many * value * value)
  })
  const between = (running: readonly number[], from: number, to: number) =>
    (running[to + 1] as number) - (running[from] as number)
  return (from: number, to: number) =>
    Math.max(0, between(squares, from, to) - between(sum, from, to) ** 2 / between(weight, from, to))
}
