import { expect, it } from 'vitest'
import { bernoulliStatistic, scanStatistic } from '../../jobs/stats/scan/scan-statistic.ts'
import { readVectors } from './vectors.ts'

const scan = readVectors<{
  pop: number[]
  cases: number[]
  controls: number[]
  poisson: { observed: number; expected: number; max_llr: number; top8: { locations: number[]; llr: number }[] }
  bernoulli: { cases_in: number; n_in: number; max_llr: number }
}>('scan')
const sum = (values: number[]) => values.reduce((a, b) => a + b)

it('is the Poisson log-likelihood ratio of the best circle', () => {
  const { observed, expected, max_llr } = scan.poisson
  expect(scanStatistic(observed, expected, sum(scan.cases))).toBeCloseTo(max_llr, 9)
})

it('is that of each of the eight strongest circles', () => {
  const [cases, people] = [sum(scan.cases), sum(scan.pop)]
  for (const { locations, llr } of scan.poisson.top8) {
    const inside = (numbers: number[]) => sum(locations.map((place) => numbers[place] as number))
    expect(scanStatistic(inside(scan.cases), (cases * inside(scan.pop)) / people, cases)).toBeCloseTo(llr, 9)
  }
})

it('is the Bernoulli log-likelihood ratio of the best circle', () => {
  const { cases_in, n_in, max_llr } = scan.bernoulli
  const all = sum(scan.cases) + sum(scan.controls)
  expect(bernoulliStatistic(cases_in, n_in, sum(scan.cases), all)).toBeCloseTo(max_llr, 9)
})

it('is zero where there is no excess, and nothing is left to compare with', () => {
  expect(scanStatistic(3, 3, 10)).toBe(0)
  expect(bernoulliStatistic(1, 10, 5, 20)).toBe(0)
  expect(bernoulliStatistic(5, 20, 5, 20)).toBe(0)
})

it('stays finite where every case lies in the window', () => {
  expect(scanStatistic(10, 2, 10)).toBeCloseTo(10 * Math.log(5), 12)
  expect(bernoulliStatistic(5, 5, 5, 20)).toBeCloseTo(-(5 * Math.log(5 / 20) + 15 * Math.log(15 / 20)), 12)
})
