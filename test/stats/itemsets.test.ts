import { describe, expect, it } from 'vitest'
import { mineItemsets, screenItemsets } from '../../jobs/stats/emergence/itemsets.ts'
import { readVectors, relativeError } from './vectors.ts'

type Combos = {
  substances: string[]
  matrix: number[][]
  recent: number[]
  n_itemsets: number
  alpha: number
  tarone_K: number
  tarone_delta: number
  n_testable: number
  wy_perms: number
  top: {
    set: string[]
    support: number
    recent: number
    p_fisher_greater: number
    p_westfall_young: number
    min_attainable_p: number
    expected_independence: number
    lift: number
  }[]
}
const combos = readVectors<Combos>('combos')
const rows = combos.matrix.map((row) => row.flatMap((found, substance) => (found ? [substance] : [])))

describe('mining', () => {
  it('finds every set of up to three substances with enough deaths, and the deaths of each', () => {
    const itemsets = mineItemsets(rows, { largestSize: 3, leastSupport: 3 })
    expect(itemsets.length).toBe(combos.n_itemsets)
    for (const { items, rows: found } of itemsets)
      expect(found).toEqual(rows.flatMap((row, index) => (items.every((item) => row.includes(item)) ? [index] : [])))
  })

  it('keeps apart what may not be joined', () => {
    const itemsets = mineItemsets(
      [
        [0, 1, 2],
        [0, 1, 2],
      ],
      {
        largestSize: 3,
        leastSupport: 2,
        canJoin: (a, b) => !(a === 0 && b === 1),
      },
    )
    expect(itemsets.map(({ items }) => items.join('+'))).toEqual(['0', '0+2', '1', '1+2', '2'])
  })
})

describe('the screen for combinations that became commoner agrees with SciPy', () => {
  const screen = screenItemsets(
    rows,
    combos.recent.map((recent) => recent === 1),
    { largestSize: 3, leastSupport: 3, alpha: combos.alpha, permutations: combos.wy_perms, seed: 'combos' },
  )

  it("in Tarone's K and the number of sets that can be tested", () => {
    expect([screen.taroneK, screen.delta, screen.testable]).toEqual([
      combos.tarone_K,
      combos.tarone_delta,
      combos.n_testable,
    ])
  })

  it.each(combos.top)('for $set', ({ set, ...expected }) => {
    const items = set.map((name) => combos.substances.indexOf(name)).sort((a, b) => a - b)
    const found = screen.itemsets.find((itemset) => itemset.items.join() === items.join())
    if (!found) throw new Error('not found')
    expect([found.rows.length, found.recentCount]).toEqual([expected.support, expected.recent])
    expect(relativeError(found.p, expected.p_fisher_greater)).toBeLessThan(1e-9)
    expect(relativeError(found.leastAttainableP, expected.min_attainable_p)).toBeLessThan(1e-9)
    expect(relativeError(found.expectedIfIndependent, expected.expected_independence)).toBeLessThan(1e-9)
    expect(relativeError(found.lift, expected.lift)).toBeLessThan(1e-9)
    expect(found.pMid).toBeLessThan(found.p)
    // two Monte Carlo estimates of the adjusted p
    const p = expected.p_westfall_young
    const error = Math.sqrt((2 * p * (1 - p)) / combos.wy_perms)
    expect(Math.abs(found.pAdjusted - p)).toBeLessThan(3 * error + 1 / combos.wy_perms)
  })
})
