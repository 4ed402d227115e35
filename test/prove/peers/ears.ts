import { normalQuantile } from '../../../jobs/stats/counts/distributions.ts'
import { meanAndSd, NO_VERDICT, type Rule } from './rule.ts'

export type EarsMethod = 'C1' | 'C2' | 'C3'

/** C2 and C3 leave a gap, so that the beginning of an outbreak is not in its own baseline. */
const GAP = { C1: 0, C2: 2, C3: 2 }

/**
 * The Early Aberration Reporting System, as R's surveillance::earsC has it: C1 and C2 are a mean and so many standard
 * deviations of a week of counts; C3 goes by how far C2 was above one standard deviation on the two days before. (In the
 * paper C3 counts the day itself too; R does not.)
 * Hutwagner L, Thompson W, Seeman GM, Treadwell T. The bioterrorism preparedness and response Early Aberration Reporting
 * System (EARS). J Urban Health 2003;80(suppl 1):i89–i96.
 */
export function ears(
  method: EarsMethod,
  { baseline = 7, minSigma = 0, alpha = method === 'C3' ? 0.025 : 0.001 } = {},
): Rule {
  const z = normalQuantile(1 - alpha)
  const gap = GAP[method]

  function usual(counts: ArrayLike<number>, at: number) {
    const { mean, sd } = meanAndSd(counts, at - gap - baseline, at - gap)
    return { mean, sd: Math.max(sd, minSigma) }
  }

  return (counts, at) => {
    const daysBefore = method === 'C3' ? 2 : 0
    if (at - daysBefore - gap < baseline) return NO_VERDICT
    const { mean, sd } = usual(counts, at)
    let carried = 0
    for (let day = at - daysBefore; day < at; day++) {
      const before = usual(counts, day)
      const above = (counts[day] as number) - before.mean
      // a day like all days before it carries nothing, even where those did not vary
      if (above > 0) carried += Math.max(0, above / before.sd - 1)
    }
    // R's bound of C3 stands on the day's own count: it alarms where the two days before carry more than z
    const base = method === 'C3' ? (counts[at] as number) : mean
    const threshold = carried === Infinity ? 0 : Math.max(0, base + sd * (z - carried))
    return { alarm: (counts[at] as number) > threshold, threshold }
  }
}
