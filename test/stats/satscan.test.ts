import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gumbelP } from '../../jobs/stats/scan/monte-carlo.ts'
import { prepareScan, type ScanInput } from '../../jobs/stats/scan/scan-problem.ts'
import { observedClusters, scanSpaceTimePermutation } from '../../jobs/stats/scan/space-time-permutation.ts'

const folder = resolve(process.env.VIGIL_DATA ?? '../shared/data', 'satscan')

/** Reads a case file and a coordinates file of SaTScan; the first day counts as 0. */
function readStudy(
  name: string,
  firstDate: string,
): { names: string[]; places: ScanInput['places']; cases: ScanInput['cases'] } {
  const rows = (extension: string) =>
    readFileSync(resolve(folder, `${name}.${extension}`), 'utf8')
      .trim()
      .split(/\r?\n/)
      .map((line) => line.trim().split(/\s+/) as [string, string, string])
  const dayOf = (date: string) => {
    const [year, month, day] = date.split('/').map(Number) as [number, number, number]
    return (Date.UTC(year, month - 1, day) - Date.parse(firstDate)) / 86_400_000
  }
  const geo = rows('geo')
  const placeOf = new Map(geo.map(([place], index) => [place, index]))
  return {
    names: geo.map(([place]) => place),
    places: geo.map(([, latitude, longitude]) => ({ latitude: Number(latitude), longitude: Number(longitude) })),
    cases: rows('cas').flatMap(([place, count, date]) =>
      Array.from({ length: Number(count) }, () => ({ place: placeOf.get(place) as number, day: dayOf(date) })),
    ),
  }
}

const limits = { minimumCases: 2, largestShareOfCases: 0.5, ties: 'split' } as const

describe.skipIf(!existsSync(folder))('[data] SaTScan 10.3.2', () => {
  it('has the same four clusters, statistics and p values in its New York fever example', () => {
    const { names, places, cases } = readStudy('NYCfever', '2001-11-01')
    const { clusters, maxima } = scanSpaceTimePermutation(
      { ...limits, places, cases, days: 24, longestWindow: 7, period: 'prospective', largestRadiusMetres: 3000 },
      { seed: 'New York', replicates: 9999 },
    )
    const report = clusters.slice(0, 4).map((cluster) => ({
      zips: cluster.places.map((place) => names[place]).join(' '),
      days: `${cluster.firstDay + 1}..${cluster.lastDay + 1}`,
      cases: `${cluster.observed} / ${cluster.expected.toFixed(2)}`,
      radius: (cluster.radiusMetres / 1000).toFixed(2),
      statistic: cluster.statistic.toFixed(6),
    }))
    expect(report).toEqual([
      {
        zips: '11418 11415 11419 11435 11416 11421 11451 11375 11417',
        days: '22..24',
        cases: '4 / 0.67',
        radius: '2.90',
        statistic: '3.845418',
      },
      { zips: '11372', days: '24..24', cases: '2 / 0.16', radius: '0.00', statistic: '3.164201' },
      { zips: '10472', days: '23..24', cases: '2 / 0.29', radius: '0.00', statistic: '2.137259' },
      { zips: '10469 10475 10467 10466', days: '24..24', cases: '2 / 0.45', radius: '2.45', statistic: '1.427139' },
    ])
    for (const [i, reference] of [0.216, 0.506, 0.948, 0.999].entries()) {
      const error = Math.sqrt(reference * (1 - reference) * (1 / 999 + 1 / 9999))
      expect(Math.abs((clusters[i]?.p as number) - reference)).toBeLessThan(3 * error)
    }
    expect(gumbelP(clusters[0]?.statistic as number, maxima)).toBeCloseTo(0.22, 1)
  })

  it.each([
    ['stp-L300-C1000', 'prospective', '27.171289'],
    ['stp-L1000-C10000', 'prospective', '45.239427'],
    ['stpr-L300-C1000', 'retrospective', '24.569493'],
  ] as const)('has the same largest statistic in %s, %s', (name, period, statistic) => {
    const { places, cases } = readStudy(name, '2024-01-01')
    const problem = prepareScan({
      ...limits,
      places,
      cases,
      days: 365,
      longestWindow: 28,
      period,
      largestRadiusMetres: Infinity,
    })
    expect(observedClusters(problem)[0]?.statistic.toFixed(6)).toBe(statistic)
  })
})
