import { logIncompleteBeta, lowerGamma, upperGamma } from './incomplete-functions.ts'
import { binomialProbability, logGamma } from './probabilities.ts'

/** P(Z ≥ z) of the standard normal distribution, to relative 1e-13 far into the tail. */
export function normalUpperTail(z: number): number {
  const half = upperGamma(0.5, (z * z) / 2) / 2
  return z >= 0 ? half : 1 - half
}

/** The z with P(Z ≤ z) = p. Abramowitz & Stegun 26.2.23 to begin with, then Halley steps on the tail. */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0
  if (p <= 0 || p >= 1) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN
  const tail = Math.min(p, 1 - p)
  const t = Math.sqrt(-2 * Math.log(tail))
  let z =
    t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t)
  for (let step = 0; step < 4; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
    const newton = (normalUpperTail(z) - tail) / density
    z += newton / (1 - (newton * z) / 2)
  }
  return p < 0.5 ? -z : z
}

/** P(Y ≥ y) of a Poisson count with the given mean. */
export function poissonUpperTail(y: number, mean: number): number {
  return y <= 0 ? 1 : lowerGamma(y, mean)
}

/** P(Y ≤ y) of a Poisson count with the given mean. */
export function poissonLowerTail(y: number, mean: number): number {
  return y < 0 ? 0 : upperGamma(y + 1, mean)
}

/** P(Y ≥ y) of a negative binomial count with the given mean and size (variance = mean + mean²/size). */
export function negativeBinomialUpperTail(y: number, mean: number, size: number): number {
  return Math.exp(logNegativeBinomialUpperTail(y, mean, size))
}

/** ln P(Y ≥ y) of a negative binomial count: stays finite where the tail itself would underflow to 0. */
export function logNegativeBinomialUpperTail(y: number, mean: number, size: number): number {
  return y <= 0 ? 0 : logIncompleteBeta(mean / (size + mean), y, size)
}

/** The least y with P(Y ≤ y) ≥ p, for a negative binomial count with the given mean and size. */
export function negativeBinomialQuantile(p: number, mean: number, size: number): number {
  const reaches = (y: number) => 1 - negativeBinomialUpperTail(y + 1, mean, size) >= p
  let above = Math.max(1, Math.ceil(mean))
  while (!reaches(above)) above *= 2
  let below = -1
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2)
    if (reaches(middle)) above = middle
    else below = middle
  }
  return above
}

/** P(K ≥ k) of a binomial count: n trials, each a success with probability p. */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1
  if (k > n) return 0
  return Math.exp(logIncompleteBeta(p, k, n - k + 1))
}

/** The x with I_x(a, b) = p: the p quantile of a beta distribution, by bisection. */
export function betaQuantile(p: number, a: number, b: number): number {
  return bisect(0, 1, (x) => Math.exp(logIncompleteBeta(x, a, b)) < p)
}

/** P(X ≥ x) of a chi-square variable. */
export function chiSquareUpperTail(x: number, degreesOfFreedom: number): number {
  return x <= 0 ? 1 : upperGamma(degreesOfFreedom / 2, x / 2)
}

/** The x with P(X ≤ x) = p of a chi-square variable, by bisection. */
export function chiSquareQuantile(p: number, degreesOfFreedom: number): number {
  if (p <= 0) return 0
  let high = degreesOfFreedom + 10
  while (lowerGamma(degreesOfFreedom / 2, high / 2) < p) high *= 2
  return bisect(0, high, (x) => lowerGamma(degreesOfFreedom / 2, x / 2) < p)
}

/**
 * P(X = x): x marked among `drawn` taken without replacement from `population`, of which `marked` are marked.
 * As a product of binomial probabilities, which keeps its accuracy for tables of tens of thousands.
 * Loader C. Fast and accurate computation of binomial probabilities. Bell Labs 2000.
 */
export function hypergeometricProbability(x: number, drawn: number, marked: number, population: number): number {
  if (x < Math.max(0, drawn + marked - population) || x > Math.min(drawn, marked)) return 0
  const share = drawn / population
  return (
    (binomialProbability(x, marked, share) * binomialProbability(drawn - x, population - marked, share)) /
    binomialProbability(drawn, population, share)
  )
}

/** P(X ≥ x) of the same draw. */
export function hypergeometricUpperTail(x: number, drawn: number, marked: number, population: number): number {
  const least = Math.max(0, drawn + marked - population)
  const most = Math.min(drawn, marked)
  if (x <= least) return 1
  if (x > most) return 0
  const isBelowMean = x <= (drawn * marked) / population
  return isBelowMean ? 1 - sumFrom(x - 1, -1) : Math.min(1, sumFrom(x, 1))

  function sumFrom(start: number, step: 1 | -1): number {
    let term = hypergeometricProbability(start, drawn, marked, population)
    let sum = term
    for (let at = start; at + step >= least && at + step <= most && term > sum * 1e-17; at += step) {
      const lower = step === 1 ? at : at - 1
      const ratio = ((marked - lower) * (drawn - lower)) / ((lower + 1) * (population - marked - drawn + lower + 1))
      term = step === 1 ? term * ratio : term / ratio
      sum += term
    }
    return sum
  }
}

/** P(K ≥ k) of a beta-binomial count: n trials whose chance of success is itself drawn from beta(a, b). */
export function betaBinomialUpperTail(k: number, n: number, a: number, b: number): number {
  if (k <= 0) return 1
  let sum = 0
  for (let j = k; j <= n; j++) sum += Math.exp(logChoose(n, j) + logBeta(j + a, n - j + b) - logBeta(a, b))
  return Math.min(1, sum)
}

/** ln of the number of ways to choose k of n. */
export function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

/** Halves [low, high] until it is one floating-point number wide; `isBelow` says that the answer lies above x. */
export function bisect(low: number, high: number, isBelow: (x: number) => boolean): number {
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (isBelow(middle)) low = middle
    else high = middle
  }
}
