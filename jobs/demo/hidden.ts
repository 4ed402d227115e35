import type { Day } from '../../server/contract/day.ts'
import { addDays } from '../../server/day.ts'
import type { Random } from '../stats/draws/random.ts'
import { type Timeline, withToxicologyOn } from './timeline.ts'

/**
 * What is hidden in the last weeks of one partnership, for the nights to find. Nothing marks these records: they are found or they are not.
 *
 * (a) Reversals near one town, several sources, within about a week.
 * (b) Metonitazene, never found here before, in five deaths; one of them also has protonitazene.
 * (c) Bromazolam and pregabalin together: each was known before, hardly ever in one person.
 *
 * (b) and (c) come with toxicology that arrives in the last four weeks, of deaths months before: a laboratory clears its backlog.
 */

export const CLUSTER = {
  town: 'Bodmin',
  withinMetres: 1200,
  /** Each reversal: how many days before today it was, and how many days later it was reported. */
  reversals: [
    { daysAgo: 8, reported: 1 },
    { daysAgo: 7, reported: 0 },
    { daysAgo: 6, reported: 1 },
    { daysAgo: 5, reported: 0 },
    { daysAgo: 4, reported: 1 },
    { daysAgo: 4, reported: 0 },
    { daysAgo: 3, reported: 1 },
    { daysAgo: 2, reported: 0 },
    { daysAgo: 2, reported: 1 },
  ],
} as const

export const EMERGENCE = 'metonitazene'
const EMERGENCE_BESIDE = 'protonitazene'
export const COMBINATION = ['bromazolam', 'pregabalin'] as const

/** The backlog: so many results in the last days, of deaths noticed at least so long ago; others wait until it is cleared. */
const BACKLOG = { results: 23, firstDaysAgo: 26, lastDaysAgo: 1, noticedDaysAgo: 37, othersWaitDays: 35 }
/** Every so many deaths of that time, one had its toxicology in time. */
const IN_TIME_EVERY = 6
/** By place in the backlog, the earliest result 0. */
const WITH_EMERGENCE = new Set([8, 12, 16, 18, 21])
const WITH_BOTH_NITAZENES = 21
const WITH_COMBINATION = new Set([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 22])

/** Puts the backlog, the emergence and the combination into the latest deaths. */
export function hideInToxicology(random: Random, timelines: readonly Timeline[], today: Day): Timeline[] {
  const firstDay = addDays(today, -BACKLOG.firstDaysAgo)
  const late = timelines
    .filter(({ noticeOn, isExcluded }) => !isExcluded && noticeOn <= addDays(today, -BACKLOG.noticedDaysAgo))
    .toReversed()
    .filter(({ toxicologyOn }, index) => index % IN_TIME_EVERY !== IN_TIME_EVERY - 1 || toxicologyOn >= firstDay)
  const backlog = late.slice(0, BACKLOG.results).toReversed()
  const placeOf = new Map(backlog.map(({ reference }, place) => [reference, place]))
  const since = backlog[0]?.eventDay ?? today
  return timelines.map((timeline) => {
    const place = placeOf.get(timeline.reference)
    if (place !== undefined) {
      const days = BACKLOG.firstDaysAgo - BACKLOG.lastDaysAgo
      const arrivesOn = addDays(firstDay, Math.floor((place * days) / (BACKLOG.results - 1)))
      const arrived = withToxicologyOn(random, timeline, arrivesOn)
      return { ...arrived, isExtendedPanel: true, substances: hideAt(place, timeline.substances) }
    }
    if (timeline.eventDay < since) return timeline
    const usual = { ...timeline, substances: without(timeline.substances, 'bromazolam') }
    const mustWait = timeline.toxicologyOn >= firstDay && timeline.toxicologyOn < today
    return mustWait ? withToxicologyOn(random, usual, addDays(timeline.toxicologyOn, BACKLOG.othersWaitDays)) : usual
  })
}

function hideAt(place: number, usual: readonly string[]): string[] {
  // nor gabapentin, so that what is new is these two drugs and not their families
  const others = without(usual, ...COMBINATION, 'gabapentin')
  if (WITH_EMERGENCE.has(place))
    return [EMERGENCE, ...(place === WITH_BOTH_NITAZENES ? [EMERGENCE_BESIDE] : []), ...others]
  if (WITH_COMBINATION.has(place)) return [...others, ...COMBINATION]
  return without(usual, 'bromazolam')
}

function without(codes: readonly string[], ...left: readonly string[]): string[] {
  return codes.filter((code) => !left.includes(code))
}
