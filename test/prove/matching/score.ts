import { findCandidates } from '../../../jobs/stats/matching/candidates.ts'
import { groupIntoEvents, type WeighedPair } from '../../../jobs/stats/matching/events.ts'
import { probabilityOf } from '../../../jobs/stats/matching/model.ts'
import type { Generated } from './generator.ts'

/** Pairs that are said to be of one event, beside those that are. */
export function scoreEvents(eventOf: readonly number[], said: ArrayLike<number>) {
  let [right, saidSame, same] = [0, 0, 0]
  for (let one = 0; one < eventOf.length; one++)
    for (let other = one + 1; other < eventOf.length; other++) {
      const [isSame, isSaid] = [eventOf[one] === eventOf[other], said[one] === said[other]]
      if (isSame) same++
      if (isSaid) saidSame++
      if (isSame && isSaid) right++
    }
  return { precision: right / saidSame, recall: right / same, f: (2 * right) / (saidSame + same) }
}

/** The greatest F of pairs by any threshold. */
export function bestByThreshold(pairs: readonly (WeighedPair & { isSame: boolean })[], same: number): number {
  let [right, best] = [0, 0]
  const surest = pairs.toSorted((a, b) => b.bits - a.bits)
  surest.forEach(({ isSame }, at) => {
    if (isSame) right++
    best = Math.max(best, (2 * right) / (at + 1 + same))
  })
  return best
}

/** Brier's score of what is said of pairs: the mean square of what is said less what is true. */
export function brierOf(pairs: readonly { bits: number; isSame: boolean }[]): number {
  return pairs.reduce((sum, { bits, isSame }) => sum + (probabilityOf(bits) - Number(isSame)) ** 2, 0) / pairs.length
}

export function weigh(
  { reports, eventOf }: Generated,
  bitsOf: (one: number, other: number, code: number) => number,
): (WeighedPair & { isSame: boolean })[] {
  const { length, one, other, code } = findCandidates(reports)
  return Array.from({ length }, (_, at) => {
    const [a, b] = [one[at] as number, other[at] as number]
    return { one: a, other: b, bits: bitsOf(a, b, code[at] as number), isSame: eventOf[a] === eventOf[b] }
  })
}

export { groupIntoEvents }
