import { randomFor, shuffle } from '../../jobs/stats/draws/random.ts'

/** A number that is large where two samples differ: of all values in order, and of whether each is one of the first sample. */
type Difference = (values: Float64Array, isFirst: Uint8Array, sizes: [number, number]) => number

/** The largest difference between two distribution functions (Kolmogorov, Smirnov). Ties are allowed. */
export const kolmogorovSmirnov: Difference = (values, isFirst, [m, n]) => {
  let largest = 0
  eachValue(values, isFirst, (a, b) => {
    largest = Math.max(largest, Math.abs(a / m - b / n))
  })
  return largest
}

/**
 * Their difference squared, weighted by what chance would let it be: more is made of the tails. Ties are allowed.
 * Scholz FW, Stephens MA. K-sample Anderson–Darling tests. JASA 1987;82:918–924 (its A²kN for two samples).
 */
export const andersonDarling: Difference = (values, isFirst, [m, n]) => {
  let sum = 0
  eachValue(values, isFirst, (a, b, tied) => {
    const both = a + b
    if (both < m + n) sum += (tied * (a * n - b * m) ** 2) / (both * (m + n - both))
  })
  return sum / ((m + n) * m * n)
}

/** The difference of two samples, and its p: how often chance labels of the same numbers reach it. */
export function compareSamples(difference: Difference, first: Float64Array, second: Float64Array, relabellings = 999) {
  const sizes: [number, number] = [first.length, second.length]
  const labelled = [
    ...Array.from(first, (value) => ({ value, isFirst: 1 })),
    ...Array.from(second, (value) => ({ value, isFirst: 0 })),
  ].sort((a, b) => a.value - b.value)
  const values = Float64Array.from(labelled, ({ value }) => value)
  const isFirst = Uint8Array.from(labelled, (one) => one.isFirst)
  const observed = difference(values, isFirst, sizes)
  let reached = 1
  for (let i = 0; i < relabellings; i++)
    if (difference(values, shuffle(isFirst, randomFor('relabelling', i)), sizes) >= observed) reached++
  return { difference: observed, p: reached / (relabellings + 1) }
}

/** Visits the different values from the least: how many of each sample are not above it, and how many are it. */
function eachValue(
  values: Float64Array,
  isFirst: Uint8Array,
  visit: (ofFirst: number, ofSecond: number, tied: number) => void,
): void {
  let ofFirst = 0
  let tied = 0
  values.forEach((value, i) => {
    ofFirst += isFirst[i] as number
    tied++
    if (value === values[i + 1]) return
    visit(ofFirst, i + 1 - ofFirst, tied)
    tied = 0
  })
}
