import { hypergeometricProbability, hypergeometricUpperTail } from '../counts/distributions.ts'
import { randomFor, shuffle } from '../draws/random.ts'

/** A set of things found together, ascending, and the rows (deaths) in which all of them were, ascending. */
export type Itemset = { items: number[]; rows: number[] }

/**
 * All sets of up to `largestSize` items found together in at least `leastSupport` rows. `canJoin` may keep two items
 * apart (a class and its own drug). Sets come in the order of their items: [0], [0, 1], [0, 1, 2], [0, 2], [1] …
 * Zaki MJ. Scalable algorithms for association mining. IEEE TKDE 2000;12:372–390 (Eclat: rows are intersected).
 */
export function mineItemsets(
  rows: readonly (readonly number[])[],
  {
    largestSize,
    leastSupport,
    canJoin = () => true,
  }: { largestSize: number; leastSupport: number; canJoin?: (a: number, b: number) => boolean },
): Itemset[] {
  const rowsOf = new Map<number, number[]>()
  rows.forEach((items, row) => {
    for (const item of new Set(items)) {
      const found = rowsOf.get(item)
      if (found) found.push(row)
      else rowsOf.set(item, [row])
    }
  })
  const singles = [...rowsOf]
    .filter(([, found]) => found.length >= leastSupport)
    .sort(([a], [b]) => a - b)
    .map(([item, found]) => ({ item, rows: found }))

  const itemsets: Itemset[] = []
  extend([], undefined, 0)
  return itemsets

  function extend(items: number[], within: Set<number> | undefined, next: number): void {
    for (let i = next; i < singles.length; i++) {
      const { item, rows: own } = singles[i] as (typeof singles)[number]
      if (!items.every((other) => canJoin(other, item))) continue
      const common = within ? own.filter((row) => within.has(row)) : own
      if (common.length < leastSupport) continue
      const grown = [...items, item]
      itemsets.push({ items: grown, rows: common })
      if (grown.length < largestSize) extend(grown, new Set(common), i + 1)
    }
  }
}

export type ScreenedItemset = Itemset & {
  recentCount: number
  /** Fisher's one-sided p: commoner in the recent rows; `pMid` counts half of the table's own probability. */
  p: number
  pMid: number
  /** Adjusted for all the itemsets by Westfall and Young's smallest p. */
  pAdjusted: number
  /** The least p that a set with this support could reach. */
  leastAttainableP: number
  /** Rows with all items that independence would lead one to expect, and how many times more there are. */
  expectedIfIndependent: number
  lift: number
}

export type ItemsetScreen = {
  /** Smallest p first. */
  itemsets: ScreenedItemset[]
  /** Tarone's K and α/K: sets with p ≤ delta are significant without permutation, those that cannot reach it untested. */
  taroneK: number
  delta: number
  testable: number
}

/**
 * Which combinations have become commoner? Fisher's exact test of each itemset, recent rows against the rest, with two
 * ways to allow for their number: Westfall–Young (the labels are permuted over whole rows, so co-use is kept) and
 * Tarone's bound.
 * Westfall PH, Young SS. Resampling-Based Multiple Testing. Wiley 1993. Tarone RE. A modified Bonferroni method for
 * discrete data. Biometrics 1990;46:515–522. Terada A et al. Statistical significance of combinatorial regulations.
 * PNAS 2013;110:12996–13001 (LAMP).
 */
export function screenItemsets(
  rows: readonly (readonly number[])[],
  isRecent: readonly boolean[],
  options: {
    largestSize: number
    leastSupport: number
    alpha: number
    permutations: number
    seed: string | number
    canJoin?: (a: number, b: number) => boolean
  },
): ItemsetScreen {
  const all = rows.length
  const labels = Uint8Array.from(isRecent, (recent) => (recent ? 1 : 0))
  const recent = labels.reduce((sum, label) => sum + label, 0)
  const share = shareOfEachItem(rows)
  const pOf = rememberedP(recent, all)

  const itemsets = mineItemsets(rows, options).map((itemset) => {
    const support = itemset.rows.length
    const recentCount = countRecent(itemset.rows, labels)
    const expectedIfIndependent = itemset.items.reduce((product, item) => product * (share.get(item) as number), all)
    const p = pOf(recentCount, support)
    return {
      ...itemset,
      recentCount,
      p,
      pMid: p - hypergeometricProbability(recentCount, recent, support, all) / 2,
      leastAttainableP: pOf(Math.min(support, recent), support),
      expectedIfIndependent,
      lift: support / expectedIfIndependent,
    }
  })

  const smallest = Float64Array.from({ length: options.permutations }, (_, permutation) => {
    const permuted = shuffle(labels.slice(), randomFor(options.seed, permutation))
    return itemsets.reduce((least, { rows: own }) => Math.min(least, pOf(countRecent(own, permuted), own.length)), 1)
  }).sort()
  const { k, delta } = tarone(
    itemsets.map(({ leastAttainableP }) => leastAttainableP),
    options.alpha,
  )
  return {
    itemsets: itemsets
      .map((itemset) => ({ ...itemset, pAdjusted: (1 + countUpTo(smallest, itemset.p)) / (smallest.length + 1) }))
      .sort((a, b) => a.p - b.p || a.items.length - b.items.length),
    taroneK: k,
    delta,
    testable: itemsets.filter(({ leastAttainableP }) => leastAttainableP <= delta).length,
  }
}

/** K is the least k for which at most k tests could reach α/k; all tests at α/K keep the family's error at α. */
export function tarone(leastAttainable: readonly number[], alpha: number): { k: number; delta: number } {
  let k = 1
  while (leastAttainable.filter((p) => p <= alpha / k).length > k) k++
  return { k, delta: alpha / k }
}

function shareOfEachItem(rows: readonly (readonly number[])[]): Map<number, number> {
  const share = new Map<number, number>()
  for (const items of rows) for (const item of new Set(items)) share.set(item, (share.get(item) ?? 0) + 1 / rows.length)
  return share
}

function countRecent(rows: readonly number[], labels: Uint8Array): number {
  let count = 0
  for (const row of rows) count += labels[row] as number
  return count
}

/** Fisher's p depends on the recent count and the support only; equal tables get the very same number, so ties hold. */
function rememberedP(recent: number, all: number): (recentCount: number, support: number) => number {
  const known = new Map<number, number>()
  return (recentCount, support) => {
    const key = support * (all + 1) + recentCount
    let p = known.get(key)
    if (p === undefined) {
      p = hypergeometricUpperTail(recentCount, recent, support, all)
      known.set(key, p)
    }
    return p
  }
}

/** How many of the ascending values are at most the limit. */
function countUpTo(ascending: Float64Array, limit: number): number {
  const above = ascending.findIndex((value) => value > limit)
  return above === -1 ? ascending.length : above
}
