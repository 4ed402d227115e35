/** A rule others use, at one day or week of a series of counts. Nothing after it is looked at. */
export type Rule = (counts: ArrayLike<number>, at: number) => Verdict

/** `threshold` is null where the rule has too little to go by, and then never alarms. */
export type Verdict = { alarm: boolean; threshold: number | null }

export const NO_VERDICT: Verdict = { alarm: false, threshold: null }

/** Mean and sample standard deviation of counts[from] … counts[to − 1]. */
export function meanAndSd(counts: ArrayLike<number>, from: number, to: number): { mean: number; sd: number } {
  let sum = 0
  for (let i = from; i < to; i++) sum += counts[i] as number
  const mean = sum / (to - from)
  let squares = 0
  for (let i = from; i < to; i++) squares += ((counts[i] as number) - mean) ** 2
  return { mean, sd: Math.sqrt(squares / (to - from - 1)) }
}
