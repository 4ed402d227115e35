import { choleskyFactor, choleskyInverse, choleskySolve } from './cholesky.ts'

/** Counts y with mean exposure·exp(x·β); `design` has a row of p numbers for each count. */
export type CountRegression = {
  counts: ArrayLike<number>
  design: Float64Array
  /** Multiplies the mean of each count; 0 leaves it out. All 1 where not given. */
  exposure?: Float64Array
  /** Weight of each count in the fit. All 1 where not given. */
  weights?: Float64Array
  /** Precision (1/variance) of a normal prior on each coefficient; 0 is flat. All flat where not given. */
  priorPrecision?: Float64Array
  /** Where the prior is centred. At 0 where not given. */
  priorMean?: Float64Array | undefined
  /** Variance of a count over its mean: how much the prior counts against the data. 1 where not given. */
  overdispersion?: number
  /** Where to begin; makes a fit near it shorter. */
  start?: Float64Array
}

export type FittedCounts = {
  beta: Float64Array
  /** (XᵀWX/φ + prior)⁻¹ with W = weight·mean: rows one after another. */
  covariance: Float64Array
  means: Float64Array
}

const MOST_STEPS = 40
const SMALL_STEP = 1e-9

/**
 * Log-linear quasi-Poisson regression with a ridge prior, by Newton's method (the same as iteratively reweighted least
 * squares for the canonical link). McCullagh P, Nelder JA. Generalized Linear Models, 2nd edition, 1989, sections 2.5, 6.2.
 * @throws RangeError where the design does not determine β and no prior does
 */
export function fitCounts(regression: CountRegression): FittedCounts {
  const { counts, design, exposure, weights, priorPrecision, priorMean, overdispersion = 1, start } = regression
  const n = counts.length
  const p = design.length / n
  const beta = start ? start.slice() : new Float64Array(p)
  const means = new Float64Array(n)
  const score = new Float64Array(p)
  const information = new Float64Array(p * p)
  if (!start) beta.set(logLevel(regression, p))

  for (let step = 0; ; step++) {
    score.fill(0)
    information.fill(0)
    for (let i = 0; i < n; i++) {
      const row = i * p
      let eta = 0
      for (let j = 0; j < p; j++) eta += (design[row + j] as number) * (beta[j] as number)
      const share = exposure ? (exposure[i] as number) : 1
      const mean = share * Math.exp(eta)
      means[i] = mean
      if (share === 0) continue
      const weight = (weights ? (weights[i] as number) : 1) / overdispersion
      const rest = weight * ((counts[i] as number) - mean)
      const scale = weight * mean
      for (let j = 0; j < p; j++) {
        const x = design[row + j] as number
        if (x === 0) continue
        score[j] = (score[j] as number) + rest * x
        for (let k = 0; k <= j; k++) {
          const at = j * p + k
          information[at] = (information[at] as number) + scale * x * (design[row + k] as number)
        }
      }
    }
    for (let j = 0; j < p; j++) {
      const precision = priorPrecision ? (priorPrecision[j] as number) : 0
      score[j] = (score[j] as number) - precision * ((beta[j] as number) - (priorMean ? (priorMean[j] as number) : 0))
      information[j * p + j] = (information[j * p + j] as number) + precision
    }
    const factor = choleskyFactor(information, p)
    const change = choleskySolve(factor, score)
    let largest = 0
    for (let j = 0; j < p; j++) largest = Math.max(largest, Math.abs(change[j] as number))
    if (largest < SMALL_STEP || step >= MOST_STEPS) return { beta, covariance: choleskyInverse(factor, p), means }
    // far from the top Newton can overshoot, and exp() would make it much worse
    const shrink = largest > 2 ? 2 / largest : 1
    for (let j = 0; j < p; j++) beta[j] = (beta[j] as number) + shrink * (change[j] as number)
  }
}

/** The coefficients of a constant level, for a design whose first column is the intercept; else a start at zero. */
function logLevel({ counts, design, exposure }: CountRegression, p: number): Float64Array {
  const beta = new Float64Array(p)
  let events = 0
  let shares = 0
  for (let i = 0; i < counts.length; i++) {
    if (design[i * p] !== 1) return beta
    const share = exposure ? (exposure[i] as number) : 1
    if (share === 0) continue
    events += counts[i] as number
    shares += share
  }
  beta[0] = Math.log(Math.max(events, 0.5) / shares)
  return beta
}
