import { logBinomialProbability, poissonProbability } from './probabilities.ts'

/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P: a power series where x < a + 1, Lentz's
 * continued fraction beyond. Press WH et al. Numerical Recipes, 3rd edition, 2007, section 6.2.
 */
export function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0
  return x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x)
}

export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1
  return x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x)
}

function gammaSeries(a: number, x: number): number {
  let term = 1
  let sum = 1
  for (let n = a + 1; term > sum * 1e-17; n++) {
    term *= x / n
    sum += term
  }
  return poissonProbability(a, x) * sum
}

function gammaFraction(a: number, x: number): number {
  const fraction = lentz(x + 1 - a, (i) => [-i * (i - a), x + 2 * i + 1 - a])
  return (poissonProbability(a, x) * a) / fraction
}

/**
 * ln I_x(a, b), the logarithm of the regularised incomplete beta function, by its continued fraction on the side
 * where that converges quickly. Press 2007, section 6.4.
 */
export function logIncompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return -Infinity
  if (x >= 1) return 0
  if (x < (a + 1) / (a + b + 2)) return logBetaFraction(x, a, b)
  return Math.log1p(-Math.exp(logBetaFraction(1 - x, b, a)))
}

function logBetaFraction(x: number, a: number, b: number): number {
  const fraction = lentz(1, (i) => {
    const m = Math.floor(i / 2)
    const coefficient =
      i % 2 === 0 ? (m * (b - m) * x) / ((a + i - 1) * (a + i)) : (-(a + m) * (a + b + m) * x) / ((a + i - 1) * (a + i))
    return [coefficient, 1]
  })
  // x^a (1−x)^b / (a·B(a, b)) = Binomial(a | a + b, x) · b/(a + b)
  return logBinomialProbability(a, a + b, x) + Math.log(b / (a + b)) - Math.log(fraction)
}

/** b₀ + a₁/(b₁ + a₂/(b₂ + …)), by the modified Lentz method; `step(i)` gives [aᵢ, bᵢ]. */
function lentz(first: number, step: (i: number) => [number, number]): number {
  let fraction = first || 1e-300
  let c = fraction
  let d = 0
  for (let i = 1; i < 10_000; i++) {
    const [a, b] = step(i)
    d = 1 / (b + a * d || 1e-300)
    c = b + a / c || 1e-300
    fraction *= c * d
    if (Math.abs(c * d - 1) < 1e-16) break
  }
  return fraction
}
