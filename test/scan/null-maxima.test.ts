import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { scanMaximaOf } from '../../jobs/kernels/maxima.ts'
import { readParameters } from '../../jobs/scan/parameters.ts'
import { longestWindowOf, readStudy, toGridInput } from '../../jobs/scan/study.ts'
import { prepareScan, type ScanProblem } from '../../jobs/stats/scan/scan-problem.ts'
import { satscanMaxima } from './satscan-shuffles.ts'
import { andersonDarling, compareSamples, kolmogorovSmirnov } from './two-samples.ts'

const folder = resolve(process.env.VIGIL_DATA ?? '../shared/data', 'satscan')
/** `npm run prove -- satscan` asks for SaTScan's 9,999. */
const SHUFFLES = Number(process.env.VIGIL_NULL_MAXIMA ?? 999)

/** Mean and standard deviation of SaTScan 10.3.2's own 9,999 maxima (issue 4). */
const REFERENCE = { mean: 5.911, standardDeviation: 1.177 }

describe.skipIf(!existsSync(folder))(
  '[data] the maxima under chance of SaTScan’s problem of 300 places and 1,000 cases',
  () => {
    let theirs: Float64Array
    let ours: Float64Array
    beforeAll(() => {
      const problem = readProblem('stp-L300-C1000')
      theirs = satscanMaxima(problem, 1, SHUFFLES + 1)
      ours = scanMaximaOf(problem)('null', 0, 9999)
    }, 600_000)
    const tests = { 'Kolmogorov–Smirnov': kolmogorovSmirnov, 'Anderson–Darling': andersonDarling }

    it('are SaTScan’s with its own shuffles', () => {
      const { mean, standardDeviation } = describeSample(theirs)
      console.log(`${SHUFFLES} of SaTScan’s shuffles: mean ${mean.toFixed(4)}, sd ${standardDeviation.toFixed(4)}`)
      // all of them give its mean and deviation as printed; a share of them misses both by chance
      const isAll = SHUFFLES === 9999
      const error = REFERENCE.standardDeviation / Math.sqrt(SHUFFLES)
      expect(Math.abs(mean - REFERENCE.mean)).toBeLessThan(isAll ? 0.0005 : 3 * error)
      expect(Math.abs(standardDeviation - REFERENCE.standardDeviation)).toBeLessThan(isAll ? 0.0005 : 3 * error)
    })

    it('have the same distribution with our generator', () => {
      for (const [name, difference] of Object.entries(tests)) {
        const { p } = compareSamples(difference, ours, theirs)
        console.log(
          `${ours.length} of our maxima and ${theirs.length} by SaTScan’s shuffles: ${name} p = ${p.toFixed(3)}`,
        )
        expect(p).toBeGreaterThan(0.01)
      }
    })

    it('would be told apart if ours were a quarter of a standard deviation off, or spread a quarter more', () => {
      const { mean, standardDeviation } = describeSample(ours)
      const lower = ours.map((value) => value - standardDeviation / 4)
      const wider = ours.map((value) => mean + (value - mean) * 1.25)
      for (const difference of Object.values(tests))
        for (const other of [lower, wider]) expect(compareSamples(difference, other, theirs).p).toBeLessThan(0.01)
    })
  },
)

describe('tests of two samples', () => {
  it('compare distribution functions, ties included', () => {
    const [first, second] = [Float64Array.of(1, 2, 2, 3), Float64Array.of(2, 3, 4, 4)]
    // at 1: 1/4 and 0; at 2: 3/4 and 1/4; at 3: 1 and 1/2
    expect(compareSamples(kolmogorovSmirnov, first, second).difference).toBe(0.5)
    // 1 · (1·4)²/(1·7) + 3 · (3·4 − 1·4)²/(4·4) + 2 · (4·4 − 2·4)²/(6·2), by 8·4·4
    const expected = (16 / 7 + 12 + 128 / 12) / 128
    expect(compareSamples(andersonDarling, first, second).difference).toBeCloseTo(expected, 12)
    expect(compareSamples(kolmogorovSmirnov, first, first)).toEqual({ difference: 0, p: 1 })
  })
})

/** The cases as SaTScan lists them: latest day first, and then in the order of the file. */
function readProblem(name: string): ScanProblem {
  const file = join(folder, `${name}.prm`)
  const study = readStudy(readParameters(readFileSync(file, 'utf8')), file)
  const { places, units, minimumCases, largestShare, largestRadius, cases } = toGridInput(study)
  return prepareScan({
    places,
    cases: cases
      .flatMap(({ place, unit, count }) => Array.from({ length: count }, () => ({ place, day: unit })))
      .toSorted((a, b) => b.day - a.day),
    days: units,
    longestWindow: longestWindowOf(study),
    period: 'prospective',
    minimumCases,
    largestShareOfCases: largestShare,
    largestRadiusMetres: largestRadius,
    ties: 'split',
  })
}

function describeSample(values: Float64Array): { mean: number; standardDeviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, standardDeviation: Math.sqrt(squares / (values.length - 1)) }
}
