import { describe, expect, it } from 'vitest'
import { randomBelow, randomFor, randomPoisson, shuffle } from '../../jobs/stats/draws/random.ts'

describe('the random numbers of a replicate', () => {
  it('are the same for the same seed and number, on any machine', () => {
    const random = randomFor('cornwall/2026-03-14/deaths/D2', 7)
    expect([random(), random(), random()].map((u) => u * 2 ** 32)).toEqual([3286740852, 163895739, 1726077545])
  })

  it('differ between neighbouring replicates and neighbouring seeds', () => {
    const firsts = new Set<number>()
    for (let replicate = 0; replicate < 1000; replicate++) firsts.add(randomFor('a', replicate)())
    for (let replicate = 0; replicate < 1000; replicate++) firsts.add(randomFor('b', replicate)())
    expect(firsts.size).toBe(2000)
  })

  it('are uniform along a replicate, and so are the first numbers of many replicates', () => {
    const along = randomFor(1, 1)
    expect(chiSquareOf100Bins(() => along())).toBeLessThan(148.2) // 99.9% quantile, 99 degrees of freedom
    let replicate = 0
    expect(chiSquareOf100Bins(() => randomFor('seed', replicate++)())).toBeLessThan(148.2)
  })

  it('do not run together in pairs of one replicate and the next', () => {
    let product = 0
    for (let i = 0; i < 20_000; i++) product += (randomFor(5, i)() - 0.5) * (randomFor(5, i + 1)() - 0.5)
    const correlation = (product / 20_000) * 12
    expect(Math.abs(correlation)).toBeLessThan(0.025)
  })
})

describe('shuffling', () => {
  it('keeps every value once', () => {
    const shuffled = shuffle([0, 1, 2, 3, 4, 5, 6, 7], randomFor(1, 1))
    expect([...shuffled].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('makes all orders of three about equally often', () => {
    const seen = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = shuffle([0, 1, 2], randomFor('orders', i)).join('')
      seen.set(order, (seen.get(order) ?? 0) + 1)
    }
    expect(seen.size).toBe(6)
    for (const times of seen.values()) expect(Math.abs(times - 1000)).toBeLessThan(110)
  })

  it('draws a sample in the first places and leaves the rest where a full shuffle would start from', () => {
    const sample = shuffle(
      Int32Array.from({ length: 50 }, (_, i) => i),
      randomFor(3, 0),
      5,
    )
    const full = shuffle(
      Int32Array.from({ length: 50 }, (_, i) => i),
      randomFor(3, 0),
    )
    expect([...sample.subarray(0, 5)]).toEqual([...full.subarray(0, 5)])
  })
})

it('draws Poisson counts with the mean and the variance asked for', () => {
  const random = randomFor('poisson', 0)
  const counts = Array.from({ length: 20_000 }, () => randomPoisson(random, 3.4))
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length
  const variance = counts.reduce((a, b) => a + (b - mean) ** 2, 0) / counts.length
  expect(mean).toBeCloseTo(3.4, 1)
  expect(Math.abs(variance - 3.4)).toBeLessThan(0.15)
})

function chiSquareOf100Bins(draw: () => number): number {
  const bins = new Array<number>(100).fill(0)
  const random = () => draw()
  for (let i = 0; i < 50_000; i++) {
    const bin = randomBelow(random, 100)
    bins[bin] = (bins[bin] as number) + 1
  }
  return bins.reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0)
}
