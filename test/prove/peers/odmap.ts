import { meanAndSd, NO_VERDICT, type Rule } from './rule.ts'

/**
 * The rule in common use with ODMAP: more in 24 hours than the mean and two standard deviations of the last year's daily
 * counts. The formula behind ODMAP's own recommended threshold is not public; agencies set theirs.
 */
export function odmap({ baseline = 365, standardDeviations = 2 } = {}): Rule {
  return (counts, at) => {
    if (at < baseline) return NO_VERDICT
    const { mean, sd } = meanAndSd(counts, at - baseline, at)
    const threshold = mean + standardDeviations * sd
    return { alarm: (counts[at] as number) > threshold, threshold }
  }
}
