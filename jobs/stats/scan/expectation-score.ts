/**
 * The expectation-based Poisson score: how much better the counts of a set are explained by a rate raised throughout it than by what was
 * expected; F = C ln(C/B) + B − C where C > B, else 0. Unlike Kulldorff's it asks nothing of what is outside the set.
 * Neill DB, Moore AW, Sabhnani M, Daniel K. Detection of emerging space-time clusters. KDD 2005.
 */
export function expectationScore(observed: number, expected: number): number {
  return observed > expected ? observed * Math.log(observed / expected) + expected - observed : 0
}

/** What makes a finding worth acting on, however sure it is: at large counts the smallest differences are. */
export type PracticalSize = {
  /** Observed over expected. */
  leastRatio: number
  /** Observed less expected. */
  leastExcess: number
}

export function isLargeEnough(observed: number, expected: number, { leastRatio, leastExcess }: PracticalSize): boolean {
  return observed >= leastRatio * expected && observed - expected >= leastExcess
}
