import { betaBinomialUpperTail, chiSquareUpperTail } from '../counts/distributions.ts'

/**
 * How surprising is it to find a substance in `found` of the next `tested` deaths, when it was in none of the
 * `testedBefore`? Its unknown rate has Jeffreys' prior, beta(½, ½), updated by the earlier deaths. The answer is for
 * one substance: with a watch-list, multiply by its length (`noveltyPForList`).
 */
export function noveltyP(found: number, tested: number, testedBefore: number): number {
  return betaBinomialUpperTail(found, tested, 0.5, testedBefore + 0.5)
}

/** The same, allowing (Bonferroni) for all the substances that are watched. */
export function noveltyPForList(found: number, tested: number, testedBefore: number, watchListSize: number): number {
  return Math.min(1, noveltyP(found, tested, testedBefore) * watchListSize)
}

/** Counts of deaths by three yes/no findings: table[a][b][c]. */
export type ThreeWayTable = [[Pair, Pair], [Pair, Pair]]
type Pair = [number, number]

/**
 * Do three substances occur together beyond what their three pairs explain? Fits the log-linear model without the
 * three-way interaction by iterative proportional fitting, and compares by G² with one degree of freedom.
 * Bishop YMM, Fienberg SE, Holland PW. Discrete Multivariate Analysis. MIT Press 1975, chapter 3.
 */
export function threeWayInteraction(table: ThreeWayTable): { expected: ThreeWayTable; g2: number; p: number } {
  const observed = table.flat(2)
  const expected = fitAllPairs(observed)
  const g2 =
    2 *
    observed.reduce(
      (sum, count, cell) => sum + (count === 0 ? 0 : count * Math.log(count / (expected[cell] as number))),
      0,
    )
  const [a, b, c, d, e, f, g, h] = expected as [number, number, number, number, number, number, number, number]
  return {
    expected: [
      [
        [a, b],
        [c, d],
      ],
      [
        [e, f],
        [g, h],
      ],
    ],
    g2: Math.max(0, g2),
    p: chiSquareUpperTail(g2, 1),
  }
}

/** Cells are numbered 4a + 2b + c; a pair's margin is the sum over the two cells that differ in the third finding. */
function fitAllPairs(observed: readonly number[]): number[] {
  const fitted = observed.map(() => 1)
  for (let round = 0; round < 10_000; round++) {
    let change = 0
    for (const third of [1, 2, 4])
      for (let cell = 0; cell < 8; cell++) {
        if (cell & third) continue
        const margin = (observed[cell] as number) + (observed[cell + third] as number)
        const now = (fitted[cell] as number) + (fitted[cell + third] as number)
        const scale = now === 0 ? 0 : margin / now
        for (const one of [cell, cell + third]) {
          change = Math.max(change, Math.abs((fitted[one] as number) * (scale - 1)))
          fitted[one] = (fitted[one] as number) * scale
        }
      }
    if (change < 1e-12) break
  }
  return fitted
}
