import { describe, expect, it } from 'vitest'
import { type Random, randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { countValues, fitLatentClasses, type SparseTensor, toClasses } from '../../jobs/stats/scan/latent-classes.ts'
import { decideP, maximaUntilDecided } from '../../jobs/stats/scan/monte-carlo.ts'
import {
  type Mode,
  prepareSubgroups,
  type SubgroupProblem,
  strongestSubgroup,
  subgroupMaxima,
} from '../../jobs/stats/scan/multidimensional-subset-scan.ts'

const AREAS = 12
const AGES = 5
/** Each found beside a street opioid, and elsewhere: drugs go together, as they do. */
const DRUGS = [
  [0.6, 0.05],
  [0.5, 0.2],
  [0.1, 0.4],
  [0.12, 0.06],
  [0.05, 0.15],
  [0.3, 0.3],
] as const
const SIZES = [AREAS, AGES, 2, ...DRUGS.map(() => 2)]
const MODES: Mode[] = [
  {
    subsets: 'near',
    nearest: Array.from({ length: AREAS }, (_, centre) =>
      Array.from({ length: AREAS }, (_, area) => area)
        .sort((a, b) => Math.abs(a - centre) - Math.abs(b - centre) || a - b)
        .slice(0, 5),
    ),
  },
  { subsets: 'any' },
  { subsets: 'any' },
  ...DRUGS.map(() => ({ subsets: 'found' }) as const),
]
const PAST = 1200
const RECENT = 90

function drawDeath(random: Random): number[] {
  const isStreet = random() < 0.5
  const age = Math.min(AGES - 1, Math.floor(AGES * random() * (isStreet ? 1.2 : 0.8)))
  const drugs = DRUGS.map(([street, elsewhere]) => (random() < (isStreet ? street : elsewhere) ? 1 : 0))
  return [Math.floor(AREAS * random() ** 1.5), age, random() < 0.7 ? 1 : 0, ...drugs]
}

/** Deaths of the past and, last, the recent ones; some of them young people with the fourth drug, in three areas side by side. */
function drawDeaths(seed: string, planted: number): SparseTensor {
  const random = randomFor(seed, 0)
  const deaths = Array.from({ length: PAST + RECENT }, () => drawDeath(random))
  for (let i = 0; i < planted; i++) {
    const death = deaths[PAST + i] as number[]
    death[0] = 4 + randomBelow(random, 3)
    death[1] = 1
    death[6] = 1
  }
  return { sizes: SIZES, values: Uint16Array.from(deaths.flat()) }
}

function prepare(tensor: SparseTensor, seed: string): SubgroupProblem {
  const practical = { leastRatio: 1.5, leastExcess: 5 }
  return prepareSubgroups({ tensor, modes: MODES, recent: RECENT, rank: 3, restarts: 4, ...practical }, seed)
}

function judge(seed: string, planted: number) {
  const problem = prepare(drawDeaths(seed, planted), seed)
  const subgroup = strongestSubgroup(problem, seed)
  const sequential = { replicates: 99, stopAfterExceedances: 10 }
  const maxima = subgroup
    ? maximaUntilDecided(subgroup.score, (from, to) => subgroupMaxima(problem, seed, from, to), sequential)
    : []
  return { subgroup, p: subgroup ? decideP(subgroup.score, maxima, sequential).p : 1 }
}

describe('the low-rank model', () => {
  it('knows what goes with what, where independence does not', () => {
    const tensor = drawDeaths('model', 0)
    const all = Int32Array.from({ length: PAST + RECENT }, (_, record) => record)
    const chanceOf = (rank: number, drugs: number[]) => {
      const sums = countValues(tensor, fitLatentClasses(tensor, rank, 'model'), rank, all)
      const marginal = countValues(tensor, new Float64Array(all.length).fill(1), 1, all)
      const { shares, probabilities } = toClasses(tensor, sums, marginal)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
      return shares.reduce(
        (sum, share, r) =>
          sum + drugs.reduce((product, drug) => product * (probabilities[3 + drug]?.[r * 2 + 1] ?? 0), share),
        0,
      )
    }
    const truth = (drugs: number[]) =>
      [0, 1].reduce((sum, k) => sum + 0.5 * drugs.reduce((product, drug) => product * (DRUGS[drug]?.[k] ?? 0), 1), 0)
    for (const together of [
      [0, 1],
      [0, 2],
    ]) {
      expect(Math.abs(chanceOf(2, together) / truth(together) - 1)).toBeLessThan(0.15)
      expect(Math.abs(chanceOf(1, together) / truth(together) - 1)).toBeGreaterThan(0.2)
    }
  })
})

describe('the multidimensional scan', () => {
  it('finds a subgroup of an age, a drug and neighbouring areas among all others', () => {
    const runs = Array.from({ length: 12 }, (_, i) => judge(`planted ${i}`, 9))
    const isFound = ({ subgroup, p }: (typeof runs)[number]) =>
      p <= 0.05 &&
      subgroup?.values[6]?.join() === '1' &&
      subgroup.values[1]?.includes(1) === true &&
      (subgroup.values[0] ?? []).filter((area) => area >= 4 && area <= 6).length >= 2
    expect(runs.filter(isFound).length).toBeGreaterThanOrEqual(10)
  })

  it('is quiet where nothing happens, as often as it says', () => {
    const runs = 40
    const ps = Array.from({ length: runs }, (_, i) => judge(`null ${i}`, 0).p)
    for (const level of [0.05, 0.2, 0.5]) {
      const share = ps.filter((p) => p <= level).length / runs
      expect(share).toBeLessThan(level + 2.5 * Math.sqrt((level * (1 - level)) / runs))
    }
  })

  it('counts and expects what its subgroup says', () => {
    const tensor = drawDeaths('counted', 9)
    const problem = prepare(tensor, 'counted')
    const subgroup = strongestSubgroup(problem, 's')
    let observed = 0
    for (let record = PAST; record < PAST + RECENT; record++)
      if (
        SIZES.every(
          (_, mode) => subgroup?.values[mode]?.includes(tensor.values[record * SIZES.length + mode] ?? -1) ?? true,
        )
      )
        observed++
    expect(subgroup?.observed).toBe(observed)
    expect(subgroup?.expected).toBeGreaterThan(0)
    expect(subgroup?.expected).toBeLessThan(observed / 1.5)
  })

  it('draws a replicate by the seed and its number only', () => {
    const problem = prepare(drawDeaths('replicates', 0), 's')
    const maxima = (from: number, to: number) => [...subgroupMaxima(problem, 's', from, to)]
    expect([...maxima(0, 2), ...maxima(2, 5)]).toEqual(maxima(0, 5))
  })
})
