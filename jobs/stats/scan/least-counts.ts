/** Distance between the bars for which tables are kept. */
const BAR_STEP = 0.25
/** Entries of a table for each unit of the root of the measure: so they are equally fine in standard deviations. */
const STEPS = 64

/** The entry of a table for a measure: expected cases, or individuals. */
export function stepOf(measure: number): number {
  return (Math.sqrt(measure) * STEPS) | 0
}

/** The least measure of an entry, or a little less: the root may be rounded up. */
function measureOf(step: number): number {
  return (step / STEPS) ** 2 * (1 - 1e-9)
}

export type LeastCounts = {
  /** For a running maximum, the least counts worth a logarithm, by `stepOf` the measure. */
  leastToPass: (maximum: number) => Int32Array
  /** The number of the table for a running maximum: maxima with the same share one. */
  levelOf: (maximum: number) => number
}

/**
 * Tables that replace logarithms by comparisons of whole numbers. The statistic of a window rises with its count and
 * falls with its measure, so for every bar there is a least count that reaches it; the bar in use is the highest one not
 * above the replicate's running maximum. Measures are rounded down to a step, so a table may let through a count too
 * small to matter, which the exact statistic settles, and never holds back one that matters.
 */
export function leastCountsOf({
  statistic,
  total,
  minimumCases,
  mostMeasure,
}: {
  statistic: (count: number, measure: number) => number
  total: number
  minimumCases: number
  mostMeasure: number
}): LeastCounts {
  const tables: Int32Array[] = []
  const levelOf = (maximum: number) => Math.floor(maximum / BAR_STEP)

  function leastToPass(maximum: number): Int32Array {
    const level = levelOf(maximum)
    tables[level] ??= fill(level * BAR_STEP)
    return tables[level]
  }

  function fill(bar: number): Int32Array {
    const least = new Int32Array(stepOf(mostMeasure) + 1)
    let count = minimumCases
    for (let step = 0; step < least.length; step++) {
      const measure = measureOf(step)
      while (count <= total && !reaches(count, measure)) count++
      least[step] = count
    }
    return least

    function reaches(count: number, measure: number): boolean {
      const value = statistic(count, measure)
      return value > 0 && value >= bar
    }
  }
  return { leastToPass, levelOf }
}
