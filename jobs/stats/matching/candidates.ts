import { comparePair, LONGEST_MINUTES } from './levels.ts'
import { toCode } from './model.ts'
import type { ComparableReport } from './report.ts'

/** Pairs of reports near enough in time and place to be asked about: positions of the two, and how far they agree. */
export type Candidates = { length: number; one: Int32Array; other: Int32Array; code: Float64Array }

/**
 * Every pair that is compared, each once. Reports stand in the order of their first minute; each is compared with those that begin before it
 * is over, so that the work grows with how many there are at one time, not with their square.
 */
export function findCandidates(reports: readonly ComparableReport[]): Candidates {
  const order = Int32Array.from(reports, (_, at) => at).sort(
    (a, b) => (reports[a] as ComparableReport).from - (reports[b] as ComparableReport).from || a - b,
  )
  let [one, other, code] = [new Int32Array(1024), new Int32Array(1024), new Float64Array(1024)]
  let length = 0
  for (let i = 0; i < order.length; i++) {
    const here = order[i] as number
    const report = reports[here] as ComparableReport
    for (let j = i + 1; j < order.length; j++) {
      const there = order[j] as number
      const beside = reports[there] as ComparableReport
      if (beside.from > report.until + LONGEST_MINUTES) break
      const pattern = comparePair(report, beside)
      if (!pattern) continue
      if (length === one.length) {
        one = grown(one, new Int32Array(2 * length))
        other = grown(other, new Int32Array(2 * length))
        code = grown(code, new Float64Array(2 * length))
      }
      one[length] = Math.min(here, there)
      other[length] = Math.max(here, there)
      code[length] = toCode(pattern)
      length++
    }
  }
  return { length, one, other, code }
}

function grown<Numbers extends Int32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}

/** How often each pattern is met: all that learning needs. */
export function countPatterns({ code, length }: Candidates): Map<number, number> {
  const counts = new Map<number, number>()
  for (let at = 0; at < length; at++) counts.set(code[at] as number, (counts.get(code[at] as number) ?? 0) + 1)
  return counts
}
