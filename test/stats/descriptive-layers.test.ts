import { describe, expect, it } from 'vitest'
import { normalUpperTail } from '../../jobs/stats/counts/distributions.ts'
import { benjaminiHochberg } from '../../jobs/stats/counts/false-discovery-rate.ts'
import { fitRateSpread, rateSpreadLikelihood, smoothedRates } from '../../jobs/stats/counts/gamma-poisson.ts'
import { dbscan, surfaceMetres } from '../../jobs/stats/density/dbscan.ts'
import { hotSpots } from '../../jobs/stats/density/hot-spots.ts'
import { kernelDensity, type PlanePoint, shareInsideParts } from '../../jobs/stats/density/kernel-density.ts'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { readVectors } from './vectors.ts'

type Pair = [number, number]
const distance = (a: Pair, b: Pair) => Math.hypot(a[0] - b[0], a[1] - b[1])

describe('hot spots', () => {
  it('have the Gi* of the reference, and its two-sided p', () => {
    const { xy, x, band, z, p_two_sided } = readVectors<{
      gi_star: { xy: Pair[]; x: number[]; band: number; z: number[]; p_two_sided: number[] }
    }>('gi_kde').gi_star
    const neighbours = xy.map((a) => xy.flatMap((b, other) => (distance(a, b) <= band ? [other] : [])))
    const found = hotSpots(x, neighbours)
    z.forEach((score, place) => {
      expect(found?.[place]).toBeCloseTo(score, 9)
      expect(2 * normalUpperTail(Math.abs(score))).toBeCloseTo(p_two_sided[place] as number, 9)
    })
  })

  it('count a place as its own neighbour, listed or not, and say nothing where all are the same', () => {
    const values = [1, 5, 2, 8]
    expect(hotSpots(values, [[1], [0], [3], [2]])).toEqual(
      hotSpots(values, [
        [0, 1],
        [1, 0],
        [2, 3],
        [3, 2],
      ]),
    )
    expect(hotSpots([0.1, 0.1, 0.1], [[1], [0], [1]])).toBeNull()
  })

  it('rest on rates drawn towards the rate of all, the more so the fewer residents', () => {
    const { mean, shape } = fitRateSpread([40, 10], [1000, 1000])
    // by symmetry the mean is that of both; each rate is its own and that of all, weighed by residents and shape ÷ mean
    expect(mean).toBeCloseTo(0.025, 9)
    const own = 1000 / (1000 + shape / mean)
    const [high, low] = smoothedRates([40, 10], [1000, 1000])
    expect(high).toBeCloseTo(own * 0.04 + (1 - own) * 0.025, 9)
    expect(low).toBeCloseTo(own * 0.01 + (1 - own) * 0.025, 9)
    const [town, hamlet, nobody] = smoothedRates([40, 4, 0, 10], [1000, 100, 0, 1000])
    expect(hamlet).toBeLessThan(town as number)
    expect(nobody).toBeNaN()
  })

  it('fit the spread of rates that no other makes likelier', () => {
    const places = [3, 0, 1, 19, 2, 0, 0, 15, 1, 1].map((count, i) => ({ count, people: 200 + 150 * i }))
    const fitted = fitRateSpread(
      places.map(({ count }) => count),
      places.map(({ people }) => people),
    )
    const best = rateSpreadLikelihood(places, fitted)
    for (const shape of [0.5, 0.9, 0.98, 1.02, 1.1, 2])
      for (const mean of [0.5, 0.9, 0.98, 1, 1.02, 1.1, 2])
        if (shape !== 1 || mean !== 1)
          expect(
            rateSpreadLikelihood(places, { mean: fitted.mean * mean, shape: fitted.shape * shape }),
          ).toBeLessThanOrEqual(best)
  })

  it('do not deny one place with fifteen among 400 tiny ones that expect a tenth of an event each', () => {
    const random = randomFor('tiny areas', 0)
    // Poisson of .1, by its first terms
    const few = (): number => {
      const drawn = randomBelow(random, 1_000_000) / 1_000_000
      return drawn < 0.904837 ? 0 : drawn < 0.995321 ? 1 : 2
    }
    const residents = Array.from({ length: 400 }, () => 500)
    const events = residents.map(few)
    const hot = 210
    expect(new Set(smoothedRates(events, residents)).size).toBe(1)
    events[hot] = 15
    const rates = [...smoothedRates(events, residents)]
    const next = Math.max(...rates.filter((_, place) => place !== hot))
    expect(rates[hot]).toBeGreaterThan(5 * next)
    expect(rates[hot]).toBeLessThan(15 / 500)
    const row = (place: number) =>
      [place - 20, place - 1, place + 1, place + 20].filter((near) => near >= 0 && near < 400)
    const scores = hotSpots(
      rates,
      rates.map((_, place) => row(place)),
    )
    expect(scores?.[hot]).toBeGreaterThan(3)
  })

  it('have all one rate where places differ no more than chance lets them', () => {
    expect([...smoothedRates([1, 0, 1, 0], [100, 100, 100, 100])]).toEqual([0.005, 0.005, 0.005, 0.005])
  })
})

