import type { NoticeableSize } from '../../server/contract/noticeable-size.ts'
import { addDays, daysBetween } from '../../server/day.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../server/surveillance/nights/snapshot.ts'
import type { Compute } from '../compute/compute.ts'
import { type Random, randomBelow, randomFor } from '../stats/draws/random.ts'
import { detectExcess } from './checks/excess.ts'
import { detectPlaces } from './checks/places.ts'
import { detectRises } from './checks/rises.ts'
import type { Finding } from './signals/finding.ts'

/**
 * What size of cluster would the nightly checks notice here? Extra events are put at one place into the partnership's own records, as they
 * were known on past nights, and the checks of places and of rises look at them as they would have come in.
 */

const SETTINGS = {
  reversals: { days: 14, tier: 'notify', sizes: [4, 6, 8, 10, 12, 15, 20] },
  deaths: { days: 28, tier: 'watch', sizes: [3, 4, 5, 6, 8, 10, 12] },
} as const
const RUNS = 40
const ENOUGH = 0.8
/** A size noticed in so few of the first runs is given up (4 of 10 at .8 would be one chance in 160), and one noticed in all of them is enough. */
const FIRST_RUNS = 10
const HOPELESS_SHARE = 0.4
/** A run looks on these nights after the first extra event, as shares of its days; noticing on any of them counts. */
const LOOKS = [0.5, 1]
/** Fewer than a night draws: whether p is 1 in 365 or less is all that is asked. */
const MONTE_CARLO = { replicates: 999, extendTo: 999, stopAfterExceedances: 10 }
const NIGHTS_BACK = 180

export async function noticeableSize(
  snapshot: Snapshot,
  stream: 'deaths' | 'reversals',
  compute: Compute,
  runs = RUNS,
): Promise<NoticeableSize> {
  const { days, tier, sizes } = SETTINGS[stream]
  const tried: NoticeableSize['tried'] = []
  const canJudge = snapshot[stream].some(({ longitude }) => longitude !== null)
  for (const size of canJudge ? sizes : []) {
    let noticed = 0
    let run = 0
    const isClear = () => run >= FIRST_RUNS && (noticed <= HOPELESS_SHARE * run || noticed === run)
    for (; run < runs && !isClear(); run++) {
      const random = randomFor(`${snapshot.partnershipId} ${stream} ${size}`, run)
      if (await isNoticed(snapshot, stream, size, random, compute)) noticed++
    }
    tried.push({ size, runs: run, noticed })
    if (noticed >= ENOUGH * run) break
  }
  const last = tried.at(-1)
  const size = last && last.noticed >= ENOUGH * last.runs ? last.size : null
  return { stream, days, tier, size, tried, sentence: say(stream, days, size, tried) }
}

async function isNoticed(
  snapshot: Snapshot,
  stream: 'deaths' | 'reversals',
  size: number,
  random: Random,
  compute: Compute,
): Promise<boolean> {
  const { days, tier } = SETTINGS[stream]
  const records: readonly (SnapshotDeath | SnapshotReversal)[] = snapshot[stream]
  const located = records.filter(({ longitude }) => longitude !== null)
  const model = located[randomBelow(random, located.length)] as SnapshotDeath | SnapshotReversal
  const lastNight = addDays(snapshot.night, -randomBelow(random, NIGHTS_BACK))
  const extra = Array.from({ length: size }, (_, i) => {
    const day = addDays(lastNight, -1 - randomBelow(random, days))
    // as late as one of those that are there
    const other = records[randomBelow(random, records.length)] as SnapshotDeath | SnapshotReversal
    const delay = other.knownOn === null ? 0 : Math.max(0, daysBetween(other.day, other.knownOn))
    return { ...model, id: `extra ${i}`, day, knownOn: addDays(day, delay), source: other.source }
  })
  const ids = new Set(extra.map(({ id }) => id))
  for (const look of LOOKS) {
    const night = addDays(lastNight, -Math.round((1 - look) * days))
    const isKnown = ({ day, knownOn }: SnapshotDeath | SnapshotReversal) => day < night && (knownOn ?? day) < night
    const asKnown = {
      ...snapshot,
      night,
      [stream]: [...records, ...extra].filter(isKnown),
    } as Snapshot
    const detected = [
      await detectPlaces(asKnown, stream, compute, MONTE_CARLO),
      await detectRises(asKnown, stream, compute, MONTE_CARLO),
      ...(stream === 'deaths' ? [await detectExcess(asKnown, compute, MONTE_CARLO)] : []),
    ]
    if (detected.some(({ findings }) => findings.some((finding) => isLoudEnough(finding, tier) && holds(finding, ids))))
      return true
  }
  return false
}

function isLoudEnough(finding: Finding, tier: 'notify' | 'watch'): boolean {
  return finding.tier === 'notify' || finding.tier === tier
}

/** It speaks of the extra events: they are at least a third of its cases. */
function holds({ cases }: Finding, ids: ReadonlySet<string>): boolean {
  return cases.filter(({ id }) => ids.has(id)).length * 3 >= cases.length
}

function say(
  stream: 'deaths' | 'reversals',
  days: number,
  size: number | null,
  tried: NoticeableSize['tried'],
): string {
  const within = days === 14 ? 'two weeks' : 'four weeks'
  const last = tried.at(-1)
  if (!last)
    return `Not enough data to judge: no ${stream} with a place${stream === 'deaths' ? ' where the person was found' : ''} are recorded. Pooling with neighbours under a sharing agreement would help.`
  const found = `${last.noticed} of ${last.runs}`
  if (size === null)
    return `Even ${last.size} extra ${stream} at one place in ${within} would be noticed only in ${found} simulated clusters: there are too few records here. Pooling with neighbours under a sharing agreement would help.`
  const smaller = tried.at(-2)
  const beneath = smaller
    ? ` Of ${smaller.runs} clusters of ${smaller.size}, ${smaller.noticed || 'none'} would have been.`
    : ''
  return `These checks notice ${size} extra ${stream} at one place in ${within} at least ${100 * ENOUGH}% of the time (${found} simulated here).${beneath} Fewer can be real and go unseen.`
}
