import { ears } from '../peers/ears.ts'
import { farrington } from '../peers/farrington.ts'
import { odmap } from '../peers/odmap.ts'
import type { Rule } from '../peers/rule.ts'
import { DAYS, JUDGED_FROM, type Size, type Stream } from '../simulator/parameters.ts'
import { simulatePartnership } from '../simulator/partnership.ts'

/** The rules others use, on the same partnerships: counts by the day (or week) a report became known, for that is what they see. */
type Peer = { name: string; rule: Rule; isWeekly: boolean }

const withAtLeast =
  (least: number, rule: Rule): Rule =>
  (counts, at) => {
    const { alarm, threshold } = rule(counts, at)
    return { alarm: alarm && (counts[at] as number) >= least, threshold }
  }

export const PEERS: readonly Peer[] = [
  { name: 'ODMAP: mean + 2 SD in 24 h, 365 d', rule: odmap(), isWeekly: false },
  { name: 'EARS C1, daily', rule: ears('C1'), isWeekly: false },
  { name: 'EARS C2, daily', rule: ears('C2'), isWeekly: false },
  {
    name: 'EARS C2, daily, SD at least 1, 3 cases',
    rule: withAtLeast(3, ears('C2', { minSigma: 1 })),
    isWeekly: false,
  },
  { name: 'EARS C3, daily, SD at least .5', rule: ears('C3', { minSigma: 0.5 }), isWeekly: false },
  { name: 'mean + 2 SD in a week, 52 weeks', rule: odmap({ baseline: 52 }), isWeekly: true },
  { name: 'EARS C2, weekly', rule: ears('C2'), isWeekly: true },
  { name: 'Farrington flexible, α = .005', rule: farrington({ alpha: 0.005 }), isWeekly: true },
  { name: 'Farrington flexible, α = .01', rule: farrington({ alpha: 0.01 }), isWeekly: true },
]

/** For each stream and rule, in their order, the days of the judged year on which it alarms; of weeks, the last day. */
export type PeerAlarms = Record<Stream, number[][]>

export function peerAlarms(scenario: string, size: Size, seed: number): PeerAlarms {
  const partnership = simulatePartnership(scenario, size, seed)
  const alarmsOf = (stream: Stream) => {
    const daily = new Int32Array(DAYS)
    for (const { knownFrom } of partnership[stream])
      if (knownFrom - 1 < DAYS) daily[knownFrom - 1] = (daily[knownFrom - 1] as number) + 1
    const weekly = Int32Array.from({ length: Math.floor(DAYS / 7) }, (_, week) =>
      daily.subarray(7 * week, 7 * week + 7).reduce((sum, count) => sum + count, 0),
    )
    return PEERS.map(({ rule, isWeekly }) => {
      const counts = isWeekly ? weekly : daily
      const lastDayOf = (at: number) => (isWeekly ? 7 * at + 6 : at)
      return Array.from(counts, (_, at) => at).flatMap((at) =>
        lastDayOf(at) >= JUDGED_FROM && rule(counts, at).alarm ? [lastDayOf(at)] : [],
      )
    })
  }
  return { deaths: alarmsOf('deaths'), reversals: alarmsOf('reversals') }
}
