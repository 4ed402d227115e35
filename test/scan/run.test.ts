import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readParameters } from '../../jobs/scan/parameters.ts'
import { readStudy } from '../../jobs/scan/study.ts'
import { tryEveryWindow } from './every-window.ts'
import { overTime, parameterFile, row, scanHere, writeFolder } from './problem.ts'

const inFolder = (files: Record<string, string> = {}) => join(writeFolder({ ...row, ...files }), 'row.prm')

describe('a scan', () => {
  it('scans again without what it found, until nothing unusual is left', async () => {
    const file = inFolder({
      'row.cas': 'A 60\nB 1\nC 1\nD 1\nE 1\nF 12\n',
      'row.prm': parameterFile({ IterativeScan: 'y', MonteCarloReps: '199' }),
    })
    const { clusters } = await scanHere(file)
    expect(clusters.map(({ rank, locations, observed }) => [rank, locations, observed])).toEqual([
      [1, ['A'], 60],
      [2, ['F'], 12],
    ])
    // 12 of the 16 left, at one of five places
    expect(clusters[1]?.expected).toBeCloseTo(16 / 5, 9)
    // B to E are left, with one case each: as many as expected
  })

  it('says no Gumbel p where the maxima of the replicates are all the same', async () => {
    const [cluster] = (await scanHere(inFolder(), 1)).clusters
    expect([cluster?.pValue, cluster?.gumbelP]).toEqual([0.5, null])
  })

  it('has a statistic where next to nobody lives', async () => {
    const pop = row['row.pop'].replace('A 2024 1000', 'A 2024 1e-15')
    const [cluster] = (await scanHere(inFolder({ 'row.pop': pop }), 9)).clusters
    expect(cluster?.locations).toEqual(['A'])
    expect(cluster?.expected).toBeGreaterThan(0)
    expect(cluster?.statistic).toBeGreaterThan(200)
    expect(cluster?.statistic).toBeLessThan(400)
  })

  it('finds nothing where there are as many as expected, but for rounding', async () => {
    // all cases are in February to June: B has as many of them as it has of all
    const file = inFolder({
      'row.cas': 'A 4 2007/2\nA 1 2007/3\nA 1 2007/4\nA 3 2007/6\nB 1 2007/2\nB 1 2007/6',
      'row.prm': parameterFile({
        ...overTime,
        AnalysisType: '3',
        ModelType: '2',
        PrecisionCaseTimes: '2',
        TimeAggregationUnits: '2',
        StartDate: '2007/1',
        EndDate: '2007/6',
        MaxTemporalSize: '5',
        MaxSpatialSizeInPopulationAtRisk: '25',
      }),
    })
    expect((await scanHere(file, 9)).clusters).toEqual([])
  })

  it('takes statistics that only rounding tells apart as equal: in order, and in p', async () => {
    // of 8 cases among 16, 4 of 4 at A and 6 of 7 at C, B and A are as unlikely; D is nearer to A, and too large for a circle
    const file = inFolder({
      'row.geo': 'A 0 0\nB 6 0\nC 5 0\nD -1 0',
      'row.cas': 'A 4\nB 1\nC 1\nD 2',
      'row.ctl': 'C 1\nD 7',
      'row.prm': parameterFile({ ModelType: '1', ControlFile: 'row.ctl', MonteCarloReps: '4999' }),
    })
    const [cluster] = (await scanHere(file)).clusters
    expect(cluster).toMatchObject({ locations: ['A'], observed: 4 })
    // all 12,870 ways to label 8 of 16: the strongest of the windows A, C, CB, CBA is as strong in 639 of them
    expect(Math.abs((cluster?.pValue as number) - 639 / 12_870)).toBeLessThan(0.012)
  })

  it('knows days and a recurrence interval where they mean something', async () => {
    const quiet = Array.from({ length: 24 }, (_, i) => `${'BCDEF'[i % 5]} 1 2024/1/${i + 1}`).join('\n')
    const files = {
      'row.cas': `${quiet}\nA 3 2024/1/29\nA 2 2024/1/30`,
      'row.ctl': row['row.pop'].replaceAll('2024 1000', '20 2024/1/15'),
    }
    const run = (changes: Record<string, string>) =>
      scanHere(inFolder({ ...files, 'row.prm': parameterFile({ ...overTime, ...changes }) }))
    const [permutation, poisson, bernoulli, past] = await Promise.all([
      run({ ModelType: '2' }),
      run({ ModelType: '0' }),
      run({ ModelType: '1', ControlFile: 'row.ctl' }),
      run({ ModelType: '0', AnalysisType: '3' }),
    ])
    for (const { clusters, analysis } of [permutation, poisson, bernoulli]) {
      expect(analysis).toBe('prospective space-time')
      expect(clusters[0]).toMatchObject({
        locations: ['A'],
        firstDay: '2024-01-29',
        lastDay: '2024-01-30',
        observed: 5,
      })
      expect(clusters[0]?.recurrenceIntervalDays).toBeCloseTo(1 / (clusters[0]?.pValue as number), 9)
    }
    expect(poisson.clusters[0]?.expected).toBeCloseTo((29 * 2) / 30 / 6, 9)
    expect(past.clusters[0]).toMatchObject({ firstDay: '2024-01-29', recurrenceIntervalDays: null })
  })
})

