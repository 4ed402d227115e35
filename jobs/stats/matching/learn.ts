import { compareFacts, FIELDS, GROUP_OF, NOT_KNOWN, STARTS } from './levels.ts'
import { BLOCKS, bitsOf, blockOf, evidenceOf, fromCode, type Model, probabilityOf } from './model.ts'
import type { ComparableReport } from './report.ts'

/** Pairs that a level is taken to have been met beside those that were: what is rare is not impossible. */
const MET_BESIDE = 0.5

type Counted = readonly (readonly [pattern: number[], count: number])[]
const decode = (counts: ReadonlyMap<number, number>): Counted =>
  [...counts].map(([code, count]) => [fromCode(code), count] as const)

/** The first of the fields that say nothing of time and place. */
const FIRST_FACT = 2

/**
 * How often each level of what says nothing of time and place is met by chance: among reports taken with others of theirs, of which next to
 * none are of one event. Known beforehand, because left to EM it takes any other difference between pairs for that of events.
 */
export function chanceOf(partnerships: readonly (readonly ComparableReport[])[]): number[][] {
  const counted = STARTS.map(({ levels }) => new Array<number>(levels).fill(MET_BESIDE))
  for (const reports of partnerships)
    for (const apart of [
      Math.floor(reports.length / 2),
      Math.floor(reports.length / 3),
      Math.floor(reports.length / 5),
    ])
      reports.forEach((report, at) => {
        const other = reports[(at + apart) % reports.length]
        if (!other || other === report) return
        compareFacts(report, other).forEach((level, fact) => {
          const levels = counted[fact + FIRST_FACT] as number[]
          if (level !== NOT_KNOWN) levels[level] = (levels[level] as number) + 1
        })
      })
  return counted.map((levels, field) => shareWithin(levels, GROUP_OF[field] as number[]))
}

/** Shares by field and level; within each group they add up to one. */
type Shares = readonly (readonly number[])[]

/** What a pair may be: reports of one event; of two events near each other, as happen where many are at risk; of any two. */
type Kinds = { same: Shares; near: Shares; any: Shares; nearShare: ReadonlyMap<string, number> }

/**
 * A model from pairs of which nobody knows which are of one event, by expectation and maximisation over three kinds of pairs; `chance`: see
 * `chanceOf`. That time and place depend on each other among reports of two events is what two kinds of them make of it.
 * Winkler WE. Using the EM algorithm for weight computation in the Fellegi-Sunter model of record linkage. US Census Bureau RR 2000/05.
 */
export function learnModel(
  counts: ReadonlyMap<number, number>,
  chance: Shares,
  { version, rounds = 120 }: { version: string; rounds?: number },
): Model {
  const pairs = decode(counts)
  const facts = chance.slice(FIRST_FACT)
  let kinds: Kinds = { same: leaning(0.6), near: leaning(0.9), any: leaning(1.25), nearShare: new Map() }
  let model = modelOf(
    version,
    Array.from({ length: BLOCKS }, () => 0.3),
    kinds,
    facts,
  )
  for (let round = 0; round < rounds; round++) {
    const shares = pairs.map(([pattern]) => probabilityOf(bitsOf(model, pattern)))
    const near = pairs.map(([pattern], at) => (1 - (shares[at] as number)) * nearnessOf(kinds, pattern))
    const countsOf = (share: (at: number) => number) => shareOut(pairs, share)
    kinds = {
      same: countsOf((at) => shares[at] as number),
      near: countsOf((at) => near[at] as number),
      any: countsOf((at) => 1 - (shares[at] as number) - (near[at] as number)),
      nearShare: nearShares(pairs, shares, near),
    }
    const next = modelOf(
      version,
      sharesByBlock(pairs, shares, () => [1, 10]),
      kinds,
      facts,
    )
    const moved = Math.max(...next.priors.map((share, block) => Math.abs(share - (model.priors[block] as number))))
    model = next
    if (moved < 1e-7) break
  }
  return model
}

/** Each group's first level most, or its last. EM ends in a likely model, and which one that is depends on where it begins. */
function leaning(towards: number): number[][] {
  return FIELDS.map(({ groups }) =>
    groups.flatMap((group) => {
      const weights = group.map((_, level) => towards ** level)
      const sum = weights.reduce((total, weight) => total + weight, 0)
      return weights.map((weight) => weight / sum)
    }),
  )
}

/** Half of the pairs of two events are near each other, until it is known. */
const NEAR_AT_FIRST = 0.5
/** The groups of a level of time and one of place, by level; the last of each row where no place is known of both. */
const GROUPS = (GROUP_OF[0] as number[]).map((ofTime) =>
  [...(GROUP_OF[1] as number[]), 'no place'].map((ofPlace) => `${ofTime} ${ofPlace}`),
)
const groupsOf = (time: number, place: number) => GROUPS[time]?.at(place) as string

/** Of two events, the chance that they are such as lie near each other. */
function nearnessOf({ near, any, nearShare }: Kinds, [time = 0, place = 0]: readonly number[]): number {
  const share = nearShare.get(groupsOf(time, place)) ?? NEAR_AT_FIRST
  const of = (shares: Shares) =>
    (shares[0]?.[time] as number) * (place === NOT_KNOWN ? 1 : (shares[1]?.[place] as number))
  return (share * of(near)) / (share * of(near) + (1 - share) * of(any))
}

