import { reachedBy } from '../../../jobs/stats/allocation/problem.ts'
import type { Day } from '../../contract/day.ts'
import { AllocationQuery, type NaloxoneAllocation, type NaloxoneGaps } from '../../contract/naloxone-allocation.ts'
import type { Trx } from '../../db/tenant.ts'
import { type Counted, figure } from '../../figures/figure.ts'
import { startThread } from '../../thread.ts'
import { type AskedProblem, problemOf } from './problem-of.ts'
import type { Question, Weighed } from './weigh.ts'

/** Nearer than this to the greedy way is a tie: nobody could tell the two apart. */
const TIE = 0.005

const RULE = `A kit is worth the events that it is expected to reach in a year. An area has so many events a year at which naloxone could be given (reversals, and deaths with an opioid implicated, of three years, drawn towards the rate of the whole where they are few). Kits, those out there and the next ones, are carried from where they are handed over to areas near it: more where more happens, fewer the farther.  A kit is used as often as live kits of its channel were in the last year, drawn towards all channels where there are few. Where many kits are, a further one reaches little. Each authority that has sites gets its floor first. Found as an integer program (HiGHS), beside the bound that no allocation exceeds.`

type Asked = AllocationQuery & { today: Day }

/** Where the next kits are used most, and why. */
export const naloxoneAllocation = figure<Asked, NaloxoneAllocation>({
  definition: 'Where the next kits are expected to reach most events: an estimate, line by line with its reason',
  basis: 'three years of events and a year of uses up to today',
  source: 'overdose events, deaths, naloxone supplies and stock of this partnership',
  carries: ['office text'],
  count: countAllocation,
  csv: {
    fileName: 'next-kits',
    rows: ({ lines, kits, floor, travelKm }) =>
      lines.map(({ goesTo, ...line }) => ({
        ...line,
        goesTo: goesTo?.name ?? null,
        eventsThere: goesTo?.events ?? null,
        liveKitsThere: goesTo?.liveKits ?? null,
        ...{ ofKits: kits, floor, travelKm },
      })),
  },
})

async function countAllocation(trx: Trx, { today, ...query }: Asked): Promise<Counted<NaloxoneAllocation>> {
  const asked = await problemOf(trx, today, query)
  const { problem, asLastYear, byPopulation, loss, sites, places, leftOut } = asked
  const weighed = await weighElsewhere({ problem, asLastYear, byPopulation, loss })
  return {
    ...query,
    given: weighed.kits.flat().reduce((sum, count) => sum + count, 0),
    lines: linesOf(asked, weighed),
    gain: weighed.gain,
    bound: weighed.bound,
    beside: [
      { way: 'greedy', gain: weighed.greedyGain },
      { way: 'as_last_year', gain: weighed.asLastYear },
      { way: 'by_population', gain: weighed.byPopulation },
    ],
    isTie: weighed.gain <= weighed.greedyGain * (1 + TIE),
    stable: weighed.stable,
    leftOut,
    rule: sites.length === 0 && places.length === 0 ? `${RULE} There are no areas and no sites yet.` : RULE,
  }
}

function linesOf({ sites, places, problem }: AskedProblem, weighed: Weighed): NaloxoneAllocation['lines'] {
  return sites
    .flatMap(({ holder, channels }, site) =>
      channels.flatMap((channel, index) => {
        const kits = weighed.kits[site]?.[index] ?? 0
        if (kits === 0) return []
        const [main] = (problem.sites[site]?.carried ?? []).toSorted((a, b) => b.share - a.share)
        const place = main && places[main.place]
        return [
          {
            ...{ holderId: holder.holderId, name: holder.name, channel, kits },
            reaches: weighed.reaches[site]?.[index] ?? 0,
            usesOfAKit: problem.sites[site]?.channels[index]?.usesOfAKit ?? 0,
            goesTo: place ? { name: place.name, events: place.events, liveKits: place.live } : null,
            fewest: weighed.fewest[site]?.[index] ?? 0,
            most: weighed.most[site]?.[index] ?? 0,
          },
        ]
      }),
    )
    .toSorted((a, b) => b.kits - a.kits || a.name.localeCompare(b.name))
}

/** Of each area its events and the live kits there: where they are far apart. */
export const naloxoneGaps = figure<{ today: Day }, NaloxoneGaps>({
  definition:
    'Events a year at which naloxone could be given, live kits, and the share of events that they are expected to reach, by area: much and little, many and few beside the middle event, so that half of all events are in areas with as much harm or more, and half in areas with as few kits for it or fewer',
  basis: 'three years of events and a year of uses up to today',
  source: 'overdose events, deaths and naloxone supplies of this partnership',
  carries: ['office text'],
  count: async (trx, { today }) => ({ rows: gapsOf(await problemOf(trx, today, AllocationQuery.parse({}))) }),
  csv: { fileName: 'naloxone-gaps', rows: ({ rows }) => rows.map((row) => ({ ...row })) },
})

/**
 * Harm and live kits of each area, each above or below where the middle event is. Beside the middle area, where hardly anybody overdoses,
 * one kit would be many.
 */
function gapsOf({ places, problem }: AskedProblem): NaloxoneGaps['rows'] {
  const share = places.map(({ events }, index) => {
    const already = problem.places[index]?.usesAlready ?? 0
    return events > 0 ? reachedBy(already, events) / events : 0
  })
  const all = places.reduce((sum, { events }) => sum + events, 0)
  const ofMiddleEvent = (measured: (index: number) => number) => {
    let before = 0
    const found = places
      .map(({ events }, index) => ({ events, value: measured(index) }))
      .toSorted((a, b) => a.value - b.value)
      .find(({ events }) => {
        before += events
        return before >= all / 2
      })
    return found?.value ?? 0
  }
  const usualHarm = ofMiddleEvent((index) => places[index]?.events ?? 0)
  const usualShare = ofMiddleEvent((index) => share[index] ?? 0)
  return places
    .map(({ areaId, name, events, live }, index) => {
      const reached = share[index] as number
      const harm = events >= usualHarm ? 'much_harm' : 'little_harm'
      const kits = reached > usualShare ? 'many_kits' : 'few_kits'
      return { areaId, name, events, liveKits: live, reached, gap: `${harm}_${kits}` as const }
    })
    .toSorted((a, b) => b.events * (1 - b.reached) - a.events * (1 - a.reached))
}

/** One at a time: a second question waits for the thread of the first. */
let before: Promise<unknown> = Promise.resolve()

function weighElsewhere(question: Question): Promise<Weighed> {
  const weighed = before.then(
    () =>
      new Promise<Weighed>((resolve, reject) => {
        const thread = startThread(new URL('./weigh-thread.ts', import.meta.url), question)
        thread.once('message', resolve)
        thread.once('error', reject)
        thread.once('exit', (code) => code !== 0 && reject(new Error(`the allocation's thread ended with ${code}`)))
      }),
  )
  before = weighed.catch(() => {})
  return weighed
}
