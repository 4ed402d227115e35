import { describe, expect, it } from 'vitest'
import {
  noveltyP,
  noveltyPForList,
  type ThreeWayTable,
  threeWayInteraction,
} from '../../jobs/stats/emergence/novelty.ts'
import { gumbelP } from '../../jobs/stats/scan/monte-carlo.ts'
import { areOfOneLine, nodeAndTime, scanTree } from '../../jobs/stats/scan/tree-scan.ts'
import { readVectors, relativeError } from './vectors.ts'

type Reference = { best: string; mc: { p_mc: number; p_gumbel: number; null_quantiles: Record<string, number> } }
const vectors = readVectors<{
  tree: Record<string, string[]>
  expected: Record<string, number>
  observed: Record<string, number>
  nodes: string[]
  unconditional_llr: number[]
  conditional_llr: number[]
  unconditional: Reference
  conditional: Reference
}>('treescan')
const misc = readVectors<{
  beta_binomial_novelty: { n_prior: number; next_m: number; k: number; p: number }[]
  tree_temporal_hypergeom: { C: number; C_w: number; n_G: number; c: number; E: number; p: number }[]
  log_linear_no3way: { table: ThreeWayTable; expected: ThreeWayTable; G2: number; p: number }
}>('misc')

const { nodes } = vectors
const tree = nodes.map((node) => nodes.findIndex((parent) => vectors.tree[parent]?.includes(node)))

describe('the tree scan', () => {
  const observed = nodes.map((node) => vectors.observed[node] ?? 0)
  const expected = nodes.map((node) => vectors.expected[node] ?? 0)

  it.each([
    ['with the total left free', false, vectors.unconditional_llr, vectors.unconditional],
    ['with the total given', true, vectors.conditional_llr, vectors.conditional],
  ] as const)('%s finds the nitazenes, which no single drug shows', (_, isConditional, statistics, reference) => {
    const scan = scanTree(tree, observed, expected, { isConditional, replicates: 9999, seed: 'tree' })
    scan.statistics.forEach((statistic, node) => {
      expect(Math.abs(statistic - (statistics[node] as number))).toBeLessThan(1e-9)
    })
    expect(nodes[scan.best]).toBe(reference.best)
    expect(scan.p).toBeLessThanOrEqual(3 / 10_000)
    const sorted = scan.maxima.toSorted()
    for (const [q, quantile] of Object.entries(reference.mc.null_quantiles)) {
      // the maxima of counts have steps, so the quantiles on both sides of chance's reach hold the reference's between them
      const share = Number(q)
      const reach = 3 * Math.sqrt((2 * share * (1 - share)) / 9999)
      const at = (part: number) => sorted[Math.min(9998, Math.floor(part * 9999))] as number
      expect(at(share - reach)).toBeLessThanOrEqual(quantile + 1e-9)
      expect(at(share + reach)).toBeGreaterThanOrEqual(quantile - 1e-9)
    }
    // a tail that is extrapolated to p = 1e-5 and less: its order of magnitude
    const tail = gumbelP(Math.max(...scan.statistics), scan.maxima)
    expect(Math.abs(Math.log10(tail / reference.mc.p_gumbel))).toBeLessThan(0.5)
  })

  it('knows which nodes lie on one line', () => {
    const at = (name: string) => nodes.indexOf(name)
    expect(areOfOneLine(tree, at('opioid'), at('metonitazene'))).toBe(true)
    expect(areOfOneLine(tree, at('metonitazene'), at('nitazene'))).toBe(true)
    expect(areOfOneLine(tree, at('nitazene'), at('nitazene'))).toBe(true)
    expect(areOfOneLine(tree, at('heroin'), at('nitazene'))).toBe(false)
  })

  it.each(misc.tree_temporal_hypergeom)('gives a node in a window its exact p', ({ C, C_w, n_G, c, E, p }) => {
    const answer = nodeAndTime({ found: c, deathsInWindow: C_w, deathsWithNode: n_G, deaths: C })
    expect(answer.expected).toBeCloseTo(E, 12)
    expect(relativeError(answer.p, p)).toBeLessThan(1e-9)
  })
})

describe('novelty', () => {
  it.each(misc.beta_binomial_novelty)(
    'of $k in the next $next_m after none in $n_prior',
    ({ n_prior, next_m, k, p }) => {
      // SciPy takes 1 − (a sum near 1), so its own answer is good to 1e-12 absolutely
      expect(Math.abs(noveltyP(k, next_m, n_prior) - p)).toBeLessThan(1e-12)
    },
  )

  it('is weighed by the length of the watch-list: two of fifty new drugs is no news, three is', () => {
    expect(noveltyPForList(2, 10, 100, 50)).toBeCloseTo(0.14, 2)
    expect(noveltyPForList(3, 10, 100, 50)).toBeCloseTo(0.009, 3)
    expect(noveltyPForList(1, 10, 10, 50)).toBe(1)
  })
})

it('tests whether three substances go together beyond their pairs', () => {
  const { table, expected, G2, p } = misc.log_linear_no3way
  const fit = threeWayInteraction(table)
  fit.expected.flat(2).forEach((cell, i) => {
    expect(relativeError(cell, expected.flat(2)[i] as number)).toBeLessThan(1e-9)
  })
  expect(relativeError(fit.g2, G2)).toBeLessThan(1e-9)
  expect(relativeError(fit.p, p)).toBeLessThan(1e-9)
})
