/**
 * One p value for several that need not be independent: the mean of their tangents is about Cauchy where it matters, in the
 * upper tail, however the p values depend on one another. A p value near 1 weighs against the others; one of exactly 1, as a
 * Monte Carlo test can give, counts as a little less, since its tangent is minus infinity. Never 0 for p values above 0.
 *
 * Liu Y, Xie J. Cauchy combination test: a powerful test with analytic p-value calculation under arbitrary dependency
 * structures. J Am Stat Assoc 2020;115:393–402.
 */
export function cauchyCombination(ps: readonly number[]): number {
  const mean = ps.reduce((sum, p) => sum + tangent(p), 0) / ps.length
  // ½ − atan(T)/π, written so that a p far below 1e-16 is not lost in the subtraction
  return mean > 1 ? Math.atan(1 / mean) / Math.PI : 0.5 - Math.atan(mean) / Math.PI
}

/** tan((½ − p)π): 1/tan(pπ), which keeps its digits at a small p. */
function tangent(p: number): number {
  return 1 / Math.tan(Math.min(p, ALMOST_CERTAIN) * Math.PI)
}

const ALMOST_CERTAIN = 1 - 1e-6
