/**
 * Log-likelihood ratio of a window with more cases than expected; 0 where it has no more.
 * `total` is the number of all cases, which is also the sum of the expected ones.
 * Kulldorff M. A spatial scan statistic. Commun Stat Theory Methods 1997;26:1481–1496.
 */
export function scanStatistic(observed: number, expected: number, total: number): number {
  if (observed <= expected) return 0
  const outside = total - observed
  return (
    observed * Math.log(observed / expected) + (outside === 0 ? 0 : outside * Math.log(outside / (total - expected)))
  )
}

/** Numbers this close, relatively, are the same one computed along two ways. */
const SAME = 1e-11

/** Whether there are more than expected, and not by rounding alone. */
export function isMoreThan(observed: number, expected: number): boolean {
  return expected < observed * (1 - SAME)
}

/** For a sort: the stronger first, those that differ by rounding alone as equal. */
export function compareStrength(a: number, b: number): number {
  return b >= leastAsStrong(a) && a >= leastAsStrong(b) ? 0 : b - a
}

/** The least that is as strong but for rounding. */
export function leastAsStrong(statistic: number): number {
  return statistic * (1 - SAME)
}

/**
 * Log-likelihood ratio of a window in which cases are a larger share than outside it; 0 where they are not.
 * `cases` of the `inWindow` individuals in the window, `allCases` of `all`. Kulldorff 1997, the Bernoulli model.
 * All its logarithms are of counts, so a caller that asks often may look x·ln x up in a table.
 */
export function bernoulliStatistic(
  cases: number,
  inWindow: number,
  allCases: number,
  all: number,
  xLogX: (x: number) => number = computeXLogX,
): number {
  const outside = all - inWindow
  const casesOutside = allCases - cases
  if (inWindow === 0 || outside === 0 || cases * outside <= casesOutside * inWindow) return 0
  return (
    xLogX(cases) +
    xLogX(inWindow - cases) -
    xLogX(inWindow) +
    xLogX(casesOutside) +
    xLogX(outside - casesOutside) -
    xLogX(outside) -
    (xLogX(allCases) + xLogX(all - allCases) - xLogX(all))
  )
}

function computeXLogX(x: number): number {
  return x === 0 ? 0 : x * Math.log(x)
}
