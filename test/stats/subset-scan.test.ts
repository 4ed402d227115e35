import { expect, it } from 'vitest'
import { randomFor, randomPoisson } from '../../jobs/stats/draws/random.ts'
import { expectationScore } from '../../jobs/stats/scan/expectation-score.ts'
import { bestNearbySubset, bestSubset, priorityOrder } from '../../jobs/stats/scan/subset-scan.ts'
import { readVectors, relativeError } from './vectors.ts'

const { ebp_ltss: vector } = readVectors<{
  ebp_ltss: { q: number[]; b: number[]; priority_order: number[]; scores: number[]; best_prefix: number; best: number }
}>('scan')

it('gives the priorities, the score of every prefix and the best one of the reference', () => {
  const { q, b, priority_order: order, scores, best_prefix: size, best } = vector
  expect(priorityOrder(q, b)).toEqual(order)
  const sum = (numbers: number[], length: number) =>
    order.slice(0, length).reduce((total, i) => total + (numbers[i] ?? 0), 0)
  // the reference gives its expected numbers and scores to nine decimals, which is what the tolerance is
  scores.forEach((score, i) => {
    expect(Math.abs(expectationScore(sum(q, i + 1), sum(b, i + 1)) - score)).toBeLessThan(1e-8)
  })
  const found = bestSubset(q, b)
  expect(found.elements).toEqual(order.slice(0, size))
  expect(relativeError(found.score, best)).toBeLessThan(1e-9)
})

it('finds the best of all subsets, of a few elements that can be tried one by one', () => {
  const elements = 10
  for (let seed = 0; seed < 40; seed++) {
    const random = randomFor('every subset', seed)
    const expected = Array.from({ length: elements }, () => 0.1 + 3 * random())
    const observed = expected.map((mean) => randomPoisson(random, mean))
    let best = 0
    for (let subset = 1; subset < 1 << elements; subset++) {
      const among = expected.map((_, i) => i).filter((i) => subset & (1 << i))
      const sum = (numbers: number[]) => among.reduce((total, i) => total + (numbers[i] ?? 0), 0)
      best = Math.max(best, expectationScore(sum(observed), sum(expected)))
    }
    expect(bestSubset(observed, expected).score).toBeCloseTo(best, 12)
  }
})

it('keeps to the neighbours of one centre where asked, in any shape', () => {
  const observed = [9, 0, 9, 0, 0, 9]
  const expected = [1, 1, 1, 1, 1, 1]
  const nearest = [
    [0, 1, 2],
    [2, 3, 1],
    [5, 4, 3],
  ]
  const { elements, score } = bestNearbySubset(observed, expected, nearest)
  expect(elements).toEqual([0, 2])
  expect(score).toBeCloseTo(expectationScore(18, 2), 12)
})
