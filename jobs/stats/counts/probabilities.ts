/**
 * ln Γ(x) for x > 0, to about 1e-15 relative. Stirling's series from x = 10 on; below, by the recurrence
 * Γ(x) = Γ(x + 1)/x. Abramowitz & Stegun 6.1.40.
 */
export function logGamma(x: number): number {
  let shift = 1
  let at = x
  while (at < 10) {
    shift *= at
    at += 1
  }
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + stirlingSeries(at) - Math.log(shift)
}

function stirlingSeries(x: number): number {
  const r = 1 / (x * x)
  return (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360 - r / 156)))))) / x
}

/** ln n! − ln(√(2πn)·(n/e)ⁿ): what Stirling's formula leaves out. n > 0, need not be whole. */
function stirlingError(n: number): number {
  return n >= 10 ? stirlingSeries(n) : logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI)
}

/** x·ln(x/m) + m − x without cancellation where x is near m: Loader's deviance term. */
function deviance(x: number, m: number): number {
  const v = (x - m) / (x + m)
  if (Math.abs(v) >= 0.1) return x * Math.log(x / m) + m - x
  let sum = (x - m) * v
  let power = 2 * x * v
  for (let j = 1; ; j++) {
    power *= v * v
    const next = sum + power / (2 * j + 1)
    if (next === sum) return sum
    sum = next
  }
}

/**
 * P(Y = y) of a Poisson count; y ≥ 0 need not be whole (the incomplete gamma function uses it so).
 * Loader C. Fast and accurate computation of binomial probabilities. Bell Labs 2000.
 */
export function poissonProbability(y: number, mean: number): number {
  if (y === 0) return Math.exp(-mean)
  if (mean === 0) return 0
  return Math.exp(-stirlingError(y) - deviance(y, mean)) / Math.sqrt(2 * Math.PI * y)
}

/** ln P(K = k) of a binomial count with n trials; 0 < p < 1; k and n need not be whole. Loader 2000. */
export function logBinomialProbability(k: number, n: number, p: number): number {
  if (k === 0) return n * Math.log1p(-p)
  if (k === n) return n * Math.log(p)
  return (
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p) -
    deviance(n - k, n * (1 - p)) +
    0.5 * Math.log(n / (2 * Math.PI * k * (n - k)))
  )
}

/** P(K = k) of a binomial count: n trials, each a success with probability p. */
export function binomialProbability(k: number, n: number, p: number): number {
  if (p === 0) return k === 0 ? 1 : 0
  if (p === 1) return k === n ? 1 : 0
  return Math.exp(logBinomialProbability(k, n, p))
}
