/** A log-linear quasi-Poisson fit, as R's glm() leaves it where it stops. */
export type FittedByR = {
  beta: Float64Array
  /** exp(x·β) of each row. */
  means: Float64Array
  /** Diagonal of the hat matrix. */
  leverages: Float64Array
  /** Pearson: the working weights times the squared working residuals, over the degrees of freedom that are left. */
  dispersion: number
  /** Variance of x·β, before the dispersion is multiplied in. */
  variance: (x: ArrayLike<number>) => number
}

/** glm.control() */
const EPSILON = 1e-8
const MOST_STEPS = 25

/**
 * Iteratively reweighted least squares as R does it, from its start to its stop: a relative change of the deviance of 1e-8. The
 * leverages, the dispersion and the variance go by the weights of the last step, which are of the means before it; that moves a
 * bound in its sixth digit, so whoever fits to the end does not find R's.
 *
 * `columns` of the design, each as long as the counts.
 */
export function fitByR(
  counts: Float64Array,
  columns: readonly Float64Array[],
  priorWeights: Float64Array = counts.map(() => 1),
): FittedByR {
  const n = counts.length
  const means = counts.map((y) => y + 0.1)
  const workingWeights = new Float64Array(n)
  const roots = new Float64Array(n)
  const working = new Float64Array(n)
  let deviance = devianceOf(counts, means, priorWeights)
  for (let step = 1; ; step++) {
    for (let i = 0; i < n; i++) {
      const mean = means[i] as number
      workingWeights[i] = (priorWeights[i] as number) * mean
      roots[i] = Math.sqrt(workingWeights[i] as number)
      working[i] = (roots[i] as number) * (Math.log(mean) + ((counts[i] as number) - mean) / mean)
    }
    const { q, r } = factorised(columns, roots)
    const beta = solveUpper(
      r,
      Float64Array.from(q, (column) => dot(column, working)),
    )
    means.fill(0)
    columns.forEach((column, j) => {
      addTimes(means, column, beta[j] as number)
    })
    for (let i = 0; i < n; i++) means[i] = Math.exp(means[i] as number)
    const before = deviance
    deviance = devianceOf(counts, means, priorWeights)
    if (Math.abs(deviance - before) / (Math.abs(deviance) + 0.1) >= EPSILON && step < MOST_STEPS) continue
    return {
      beta,
      means,
      leverages: counts.map((_, i) => q.reduce((sum, column) => sum + (column[i] as number) ** 2, 0)),
      dispersion:
        workingWeights.reduce((sum, w, i) => sum + w * ((counts[i] as number) / (means[i] as number) - 1) ** 2, 0) /
        (n - columns.length),
      variance(x) {
        const solved = solveTransposed(r, x)
        return dot(solved, solved)
      },
    }
  }
}

function devianceOf(counts: Float64Array, means: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let i = 0; i < counts.length; i++) {
    const y = counts[i] as number
    const mean = means[i] as number
    sum += 2 * (weights[i] as number) * ((y > 0 ? y * Math.log(y / mean) : 0) - (y - mean))
  }
  return sum
}

/**
 * The columns of Q, and the upper triangle R (rows one after another), with Q·R the matrix of these columns when each row is
 * multiplied by its root. Modified Gram–Schmidt.
 */
function factorised(columns: readonly Float64Array[], roots: Float64Array): { q: Float64Array[]; r: Float64Array } {
  const p = columns.length
  const q = columns.map((column) => column.slice())
  for (const column of q)
    for (let i = 0; i < roots.length; i++) column[i] = (column[i] as number) * (roots[i] as number)
  const r = new Float64Array(p * p)
  q.forEach((column, j) => {
    const length = Math.sqrt(dot(column, column))
    r[j * p + j] = length
    for (let i = 0; i < column.length; i++) column[i] = (column[i] as number) / length
    for (let k = j + 1; k < p; k++) {
      const other = q[k] as Float64Array
      const along = dot(column, other)
      r[j * p + k] = along
      addTimes(other, column, -along)
    }
  })
  return { q, r }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function addTimes(to: Float64Array, column: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + times * (column[i] as number)
}

/** The x with R·x = b, for an upper triangle R. */
function solveUpper(r: Float64Array, b: Float64Array): Float64Array {
  const p = b.length
  const x = b.slice()
  for (let i = p - 1; i >= 0; i--) {
    for (let k = i + 1; k < p; k++) x[i] = (x[i] as number) - (r[i * p + k] as number) * (x[k] as number)
    x[i] = (x[i] as number) / (r[i * p + i] as number)
  }
  return x
}

/** The x with Rᵀ·x = b, for an upper triangle R. */
function solveTransposed(r: Float64Array, b: ArrayLike<number>): Float64Array {
  const p = b.length
  const x = Float64Array.from(b)
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] as number) - (r[k * p + i] as number) * (x[k] as number)
    x[i] = (x[i] as number) / (r[i * p + i] as number)
  }
  return x
}