function modelOf(version: string, priors: number[], { same, near, any, nearShare }: Kinds, facts: Shares): Model {
  const mixed = (share: number, ofNear: number, ofAny: number) => share * ofNear + (1 - share) * ofAny
  const alone = (field: 0 | 1) =>
    (near[field] as number[]).map((ofNear, level) => {
      const groups = [...nearShare].filter(([key]) => key.split(' ')[field] === String(GROUP_OF[field]?.[level]))
      const share = groups.length ? groups.reduce((sum, [, one]) => sum + one, 0) / groups.length : NEAR_AT_FIRST
      return mixed(share, ofNear, any[field]?.[level] as number)
    })
  return {
    version,
    priors,
    m: same,
    u: [alone(0), alone(1), ...facts],
    uTogether: (near[0] as number[]).map((_, time) =>
      (near[1] as number[]).map((_, place) =>
        mixed(
          nearShare.get(groupsOf(time, place)) ?? NEAR_AT_FIRST,
          (near[0]?.[time] as number) * (near[1]?.[place] as number),
          (any[0]?.[time] as number) * (any[1]?.[place] as number),
        ),
      ),
    ),
    calibration: { slope: 1, intercept: 0 },
  }
}

/** How often each level is met among pairs of a kind. */
function shareOut(pairs: Counted, shareOf: (at: number) => number): number[][] {
  const counted = STARTS.map(({ levels }) => new Array<number>(levels).fill(MET_BESIDE))
  pairs.forEach(([pattern, count], at) => {
    const ofKind = count * shareOf(at)
    pattern.forEach((level, field) => {
      const levels = counted[field] as number[]
      if (level !== NOT_KNOWN) levels[level] = (levels[level] as number) + ofKind
    })
  })
  return counted.map((levels, field) => shareWithin(levels, GROUP_OF[field] as number[]))
}

/** Counts as shares of their group. */
function shareWithin(counted: readonly number[], groupOf: readonly number[]): number[] {
  const sums: number[] = []
  counted.forEach((count, level) => {
    const group = groupOf[level] as number
    sums[group] = (sums[group] ?? 0) + count
  })
  return counted.map((count, level) => count / (sums[groupOf[level] as number] as number))
}

/** Of pairs of two events, how many are near each other, by how their times and places are known. */
function nearShares(pairs: Counted, shares: readonly number[], near: readonly number[]): Map<string, number> {
  const counted = new Map<string, [near: number, all: number]>()
  pairs.forEach(([[time = 0, place = 0], count], at) => {
    const key = groupsOf(time, place)
    const here = counted.get(key) ?? [5, 10]
    counted.set(key, [here[0] + count * (near[at] as number), here[1] + count * (1 - (shares[at] as number))])
  })
  return new Map([...counted].map(([key, [ofNear, all]]) => [key, Math.min(0.999, ofNear / all)]))
}

/** Of the pairs of each kind, how many are of one event; with pairs beside those met, of which so many are of one event. */
function sharesByBlock(
  pairs: Counted,
  shares: readonly number[],
  beside: (block: number) => [matched: number, all: number],
): number[] {
  const counted = Array.from({ length: BLOCKS }, (_, block) => beside(block))
  pairs.forEach(([pattern, count], at) => {
    const here = counted[blockOf(pattern)] as [number, number]
    here[0] += count * (shares[at] as number)
    here[1] += count
  })
  return counted.map(([matched, all]) => Math.min(0.999, Math.max(1e-6, matched / all)))
}

/** A partnership's own share weighs as much as the model's where it has compared so many pairs. */
const PAIRS_OF_MODEL = 100

/** The model with how many pairs are of one event where it is used: how often events lie near each other differs from place to place. */
export function withOwnPriors(model: Model, counts: ReadonlyMap<number, number>): Model {
  const pairs = decode(counts)
  const evidence = pairs.map(([pattern]) => evidenceOf(model, pattern))
  const blocks = pairs.map(([pattern]) => blockOf(pattern))
  let { priors } = model
  for (let round = 0; round < 100; round++) {
    const bits = priors.map((share) => Math.log2(share / (1 - share)))
    const shares = evidence.map((found, at) => probabilityOf((bits[blocks[at] as number] as number) + found))
    const next = sharesByBlock(pairs, shares, (block) => [
      PAIRS_OF_MODEL * (model.priors[block] as number),
      PAIRS_OF_MODEL,
    ])
    const moved = Math.max(...next.map((share, block) => Math.abs(share - (priors[block] as number))))
    priors = next
    if (moved < 1e-6) break
  }
  return { ...model, priors }
}

/**
 * By how much the bits have to be stretched and moved to have proved true, by logistic regression on pairs of which the truth is known.
 * Platt J. Probabilistic outputs for support vector machines. MIT Press 1999.
 */
export function calibrate(pairs: readonly { bits: number; isSame: boolean }[]): Model['calibration'] {
  let [slope, intercept] = [1, 0]
  for (let round = 0; round < 50; round++) {
    // Newton's step on natural logarithms, of which a bit is ln 2
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-9, 0, 1e-9]
    for (const { bits, isSame } of pairs) {
      const p = probabilityOf(intercept + slope * bits)
      const [error, weight] = [Number(isSame) - p, p * (1 - p)]
      g0 += error
      g1 += error * bits
      h00 += weight
      h01 += weight * bits
      h11 += weight * bits * bits
    }
    const determinant = h00 * h11 - h01 * h01
    const [byIntercept, bySlope] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant]
    intercept += byIntercept / Math.LN2
    slope += bySlope / Math.LN2
    if (Math.abs(byIntercept) + Math.abs(bySlope) < 1e-9) break
  }
  return { slope, intercept }
}
