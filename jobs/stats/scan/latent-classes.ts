import { randomGamma } from '../draws/gamma-draws.ts'
import { randomFor } from '../draws/random.ts'

/** Records in a table of many dimensions that is nearly all empty: of each record its value in each mode. */
export type SparseTensor = {
  /** How many values each mode has. */
  sizes: readonly number[]
  /** record × mode. */
  values: Uint16Array
}

/** Classes, each with its share of the records and, mode by mode, the probability of each value. */
export type LatentClasses = {
  shares: Float64Array
  /** probabilities[mode][class × size + value]. */
  probabilities: Float64Array[]
}

/** How surely each record belongs to each class: record × class. */
export type Memberships = Float64Array

const STEPS = 60
/** Each class has seen so many records of the whole beforehand, so that no value is impossible in it. */
const PRIOR_RECORDS = 2

export function recordsIn({ sizes, values }: SparseTensor): number {
  return values.length / sizes.length
}

/**
 * A non-negative low-rank model of the probability of each cell: P(v₁, v₂, …) = Σ_r π_r Π_m P_r(v_m), the canonical polyadic form. Fitted
 * by expectation–maximisation from random memberships, which depend on the seed only. Never is the tensor written out: a step takes
 * records × modes × classes. Rank 1 is independence of all modes.
 * Lazarsfeld PF, Henry NW. Latent structure analysis. 1968; Chi EC, Kolda TG. On tensors, sparsity, and nonnegative factorizations.
 * SIAM J Matrix Anal Appl 2012;33:1272–1299.
 */
export function fitLatentClasses(tensor: SparseTensor, rank: number, seed: string): Memberships {
  const records = recordsIn(tensor)
  const random = randomFor(seed, 0)
  const memberships = new Float64Array(records * rank).map(() => randomGamma(random, 1))
  normalise(memberships, rank)
  const all = Int32Array.from({ length: records }, (_, record) => record)
  const marginal = countValues(tensor, new Float64Array(records).fill(1), 1, all)
  for (let step = 0; step < (rank === 1 ? 1 : STEPS); step++)
    updateMemberships(tensor, toClasses(tensor, countValues(tensor, memberships, rank, all), marginal), memberships)
  return memberships
}

/** The sums of memberships by class and value, from which the model is made: sums that can be added and taken away. */
export type ClassSums = { ofClass: Float64Array; ofValue: Float64Array[] }

export function countValues(
  { sizes, values }: SparseTensor,
  memberships: Memberships,
  rank: number,
  among: ArrayLike<number>,
): ClassSums {
  const ofClass = new Float64Array(rank)
  const ofValue = sizes.map((size) => new Float64Array(rank * size))
  const modes = sizes.length
  for (let i = 0; i < among.length; i++) {
    const record = among[i] as number
    for (let r = 0; r < rank; r++) {
      const weight = memberships[record * rank + r] as number
      add(ofClass, r, weight)
      for (let mode = 0; mode < modes; mode++)
        add(
          ofValue[mode] as Float64Array,
          r * (sizes[mode] as number) + (values[record * modes + mode] as number),
          weight,
        )
    }
  }
  return { ofClass, ofValue }
}

/** What is left when some records are taken away. */
export function withoutSums(all: ClassSums, some: ClassSums): ClassSums {
  const less = (from: Float64Array, away: Float64Array) => from.map((sum, i) => Math.max(0, sum - (away[i] as number)))
  return {
    ofClass: less(all.ofClass, some.ofClass),
    ofValue: all.ofValue.map((sums, mode) => less(sums, some.ofValue[mode] as Float64Array)),
  }
}

/** The model of these sums; `marginal` are those of one class that holds everything. */
export function toClasses(
  { sizes }: SparseTensor,
  { ofClass, ofValue }: ClassSums,
  marginal: ClassSums,
): LatentClasses {
  const rank = ofClass.length
  const records = ofClass.reduce((sum, weight) => sum + weight, 0)
  const everything = marginal.ofClass[0] as number
  return {
    shares: ofClass.map((weight) => weight / records),
    probabilities: sizes.map((size, mode) =>
      Float64Array.from({ length: rank * size }, (_, at) => {
        const usual = ((marginal.ofValue[mode] as Float64Array)[at % size] as number) / everything
        const [seen, weight] = [(ofValue[mode] as Float64Array)[at] as number, ofClass[Math.floor(at / size)] as number]
        return (seen + PRIOR_RECORDS * usual) / (weight + PRIOR_RECORDS)
      }),
    ),
  }
}

function updateMemberships(
  { sizes, values }: SparseTensor,
  { shares, probabilities }: LatentClasses,
  into: Memberships,
) {
  const [modes, rank] = [sizes.length, shares.length]
  const records = values.length / modes
  for (let record = 0; record < records; record++)
    for (let r = 0; r < rank; r++) {
      let product = shares[r] as number
      for (let mode = 0; mode < modes; mode++)
        product *= (probabilities[mode] as Float64Array)[
          r * (sizes[mode] as number) + (values[record * modes + mode] as number)
        ] as number
      into[record * rank + r] = product
    }
  normalise(into, rank)
}

function normalise(memberships: Memberships, rank: number): void {
  for (let at = 0; at < memberships.length; at += rank) {
    let whole = 0
    for (let r = 0; r < rank; r++) whole += memberships[at + r] as number
    for (let r = 0; r < rank; r++) memberships[at + r] = whole > 0 ? (memberships[at + r] as number) / whole : 1 / rank
  }
}

function add(sums: Float64Array, at: number, more: number): void {
  sums[at] = (sums[at] as number) + more
}
