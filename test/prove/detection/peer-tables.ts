import { INJECTIONS, type Injection, type Size } from '../simulator/parameters.ts'
import { meanOverSeeds, median, shareOf } from './estimates.ts'
import type { JudgedSeed } from './judge.ts'
import type { Judged, JudgedByPeers } from './judged.ts'
import { PEERS } from './peers.ts'
import { figure, table, withError, withInterval } from './tables.ts'

/** Alarms fewer days apart are one episode: of weekly rules, those of weeks that follow each other. */
const EPISODE_GAP_DAYS = { daily: 7, weekly: 8 }

/** The rules others use, on the same partnerships: false alarms and power, with what chance alone gives them. */
export function peerTables({ seeds, peers }: Judged, size: Size): string[] {
  const nulls = peers('null', size)
  if (nulls.length < 2) return []
  const streams = [
    ['reversals', ['naloxone_spike', 'naloxone_cluster']],
    ['deaths', ['deaths_cluster']],
  ] as const
  return streams.map(([stream, scenarios]) => {
    const done = scenarios.filter((scenario) => peers(scenario, size).length > 0)
    const rows = PEERS.map(({ name, isWeekly }, rule) => {
      const episodes = nulls.map(({ alarms }) => countEpisodes(alarms[stream][rule] ?? [], isWeekly))
      return [
        name,
        withError(meanOverSeeds(episodes)),
        ...done.flatMap((scenario) => {
          const injection: Injection = INJECTIONS[scenario]
          const injectedOf = new Map(seeds(scenario, size).map(({ seed, injected }) => [seed, injected]))
          const found = (judged: JudgedByPeers[]) =>
            judged
              .filter(({ seed }) => injectedOf.has(seed))
              .map(({ seed, alarms }) =>
                firstAlarm(alarms[stream][rule] ?? [], injectedOf.get(seed) ?? null, injection),
              )
          const [delays, chance] = [found(peers(scenario, size)), found(nulls)]
          return [
            withInterval(shareOf(delays.map((delay) => delay !== null))),
            figure(shareOf(chance.map((delay) => delay !== null)).value),
            String(median(delays.filter((delay) => delay !== null)) ?? '–'),
          ]
        }),
      ]
    })
    const head = done.flatMap((scenario) => [`${scenario}: found`, 'by chance', 'days'])
    return `**The rules others use, on the same ${stream}** by the day they became known\n\n${table(['rule', 'false episodes a year', ...head], rows)}`
  })
}

function countEpisodes(days: readonly number[], isWeekly: boolean): number {
  const gap = isWeekly ? EPISODE_GAP_DAYS.weekly : EPISODE_GAP_DAYS.daily
  return days.filter((day, i) => day - (days[i - 1] ?? -Infinity) >= gap).length
}

/** Days from the first injected event to the first alarm within the horizon. */
function firstAlarm(
  days: readonly number[],
  injected: JudgedSeed['injected'],
  { horizonDays }: Injection,
): number | null {
  if (!injected) return null
  const delay = days.map((day) => day - injected.firstDay).find((since) => since >= 0 && since <= horizonDays)
  return delay ?? null
}
