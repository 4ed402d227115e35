import { scanStatistic } from './scan-statistic.ts'

/** Distance between the bars for which tables are kept, and between the expected counts of a table. */
const BAR_STEP = 0.25
const EXPECTED_STEP = 1 / 32

/** The entry of a table for an expected count. */
export function stepOf(expected: number): number {
  return Math.floor(expected / EXPECTED_STEP)
}

/**
 * Tables that replace logarithms by comparisons of whole numbers. The statistic of a window grows with its count, so
 * for every bar there is a least count that reaches it; the bar in use is the highest one not above the replicate's
 * running maximum. Expected counts are rounded down to a step, so a table may let through a count too small to matter,
 * which the exact statistic settles, and never holds back one that matters.
 *
 * Gives, for a running maximum, the least counts worth a logarithm, by `stepOf` the expected count.
 */
export function leastCounts({
  total,
  minimumCases,
  mostExpected,
}: {
  total: number
  minimumCases: number
  mostExpected: number
}): (maximum: number) => Int32Array {
  return leastCountsOf({
    statistic: (count, expected) => scanStatistic(count, expected, total),
    total,
    minimumCases,
    mostMeasure: mostExpected,
    step: EXPECTED_STEP,
  })
}

/**
 * The same for any statistic of a count and a measure (expected cases, or individuals) that rises with the count and
 * falls with the measure. The entry of a table is the measure divided by `step`, rounded down.
 */
export function leastCountsOf({
  statistic,
  total,
  minimumCases,
  mostMeasure,
  step: size,
}: {
  statistic: (count: number, measure: number) => number
  total: number
  minimumCases: number
  mostMeasure: number
  step: number
}): (maximum: number) => Int32Array {
  const tables: Int32Array[] = []

  return function leastToPass(maximum: number): Int32Array {
    const level = Math.floor(maximum / BAR_STEP)
    tables[level] ??= fill(level * BAR_STEP)
    return tables[level]
  }

  function fill(bar: number): Int32Array {
    const reaches = (value: number) => value > 0 && value >= bar
    const least = new Int32Array(Math.floor(mostMeasure / size) + 1)
    let count = minimumCases
    for (let step = 0; step < least.length; step++) {
      while (count <= total && !reaches(statistic(count, step * size))) count++
      least[step] = count
    }
    return least
  }
}