describe('kernel density', () => {
  const { points, window, bandwidth, at, ...expected } = readVectors<{
    kde: {
      points: Pair[]
      window: [number, number, number, number]
      bandwidth: number
      at: Pair[]
      uncorrected: number[]
      uniform_corrected: number[]
      diggle_corrected: number[]
    }
  }>('gi_kde').kde
  const events = points.map(([x, y]) => ({ x, y, weight: 1 }))
  const places = at.map(([x, y]) => ({ x, y }))
  const [west, east, south, north] = window
  const between = (low: number, high: number) => normalUpperTail(low / bandwidth) - normalUpperTail(high / bandwidth)
  const insideRectangle = ({ x, y }: PlanePoint) => between(west - x, east - x) * between(south - y, north - y)

  it('is that of the reference: as it is, and with each event divided by the share of its kernel inside', () => {
    const raw = kernelDensity(events, places, bandwidth, () => 1)
    const corrected = kernelDensity(events, places, bandwidth, insideRectangle)
    places.forEach((place, i) => {
      expect(raw[i]).toBeCloseTo(expected.uncorrected[i] as number, 9)
      expect((raw[i] as number) / insideRectangle(place)).toBeCloseTo(expected.uniform_corrected[i] as number, 9)
      expect(corrected[i]).toBeCloseTo(expected.diggle_corrected[i] as number, 9)
    })
  })

  it('knows the share inside from the parts of a window, and adds up to the events over them', () => {
    const parts = Array.from({ length: 400 }, (_, i) => ({
      x: 0.25 + (i % 20) * 0.5,
      y: 0.25 + Math.floor(i / 20) * 0.5,
      area: 0.25,
    }))
    const inside = shareInsideParts(parts, bandwidth)
    for (const place of places) expect(inside(place)).toBeCloseTo(insideRectangle(place), 2)
    const density = kernelDensity(events, parts, bandwidth, inside)
    expect(density.reduce((sum, each) => sum + each * 0.25, 0)).toBeCloseTo(events.length, 6)
  })
})

describe('groups of points', () => {
  const vectors = readVectors<{
    points: Pair[]
    times: number[]
    dbscan: { eps: number; min_samples: number; labels: number[] }[]
    st_dbscan: { eps_space: number; eps_time: number; min_samples: number; labels: number[] }[]
    haversine: { latlon: Pair[]; eps_m: number; min_samples: number; labels: number[] }
  }>('dbscan')
  const apart = (a: number, b: number) => distance(vectors.points[a] as Pair, vectors.points[b] as Pair)

  it('are those of the reference', () => {
    for (const { eps, min_samples, labels } of vectors.dbscan)
      expect([...dbscan(labels.length, (a, b) => apart(a, b) <= eps, min_samples)]).toEqual(labels)
  })

  it('are those of the reference in place and time', () => {
    const days = (a: number, b: number) => Math.abs((vectors.times[a] as number) - (vectors.times[b] as number))
    for (const { eps_space, eps_time, min_samples, labels } of vectors.st_dbscan) {
      const isNear = (a: number, b: number) => apart(a, b) <= eps_space && days(a, b) <= eps_time
      expect([...dbscan(labels.length, isNear, min_samples)]).toEqual(labels)
    }
  })

  it('are those of the reference on the surface of the earth', () => {
    const { latlon, eps_m, min_samples, labels } = vectors.haversine
    const places = latlon.map(([latitude, longitude]) => ({ latitude, longitude }))
    const isNear = (a: number, b: number) =>
      surfaceMetres(places[a] as (typeof places)[0], places[b] as (typeof places)[0]) <= eps_m
    expect([...dbscan(labels.length, isNear, min_samples)]).toEqual(labels)
  })
})

describe('the false discovery rate', () => {
  it('is adjusted for as in R', () => {
    const { p, BH } = readVectors<{ p: number[]; BH: number[] }>('padjust')
    benjaminiHochberg(p).forEach((adjusted, i) => void expect(adjusted).toBeCloseTo(BH[i] as number, 12))
  })
})
