import { hypergeometricUpperTail } from '../counts/distributions.ts'
import { type Random, randomFor, randomPoisson } from '../draws/random.ts'
import { decideP, type MonteCarloP } from './monte-carlo.ts'
import { scanStatistic } from './scan-statistic.ts'

/** A tree of substances: the parent of each node, −1 at a root. Parents may come before or after their children. */
export type Tree = readonly number[]

/** The node's ancestors, nearest first. */
export function ancestorsOf(tree: Tree, node: number): number[] {
  const ancestors: number[] = []
  for (let at = tree[node] ?? -1; at >= 0 && ancestors.length < tree.length; at = tree[at] ?? -1) ancestors.push(at)
  return ancestors
}

/** Whether the two nodes are the same or one lies under the other. */
export function areOfOneLine(tree: Tree, a: number, b: number): boolean {
  return a === b || ancestorsOf(tree, a).includes(b) || ancestorsOf(tree, b).includes(a)
}

/** Adds each node's own number to all its ancestors. */
export function sumUpTree(tree: Tree, own: readonly number[]): number[] {
  const totals = [...own]
  own.forEach((count, node) => {
    for (const ancestor of ancestorsOf(tree, node)) totals[ancestor] = (totals[ancestor] as number) + count
  })
  return totals
}

/** Log-likelihood ratio of a Poisson count above its expected number, the total left free. Kulldorff 2003, see below. */
export function unconditionalStatistic(observed: number, expected: number): number {
  return observed > expected ? observed * Math.log(observed / expected) - (observed - expected) : 0
}

export type TreeScan = MonteCarloP & {
  best: number
  /** For each node. */
  statistics: number[]
  maxima: Float64Array
}

/**
 * Which node of the tree has more than expected? `observed` and `expected` hold each node's own numbers (0 at nodes
 * that only group others). Conditional: the total is taken as it is, and only its spread over the tree is judged.
 * Kulldorff M, Fang Z, Walsh SJ. A tree-based scan statistic for database disease surveillance. Biometrics 2003;59:323–331.
 */
export function scanTree(
  tree: Tree,
  observed: readonly number[],
  expected: readonly number[],
  { isConditional, replicates, seed }: { isConditional: boolean; replicates: number; seed: string | number },
): TreeScan {
  const total = observed.reduce((sum, count) => sum + count, 0)
  const stretch = isConditional ? total / expected.reduce((sum, mean) => sum + mean, 0) : 1
  const means = expected.map((mean) => mean * stretch)
  const expectedIn = sumUpTree(tree, means)
  const statisticsOf = (counts: readonly number[]) =>
    sumUpTree(tree, counts).map((count, node) => {
      const mean = expectedIn[node] as number
      return isConditional ? scanStatistic(count, mean, total) : unconditionalStatistic(count, mean)
    })
  const statistics = statisticsOf(observed)
  const largest = Math.max(...statistics)
  const maxima = Float64Array.from({ length: replicates }, (_, replicate) => {
    const random = randomFor(seed, replicate)
    const counts = isConditional ? spread(total, means, random) : means.map((mean) => randomPoisson(random, mean))
    return Math.max(...statisticsOf(counts))
  })
  return { best: statistics.indexOf(largest), statistics, maxima, ...decideP(largest, maxima) }
}

/** Drops so many events on the nodes, each with a chance in proportion to its mean. */
function spread(events: number, means: readonly number[], random: Random): number[] {
  const sum = means.reduce((all, mean) => all + mean, 0)
  const counts = means.map(() => 0)
  for (let event = 0; event < events; event++) {
    let left = random() * sum
    let node = 0
    while (node < means.length - 1 && left >= (means[node] as number)) left -= means[node++] as number
    counts[node] = (counts[node] as number) + 1
  }
  return counts
}

/**
 * The chance of at least `found` deaths with a node among those of a window, the node's deaths and the window's both
 * given: the exact form of the tree-temporal scan, better than its Poisson form below ten deaths.
 */
export function nodeAndTime(counts: {
  found: number
  deathsInWindow: number
  deathsWithNode: number
  deaths: number
}): {
  expected: number
  p: number
} {
  const { found, deathsInWindow, deathsWithNode, deaths } = counts
  return {
    expected: (deathsWithNode * deathsInWindow) / deaths,
    p: hypergeometricUpperTail(found, deathsInWindow, deathsWithNode, deaths),
  }
}
