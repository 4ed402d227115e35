/**
 * ln P(Y ≥ y) for y = 0 … length − 1 of a count with the given mean and variance = overdispersion·mean: negative binomial
 * with size mean/(overdispersion − 1), Poisson where the overdispersion is 1. Probabilities follow from each other from 0
 * upwards and are added up from the top down, in logarithms, so that nothing underflows.
 */
export function logUpperTails(mean: number, overdispersion: number, length: number): Float64Array {
  const isPoisson = overdispersion - 1 < 1e-9
  const size = isPoisson ? Infinity : mean / (overdispersion - 1)
  // P(Y = y + 1) / P(Y = y)
  const ratio = isPoisson
    ? (y: number) => mean / (y + 1)
    : (y: number) => ((size + y) * (1 - 1 / overdispersion)) / (y + 1)

  const tails = new Float64Array(length)
  tails[0] = isPoisson ? -mean : -size * Math.log(overdispersion)
  for (let y = 1; y < length; y++) tails[y] = (tails[y - 1] as number) + Math.log(ratio(y - 1))

  // what lies above the table, in units of its last probability: the terms first rise where the mean is above
  const top = length - 1
  let above = 0
  let term = 1
  for (let y = top; ; y++) {
    term *= ratio(y)
    above += term
    if (y > mean && term < 1e-17 * above) break
  }
  tails[top] = (tails[top] as number) + Math.log1p(above)
  for (let y = top - 1; y >= 0; y--) {
    const upper = tails[y + 1] as number
    const here = tails[y] as number
    tails[y] = upper > here ? upper + Math.log1p(Math.exp(here - upper)) : here + Math.log1p(Math.exp(upper - here))
  }
  return tails
}
