import { type Random, randomBelow, randomFor, shuffle } from '../draws/random.ts'
import { expectationScore, isLargeEnough, type PracticalSize } from './expectation-score.ts'
import {
  type ClassSums,
  countValues,
  fitLatentClasses,
  type LatentClasses,
  type Memberships,
  recordsIn,
  type SparseTensor,
  toClasses,
  withoutSums,
} from './latent-classes.ts'
import { bestNearbySubset, bestSubset } from './subset-scan.ts'

/**
 * Which subsets of a mode's values are looked at: any; values near each other (for each its neighbours, nearest first and itself included);
 * or, of a drug that was found (value 1) or not (0), those with it. Subgroups *without* drugs were tried: a handful of “not found” makes
 * any mixture rare, and the replicates' largest scores doubled.
 */
export type Mode =
  | { subsets: 'any' }
  | { subsets: 'near'; nearest: readonly ArrayLike<number>[] }
  | { subsets: 'found' }

/**
 * The multidimensional tensor scan (MDTS): which subgroup, of some values in each of many modes (areas, ages, sexes, each drug found or
 * not), has more recent records than its past leads one to expect? It climbs: all modes but one are held, the best subset of that one is
 * found by linear-time subset scanning, and so on to where nothing gains; from many random starts.
 * Neill DB, Herlands W. Machine learning for drug overdose surveillance. J Technol Hum Serv 2018;36:8–14 (arXiv 1710.02458).
 *
 * **Baseline**: the recent records, as many as there are, spread over the cells by a low-rank model of the past ones (latent-classes.ts).
 * A non-negative rank-R model keeps what goes with what (drugs taken together, ages and places that differ) where independence or
 * proportional fitting of the margins would call every habitual mixture a cluster; expected numbers of a subgroup are sums of products of
 * margins, so that neither memory nor time grows with the number of cells; and they add up over the values of a mode, which linear-time
 * subset scanning needs. The number of recent records is given: a rise of all together is what other checks are for.
 *
 * **Test**: which records are recent is drawn anew in each replicate, whole records, so that what is found together stays together. The
 * classes are fitted to past and recent records together, which a new draw does not change; a replicate's baseline then takes its own
 * recent records out. The test is thus exact however badly the model fits; where it fits badly it finds less.
 *
 * Exploratory: with so many subgroups it overfits below about 500 records a year (docs/statistics.md 2).
 */
export type SubgroupInput = PracticalSize & {
  tensor: SparseTensor
  modes: readonly Mode[]
  /** The recent records are numbered last. */
  recent: number
  /** Classes of the model of the past. */
  rank: number
  /** Random starts, beside one from each drug, age and so on alone. */
  restarts: number
}

export type SubgroupProblem = SubgroupInput & { memberships: Memberships }

export type Subgroup = {
  /** For each mode its values; null where it is not restricted. */
  values: (number[] | null)[]
  observed: number
  expected: number
  score: number
}

export function prepareSubgroups(given: SubgroupInput, seed: string): SubgroupProblem {
  return { ...given, memberships: fitLatentClasses(given.tensor, given.rank, seed) }
}

/** The subgroup with the largest score; undefined where none is large enough. */
export function strongestSubgroup(problem: SubgroupProblem, seed: string): Subgroup | undefined {
  const records = recordsIn(problem.tensor)
  const recent = Int32Array.from({ length: problem.recent }, (_, i) => records - problem.recent + i)
  return search(problem, sumsOfAll(problem), recent, randomFor(seed, -1))
}

/** The largest score of each replicate from `from` up to, not including, `to`; it depends on the seed and the replicate's number only. */
export function subgroupMaxima(problem: SubgroupProblem, seed: string, from: number, to: number): Float64Array {
  const sums = sumsOfAll(problem)
  const records = recordsIn(problem.tensor)
  return Float64Array.from({ length: to - from }, (_, i) => {
    const random = randomFor(seed, from + i)
    const drawn = Int32Array.from({ length: records }, (_, record) => record)
    const recent = shuffle(drawn, random, problem.recent).subarray(0, problem.recent)
    return search(problem, sums, recent, random)?.score ?? 0
  })
}

type SumsOfAll = { classes: ClassSums; marginal: ClassSums }

function sumsOfAll({ tensor, memberships, rank }: SubgroupProblem): SumsOfAll {
  const records = recordsIn(tensor)
  const all = Int32Array.from({ length: records }, (_, record) => record)
  return {
    classes: countValues(tensor, memberships, rank, all),
    marginal: countValues(tensor, new Float64Array(records).fill(1), 1, all),
  }
}

function search(
  problem: SubgroupProblem,
  { classes, marginal }: SumsOfAll,
  recent: Int32Array,
  random: Random,
): Subgroup | undefined {
  const { tensor, memberships, rank, restarts } = problem
  const past = toClasses(tensor, withoutSums(classes, countValues(tensor, memberships, rank, recent)), marginal)
  let strongest: Subgroup | undefined
  const starts = [
    ...singleValues(problem),
    ...Array.from({ length: restarts }, () => drawStart(problem, recent, random)),
  ]
  for (const start of starts) {
    const subgroup = climb(problem, past, recent, start, random)
    if (subgroup.score <= (strongest?.score ?? 0)) continue
    if (isLargeEnough(subgroup.observed, subgroup.expected, problem)) strongest = subgroup
  }
  return strongest
}

