import { binomialProbability } from '../counts/probabilities.ts'
import type { Random } from './random.ts'

/** Draws an index in proportion to its weight, in constant time. */
export type Draw = (random: Random) => number

/** For each index the share of its draws that stay there, and the index where the others go. */
export type AliasTable = { share: Float64Array; alias: Int32Array }

/**
 * The alias method. Walker AJ. An efficient method for generating discrete random variables with general
 * distributions. ACM Trans Math Softw 1977;3:253–256; tables filled as in Vose 1991.
 * @throws RangeError where no weight is positive
 */
export function aliasDraw(weights: ArrayLike<number>): Draw {
  const { share, alias } = aliasTable(weights)
  const n = share.length
  return function draw(random) {
    const i = Math.floor(random() * n)
    return random() < (share[i] as number) ? i : (alias[i] as number)
  }
}

/** @throws RangeError where no weight is positive */
export function aliasTable(weights: ArrayLike<number>): AliasTable {
  const n = weights.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += weights[i] as number
  if (!(sum > 0)) throw new RangeError('no weight is positive')
  const share = Float64Array.from(weights, (weight) => (weight * n) / sum)
  const alias = Int32Array.from({ length: n }, (_, i) => i)
  const small: number[] = []
  const large: number[] = []
  for (let i = 0; i < n; i++) ((share[i] as number) < 1 ? small : large).push(i)
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop() as number
    const rich = large.at(-1) as number
    alias[poor] = rich
    share[rich] = (share[rich] as number) - (1 - (share[poor] as number))
    if ((share[rich] as number) < 1) small.push(large.pop() as number)
  }
  // what is left holds 1 but for rounding; a weight of 0 is never drawn, so it must not be among it
  const heaviest = share.length === 0 ? 0 : indexOfLargest(weights)
  for (const i of [...small, ...large]) {
    share[i] = (weights[i] as number) > 0 ? 1 : 0
    alias[i] = heaviest
  }
  return { share, alias }
}

function indexOfLargest(weights: ArrayLike<number>): number {
  let largest = 0
  for (let i = 1; i < weights.length; i++) if ((weights[i] as number) > (weights[largest] as number)) largest = i
  return largest
}

/** A binomial count by inversion outwards from the mode, so that it takes about √(n·p·q) steps. */
export function randomBinomial(random: Random, n: number, p: number): number {
  if (p <= 0) return 0
  if (p >= 1) return n
  const odds = p / (1 - p)
  const mode = Math.min(n, Math.floor((n + 1) * p))
  const atMode = binomialProbability(mode, n, p)
  let left = random() - atMode
  let below = mode
  let belowP = atMode
  let above = mode
  let aboveP = atMode
  while (left >= 0 && (belowP > 0 || aboveP > 0)) {
    aboveP *= above < n ? ((n - above) / (above + 1)) * odds : 0
    if (aboveP > 0) above++
    left -= aboveP
    if (left < 0) return above
    belowP *= below > 0 ? below / ((n - below + 1) * odds) : 0
    if (belowP > 0) below--
    left -= belowP
    if (left < 0) return below
  }
  return mode
}
