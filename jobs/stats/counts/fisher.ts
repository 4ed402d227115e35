import { bisect, hypergeometricProbability, hypergeometricUpperTail, logChoose } from './distributions.ts'

/** A 2×2 table: rows are the recent window and the time before it, columns are deaths with and without the finding. */
export type TwoByTwo = { recentWith: number; recentWithout: number; beforeWith: number; beforeWithout: number }

export type FisherTest = { greater: number; midGreater: number; less: number; twoSided: number }

/**
 * Fisher's exact test. `greater`: is the finding commoner in the recent row than chance allows, its margins given;
 * `midGreater` counts half of the table's own probability (Lancaster 1961), less conservative and for display;
 * `twoSided` sums the tables no likelier than this one. Fisher RA. The logic of inductive inference. JRSS 1935;98:39–82.
 */
export function fisherTest(table: TwoByTwo): FisherTest {
  const { recentWith, recent, withFinding, all } = margins(table)
  const own = hypergeometricProbability(recentWith, recent, withFinding, all)
  const greater = hypergeometricUpperTail(recentWith, recent, withFinding, all)
  const limit = own * (1 + 1e-7)
  let twoSided = 0
  for (let x = Math.max(0, recent + withFinding - all); x <= Math.min(recent, withFinding); x++) {
    const probability = hypergeometricProbability(x, recent, withFinding, all)
    if (probability <= limit) twoSided += probability
  }
  return {
    greater,
    midGreater: greater - own / 2,
    // the mirror table: how few there are is how many there are of the rest
    less: hypergeometricUpperTail(recent - recentWith, recent, all - withFinding, all),
    twoSided: Math.min(1, twoSided),
  }
}

/** Fisher's one-sided p alone: the hot path of the itemset screen. */
export function fisherGreaterP(recentWith: number, recent: number, withFinding: number, all: number): number {
  return hypergeometricUpperTail(recentWith, recent, withFinding, all)
}

/**
 * The conditional maximum-likelihood odds ratio and its exact 95% interval, from the noncentral hypergeometric
 * distribution; 0 or infinite where the table has nothing to estimate it from.
 * Cornfield J. A statistical problem arising from retrospective studies. Third Berkeley Symposium 1956;4:135–148.
 */
export function oddsRatio(table: TwoByTwo): { estimate: number; low: number; high: number } {
  const { recentWith, recent, withFinding, all } = margins(table)
  const least = Math.max(0, recent + withFinding - all)
  const most = Math.min(recent, withFinding)
  const logWeights = Array.from(
    { length: most - least + 1 },
    (_, i) => logChoose(withFinding, least + i) + logChoose(all - withFinding, recent - least - i),
  )
  const solve = (isBelow: (logOdds: number) => boolean) => Math.exp(bisect(-50, 50, isBelow))
  return {
    estimate:
      recentWith === least
        ? 0
        : recentWith === most
          ? Infinity
          : solve((logOdds) => expectation(logOdds, (x) => x) < recentWith),
    low: recentWith === least ? 0 : solve((logOdds) => expectation(logOdds, (x) => (x >= recentWith ? 1 : 0)) < 0.025),
    high:
      recentWith === most
        ? Infinity
        : solve((logOdds) => expectation(logOdds, (x) => (x <= recentWith ? 1 : 0)) > 0.025),
  }

  function expectation(logOdds: number, value: (x: number) => number): number {
    const logs = logWeights.map((weight, i) => weight + (least + i) * logOdds)
    const top = logs.reduce((most, log) => Math.max(most, log))
    let total = 0
    let weighted = 0
    logs.forEach((log, i) => {
      const weight = Math.exp(log - top)
      total += weight
      weighted += weight * value(least + i)
    })
    return weighted / total
  }
}

function margins(table: TwoByTwo) {
  const recent = table.recentWith + table.recentWithout
  const withFinding = table.recentWith + table.beforeWith
  return {
    recentWith: table.recentWith,
    recent,
    withFinding,
    all: recent + table.beforeWith + table.beforeWithout,
  }
}
