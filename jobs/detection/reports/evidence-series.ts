import type { Day } from '../../../server/contract/day.ts'
import type { EventStream, EvidenceSeries } from '../../../server/contract/signal.ts'
import { addDays } from '../../../server/day.ts'

/** By week for deaths, by day for the others, ending last night. The counts run backwards: the first is last night's. */
export function seriesBackwards(
  stream: EventStream,
  night: Day,
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
): EvidenceSeries {
  const length = stream === 'deaths' ? 7 : 1
  const points = Array.from({ length: Math.floor(observed.length / length) }, (_, step) => {
    const from = step * length
    return {
      firstDay: addDays(night, -from - length),
      lastDay: addDays(night, -from - 1),
      observed: sum(observed, from, from + length),
      expected: sum(expected, from, from + length),
    }
  })
  return { steps: length === 1 ? 'days' : 'weeks', points: points.reverse() }
}

const RESULTS_A_STEP = 10
const MOST_STEPS = 12

/** By ten results at a time, in the order in which they became known; what does not fill a step is the earliest and left out. */
export function seriesOfResults(results: readonly { knownOn: Day; isFound: boolean }[]): EvidenceSeries {
  const share = results.filter(({ isFound }) => isFound).length / results.length
  const steps = Math.min(MOST_STEPS, Math.floor(results.length / RESULTS_A_STEP))
  const points = Array.from({ length: steps }, (_, i) => {
    const from = results.length - (steps - i) * RESULTS_A_STEP
    const batch = results.slice(from, from + RESULTS_A_STEP)
    return {
      firstDay: batch[0]?.knownOn ?? '',
      lastDay: batch.at(-1)?.knownOn ?? '',
      observed: batch.filter(({ isFound }) => isFound).length,
      expected: share * batch.length,
    }
  })
  return { steps: 'results', points }
}

function sum(values: ArrayLike<number>, from: number, to: number): number {
  let total = 0
  for (let i = from; i < to; i++) total += values[i] as number
  return total
}