/** Where to begin to climb: a value of each of some modes. */
type Start = readonly { mode: number; value: number }[]

/** Each drug, age … alone; places are too many. */
function singleValues({ tensor: { sizes }, modes }: SubgroupProblem): Start[] {
  return modes.flatMap(({ subsets }, mode) => {
    if (subsets === 'near') return []
    if (subsets === 'found') return [[{ mode, value: 1 }]]
    return Array.from({ length: sizes[mode] as number }, (_, value) => [{ mode, value }])
  })
}

/** Some values of one of the recent records. */
function drawStart({ tensor: { sizes, values }, modes }: SubgroupProblem, recent: Int32Array, random: Random): Start {
  const record = recent[randomBelow(random, recent.length)] as number
  const valueIn = (mode: number) => values[record * sizes.length + mode] as number
  const among = modes.map((_, mode) => mode).filter((mode) => modes[mode]?.subsets !== 'found' || valueIn(mode) === 1)
  return shuffle(among, random)
    .slice(0, 1 + randomBelow(random, MOST_RESTRICTED))
    .map((mode) => ({ mode, value: valueIn(mode) }))
}

const MOST_ROUNDS = 20
/** Modes that a random start restricts. */
const MOST_RESTRICTED = 3

/** Upwards to a subgroup that no change of one mode improves. */
function climb(
  problem: SubgroupProblem,
  past: LatentClasses,
  recent: Int32Array,
  start: Start,
  random: Random,
): Subgroup {
  const { sizes, values } = problem.tensor
  const modes = sizes.length
  const chosen = sizes.map((size) => new Uint8Array(size).fill(1))
  for (const { mode, value } of start) (chosen[mode] as Uint8Array).fill(0)[value] = 1
  const order = sizes.map((_, mode) => mode)

  /** Of each recent record the number of modes whose subset does not hold it. */
  const misses = new Uint8Array(recent.length)
  for (const { mode } of start)
    recent.forEach((record, i) => {
      misses[i] = (misses[i] as number) + (chosen[mode]?.[values[record * modes + mode] as number] ? 0 : 1)
    })
  const inMode = chosen.map((subset, mode) => shareOf(past, mode, subset))
  let best = { observed: 0, expected: 0, score: 0 }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let isBetter = false
    for (const mode of shuffle(order, random)) {
      const subset = chosen[mode] as Uint8Array
      const found = bestOfMode(mode, subset)
      if (found.score <= best.score * (1 + 1e-12)) continue
      best = found
      isBetter = true
      const held = new Uint8Array(subset.length)
      for (const value of found.elements) held[value] = 1
      recent.forEach((record, i) => {
        const value = values[record * modes + mode] as number
        misses[i] = (misses[i] as number) + (subset[value] as number) - (held[value] as number)
      })
      chosen[mode] = held
      inMode[mode] = shareOf(past, mode, held)
    }
    if (!isBetter) break
  }
  return {
    observed: best.observed,
    expected: best.expected,
    score: best.score,
    values: chosen.map((subset) => {
      const held = Array.from(subset.keys()).filter((value) => subset[value])
      return held.length === subset.length ? null : held
    }),
  }

  function bestOfMode(mode: number, subset: Uint8Array) {
    const size = sizes[mode] as number
    const observed = new Float64Array(size)
    for (let i = 0; i < recent.length; i++) {
      const missed = misses[i] as number
      if (missed > 1) continue
      const value = values[(recent[i] as number) * modes + mode] as number
      if (missed === 1 && subset[value]) continue
      observed[value] = (observed[value] as number) + 1
    }
    const expected = expectedByValue(past, inMode, mode, size, recent.length)
    const looked = problem.modes[mode] as Mode
    if (looked.subsets === 'any') return bestSubset(observed, expected)
    const some =
      looked.subsets === 'near'
        ? bestNearbySubset(observed, expected, looked.nearest)
        : bestSubset(observed, expected, [1])
    const [all, usual] = [total(observed), total(expected)]
    const score = expectationScore(all, usual)
    return score < some.score
      ? some
      : { elements: Array.from({ length: size }, (_, value) => value), observed: all, expected: usual, score }
  }
}

function total(numbers: Float64Array): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

/** For each class, the probability that a record's value of a mode is in the subset. */
function shareOf({ shares, probabilities }: LatentClasses, mode: number, subset: Uint8Array): Float64Array {
  const ofMode = probabilities[mode] as Float64Array
  const inSubset = new Float64Array(shares.length)
  for (let at = 0; at < ofMode.length; at++) {
    const r = Math.floor(at / subset.length)
    if (subset[at % subset.length]) inSubset[r] = (inSubset[r] as number) + (ofMode[at] as number)
  }
  return inSubset
}

/** Of so many records, those expected with each value of a mode and within the subsets of all the others. */
function expectedByValue(
  { shares, probabilities }: LatentClasses,
  inMode: readonly Float64Array[],
  mode: number,
  size: number,
  records: number,
): Float64Array {
  const expected = new Float64Array(size)
  const ofMode = probabilities[mode] as Float64Array
  shares.forEach((share, r) => {
    let product = share * records
    for (let other = 0; other < inMode.length; other++)
      if (other !== mode) product *= (inMode[other] as Float64Array)[r] as number
    for (let value = 0; value < size; value++)
      expected[value] = (expected[value] as number) + product * (ofMode[r * size + value] as number)
  })
  return expected
}
