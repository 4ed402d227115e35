/** An event that is known: the unit it happened in and how many units later it was learnt of. Days, weeks or months, as the caller chooses. */
export type KnownEvent = { day: number; delay: number }

/**
 * The share of events that are known within 0, 1, … `longest` units, by the reverse hazard: of the events learnt of within
 * d units, how many took exactly d? Each d asks only the events that happened at least d units ago, so that those which had
 * less time to become known do not make delays look short. `now` is the last whole unit. Of each delay the last `window`
 * units of events that can show it count, so that the distribution follows changes. The last number is 1: it is the share of
 * the events learnt of within `longest`; longer delays are left out, as are negative ones. Undefined below `fewest` events.
 *
 * Lawless JF. Adjustments for reporting delays and the prediction of occurred but not reported events. Can J Stat 1994;22:15–31.
 * Höhle M, an der Heiden M. Bayesian nowcasting during the STEC O104:H4 outbreak in Germany, 2011. Biometrics 2014;70:993–1002.
 */
export function delayDistribution(
  reported: Iterable<KnownEvent>,
  now: number,
  { longest, window, fewest }: { longest: number; window: number; fewest: number },
): Float64Array | undefined {
  const tookExactly = new Float64Array(longest + 1)
  // what changes from one delay to the next in the number learnt of within it
  const change = new Float64Array(longest + 2)
  let events = 0
  for (const { day, delay } of reported) {
    if (delay < 0) continue
    const age = now - day
    const first = Math.max(delay, age - window + 1)
    const last = Math.min(longest, age)
    if (first > last) continue
    events++
    change[first] = (change[first] as number) + 1
    change[last + 1] = (change[last + 1] as number) - 1
    if (first === delay) tookExactly[delay] = (tookExactly[delay] as number) + 1
  }
  if (events < fewest) return undefined

  const known = new Float64Array(longest + 1).fill(1)
  const tookAtMost = change.slice(0, longest + 1)
  for (let delay = 1; delay <= longest; delay++)
    tookAtMost[delay] = (tookAtMost[delay] as number) + (tookAtMost[delay - 1] as number)
  for (let delay = longest; delay > 0; delay--) {
    const hazard = (tookExactly[delay] as number) / Math.max(1, tookAtMost[delay] as number)
    known[delay - 1] = (known[delay] as number) * (1 - hazard)
  }
  return known
}

/** How many events the delays of all groups together weigh beside those of one group. */
const POOLED_EVENTS = 30

/** The delay distribution of a group of `events` events, drawn towards that of all groups together; both of one length. */
export function shrinkToPooled(group: Float64Array, events: number, pooled: Float64Array): Float64Array {
  return group.map(
    (share, delay) => (events * share + POOLED_EVENTS * (pooled[delay] as number)) / (events + POOLED_EVENTS),
  )
}

/** Two years after it happened an event that is still unknown is left out; a year of events to learn from, more where they are few. */
const LONGEST_DAYS = 730
const WINDOWS_DAYS = [365, 730, 1095]
const FEWEST_EVENTS = 30

export type LearntDelay = { known: Float64Array; windowDays: number; events: number }

/** The delay in days, from the last year of events that shows at least 30; else from two years, or three. Undefined where even those are too few. */
export function learnDelay(reported: readonly KnownEvent[], now: number): LearntDelay | undefined {
  const past = reported.filter(({ day, delay }) => delay >= 0 && day + delay <= now)
  for (const windowDays of WINDOWS_DAYS) {
    const events = past.filter(({ day }) => day > now - windowDays)
    const known =
      events.length < FEWEST_EVENTS
        ? undefined
        : delayDistribution(past, now, { longest: LONGEST_DAYS, window: windowDays, fewest: FEWEST_EVENTS })
    if (known) return { known, windowDays, events: events.length }
  }
  return undefined
}