const folder = resolve(process.env.VIGIL_DATA ?? '../shared/data', 'satscan')

describe.skipIf(!existsSync(folder))('[data] SaTScan 10.3.2', () => {
  it('has the same four clusters in its New York fever example', async () => {
    const { clusters } = await scanHere(join(folder, 'NYCSpaceTimePermutation.prm'), 4999)
    const report = clusters
      .slice(0, 4)
      .map((cluster) => [
        cluster.locations.join(' '),
        `${cluster.firstDay}..${cluster.lastDay}`,
        `${cluster.observed} / ${cluster.expected.toFixed(2)}`,
        cluster.radiusKm.toFixed(2),
        cluster.statistic.toFixed(6),
      ])
    expect(report).toEqual([
      [
        '11418 11415 11419 11435 11416 11421 11451 11375 11417',
        '2001-11-22..2001-11-24',
        '4 / 0.67',
        '2.90',
        '3.845418',
      ],
      ['11372', '2001-11-24..2001-11-24', '2 / 0.16', '0.00', '3.164201'],
      ['10472', '2001-11-23..2001-11-24', '2 / 0.29', '0.00', '2.137259'],
      ['10469 10475 10467 10466', '2001-11-24..2001-11-24', '2 / 0.45', '2.45', '1.427139'],
    ])
    expect(clusters[0]?.centre).toEqual([-73.83176, 40.69924])
    for (const [i, reference] of [0.216, 0.506, 0.948, 0.999].entries()) {
      const error = Math.sqrt(reference * (1 - reference) * (1 / 999 + 1 / 4999))
      expect(Math.abs((clusters[i]?.pValue as number) - reference)).toBeLessThan(3 * error)
    }
    expect(clusters[0]?.gumbelP).toBeCloseTo(0.22, 1)
  })

  it.each([
    ['ps-L3000-C10000', 7.788586, 8],
    ['stp-L300-C1000', 27.171289, 99],
    ['stp-L1000-C10000', 45.239427, 8],
    ['stpr-L300-C1000', 24.569493, 1],
  ])('has the same largest statistic, locations and days in %s', async (name, statistic, replicas) => {
    const { clusters } = await scanHere(join(folder, `${name}.prm`), replicas)
    expect(clusters[0]?.statistic.toFixed(6)).toBe(statistic.toFixed(6))
    // SaTScan's reports are not at hand: its locations and days are what trying every window gives
    const file = join(folder, `${name}.prm`)
    const tried = tryEveryWindow(readStudy(readParameters(readFileSync(file, 'utf8')), file))
    expect(tried.statistic.toFixed(6)).toBe(statistic.toFixed(6))
    expect(clusters[0]).toMatchObject({
      locations: tried.locations,
      firstDay: tried.firstDay,
      lastDay: tried.lastDay,
    })
  })
})
