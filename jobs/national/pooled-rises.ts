import { joinOutcome } from '../../server/contract/check-outcome.ts'
import type { Day } from '../../server/contract/day.ts'
import { addDays } from '../../server/day.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../server/surveillance/nights/snapshot.ts'
import type { Compute } from '../compute/compute.ts'
import { detectRises } from '../detection/checks/rises.ts'
import { earliestDay, RISE_SETTINGS } from '../detection/reports/daily-series.ts'
import { groupBy } from '../detection/reports/group-by.ts'
import type { Tier } from '../detection/signals/continuity.ts'
import {
  NATIONAL_STREAMS,
  type Nation,
  type NationalStream,
  type PooledEvent,
  type PooledPartnership,
} from './nation.ts'
import { type Figure, ratioOf, roundToFives } from './withhold.ts'

/** D1 on all partnerships of a region together, and on those of the nation. */
export type PooledRise = {
  kind: 'rise'
  scope: 'nation' | 'region'
  name: string
  stream: NationalStream
  outcome: string
  partnerships: number
  /** Those whose records are too short to be taken together with the others'. */
  leftOut: string[]
  tier: Tier | null
  pValue: number | null
  recurrenceIntervalDays: number | null
  firstDay: Day | null
  lastDay: Day | null
  observed: Figure | null
  expected: Figure | null
  ratio: number | null
}

const NOTHING = {
  tier: null,
  pValue: null,
  recurrenceIntervalDays: null,
  firstDay: null,
  lastDay: null,
  observed: null,
  expected: null,
  ratio: null,
}

/** Of a partnership whose records began later, its own beginning would look like a rise. */
const FEWEST_DAYS = 730

export async function findPooledRises({ night, partnerships }: Nation, compute: Compute): Promise<PooledRise[]> {
  const regions = [...groupBy(partnerships, ({ region }) => region)].flatMap(([region, members]) =>
    region === null ? [] : [{ scope: 'region' as const, name: region, members }],
  )
  const scopes = [
    { scope: 'nation' as const, name: 'nation', members: partnerships },
    ...regions.sort((a, b) => (a.name < b.name ? -1 : 1)),
  ]
  const rises: PooledRise[] = []
  for (const { scope, name, members } of scopes)
    for (const stream of NATIONAL_STREAMS) {
      const pooled = poolEvents(members, stream, night)
      const about = {
        kind: 'rise',
        scope,
        name,
        stream,
        partnerships: pooled.members.length,
        leftOut: pooled.leftOut,
      } as const
      if (pooled.members.length < 2) {
        const outcome = `not enough data to judge: ${pooled.members.length === 1 ? 'only one partnership has' : 'no partnership has'} two years of ${stream} here, and two are needed; what one of them sees is for its own checks`
        rises.push({ ...about, ...NOTHING, outcome })
        continue
      }
      const { findings, check } = await detectRises(
        snapshotOf(`${scope} ${name}`, night, stream, pooled.events),
        stream,
        compute,
      )
      const [finding] = findings
      rises.push({
        ...about,
        ...NOTHING,
        outcome:
          check.p === null ? 'not enough data to judge: too few to show what is usual' : joinOutcome(check.outcome),
        pValue: check.p,
        ...(finding && {
          tier: finding.tier,
          recurrenceIntervalDays: finding.recurrenceIntervalDays,
          firstDay: finding.firstDay,
          lastDay: finding.lastDay,
          observed: roundToFives(finding.observed),
          expected: roundToFives(finding.expected),
          ratio: ratioOf(finding.observed, finding.expected),
        }),
      })
    }
  return rises
}

/** The events of all members since the day from which each of them has records. */
export function poolEvents(
  partnerships: readonly PooledPartnership[],
  stream: NationalStream,
  night: Day,
): { events: PooledEvent[]; members: PooledPartnership[]; leftOut: string[] } {
  const latestBeginning = addDays(night, -FEWEST_DAYS - RISE_SETTINGS[stream].leftOutDays)
  const beganOn = ({ events }: PooledPartnership) =>
    events[stream].reduce((first, { day }) => (day < first ? day : first), night)
  const isLongEnough = new Map(
    partnerships.map((partnership) => [partnership, beganOn(partnership) <= latestBeginning]),
  )
  const members = partnerships.filter((partnership) => isLongEnough.get(partnership))
  const from = members.map(beganOn).reduce((latest, day) => (day > latest ? day : latest), earliestDay(stream, night))
  return {
    events: members.flatMap(({ events }) => events[stream].filter(({ day }) => day >= from)),
    members,
    leftOut: partnerships.filter((partnership) => !isLongEnough.get(partnership)).map(({ name }) => name),
  }
}

/** As the check of one partnership sees it, with nothing but days; each by its id, for what has one id is one event. */
function snapshotOf(name: string, night: Day, stream: NationalStream, events: readonly PooledEvent[]): Snapshot {
  const nowhere = { longitude: null, latitude: null, areaId: null, source: '' }
  const deaths = ({ ids, day, knownOn }: PooledEvent): SnapshotDeath => ({
    ...nowhere,
    id: ids[0] as string,
    day,
    knownOn,
    toxicologyKnownOn: null,
    found: [],
    notDetected: [],
    panelId: null,
  })
  const reversals = ({ ids, day, knownOn }: PooledEvent): SnapshotReversal => ({
    ...nowhere,
    id: ids[0] as string,
    day,
    knownOn,
    person: 1,
    minute: null,
  })
  return {
    partnershipId: name,
    night,
    previousNight: null,
    deaths: stream === 'deaths' ? events.map(deaths) : [],
    reversals: stream === 'reversals' ? events.map(reversals) : [],
    areas: [],
    foundEarlier: [],
    residentsPerSquareKilometre: null,
    substances: [],
    panels: [],
  }
}
