import type { Compute } from '../../../jobs/compute/compute.ts'
import { judgeNight, signalsAfter } from '../../../jobs/detection/night.ts'
import type { Tier } from '../../../jobs/detection/signals/continuity.ts'
import type { Agreement } from '../../../jobs/detection/signals/corroboration.ts'
import type { Snapshot } from '../../../server/surveillance/nights/snapshot.ts'
import type { KeptIdentity, VersionToWrite } from '../../../server/surveillance/signals/nightly-store.ts'
import { ALL_SCENARIOS, type Size, type Stream } from '../simulator/parameters.ts'
import { NIGHTS, type SimulatedPartnership, simulatePartnership } from '../simulator/partnership.ts'
import { snapshotsOf } from '../simulator/snapshots.ts'

/** What is kept of the nights of one simulated partnership. Days and nights are numbered from the first of the six years. */
export type JudgedSeed = {
  scenario: string
  size: Size
  seed: number
  milliseconds: number
  injected: InjectedRecord | null
  nights: NightRecord[]
}

export type InjectedRecord = {
  firstDay: number
  lastDay: number
  areas: number[]
  substances: readonly string[]
  cases: number
  lastKnownOn: number
  /** Of deaths with injected substances: the days their toxicology became known, the earliest first. */
  toxicologyKnownOn: number[]
}

/** `feeds`: what was said of the feeds, as 'reversals silent'. */
export type NightRecord = { night: number; feeds: string[]; checks: CheckRecord[]; signals: SignalRecord[] }

/** p of the strongest candidate; null where nothing was judged. */
export type CheckRecord = { detector: string; stream: string; p: number | null }

export type SignalRecord = {
  id: string
  detector: string
  stream: string
  tier: Tier
  p: number
  isTold: boolean
  /** Whether a second stream says enough to make it notify, were that switched on. */
  isAgreed: boolean
  cases: number
  /** Of its cases, those that were injected; and of each injected cluster, where there are several. */
  injected: number
  ofClusters?: number[]
  areas: number[]
  nodes: string[]
  /** Other checks that found the same cases. */
  also: { detector: string; kind: string; p: number }[]
}

/** Nights before the injection that are judged too, so that signals of chance are there when it begins. */
const NIGHTS_BEFORE = 28
/** And after the horizon, so that the whole life of its signal is seen. */
const NIGHTS_AFTER = 14

/**
 * Judges the nights that matter of one partnership, carrying the signals from night to night: all of the judged year without an
 * injection; around the injected cluster; and where substances were injected, the nights after toxicology has arrived.
 */
export async function judgeSeed(
  scenario: string,
  size: Size,
  seed: number,
  compute: Compute,
  nights?: readonly number[],
): Promise<JudgedSeed> {
  const startedAt = performance.now()
  const partnership = simulatePartnership(scenario, size, seed)
  const injectedIds = clustersOf(partnership)
  const areaIndex = new Map(partnership.areas.map(({ areaId }, i) => [areaId, i]))
  const snapshotOn = snapshotsOf(partnership)
  const { only } = ALL_SCENARIOS[scenario] ?? {}
  const judged: NightRecord[] = []
  let signals: KeptIdentity[] = []
  let previous: number | null = null
  for (const night of nights ?? nightsToJudge(scenario, partnership)) {
    const result = await judgeNight(onlyOf(only, snapshotOn(night, previous)), signals, compute)
    signals = signalsAfter(signals, result)
    previous = night
    judged.push({
      night,
      feeds: result.feeds.map(({ stream, problem }) => `${stream} ${problem}`),
      checks: result.checks.map(({ detector, stream, p }) => ({ detector, stream, p })),
      signals: result.versions.map((version) => toSignal(version, injectedIds, areaIndex)),
    })
  }
  return {
    scenario,
    size,
    seed,
    milliseconds: performance.now() - startedAt,
    injected: describeInjected(partnership),
    nights: judged,
  }
}

/** Half the work, where a scenario changes one stream. */
function onlyOf(only: Stream | undefined, snapshot: Snapshot): Snapshot {
  if (!only) return snapshot
  return only === 'deaths' ? { ...snapshot, reversals: [] } : { ...snapshot, deaths: [] }
}

function nightsToJudge(scenario: string, { injected, deaths }: SimulatedPartnership): number[] {
  const injection = ALL_SCENARIOS[scenario]?.injection
  if (!injection || !injected) return [...NIGHTS]
  const { firstDay, substances } = injected
  const last = firstDay + injection.horizonDays + (substances.length > 0 ? 1 : NIGHTS_AFTER)
  const nights = Array.from({ length: last - firstDay + NIGHTS_BEFORE + 1 }, (_, i) => firstDay - NIGHTS_BEFORE + i)
  if (substances.length === 0) return nights
  const arrivals = new Set(deaths.map(({ completeFrom }) => completeFrom))
  return nights.filter((night) => arrivals.has(night))
}

function toSignal(
  version: VersionToWrite,
  clusterOf: ReadonlyMap<string, number>,
  areaIndex: ReadonlyMap<string, number>,
): SignalRecord {
  const { alsoFoundBy, agreement } = version.evidence as {
    alsoFoundBy: SignalRecord['also']
    agreement: Agreement | null
  }
  const clusters = 1 + Math.max(0, ...clusterOf.values())
  return {
    id: version.signalId,
    detector: version.detector,
    stream: version.stream,
    tier: version.tier,
    p: version.pValue,
    isTold: version.isRenotified,
    isAgreed: agreement?.isEnough ?? false,
    cases: version.caseIds.length,
    injected: version.caseIds.filter((id) => clusterOf.has(id)).length,
    ...(clusters > 1
      ? {
          ofClusters: Array.from(
            { length: clusters },
            (_, i) => version.caseIds.filter((id) => clusterOf.get(id) === i).length,
          ),
        }
      : {}),
    areas: version.areaIds.map((id) => areaIndex.get(id) ?? -1),
    nodes: version.substanceCodes,
    also: alsoFoundBy.map(({ detector, kind, p }) => ({ detector, kind, p })),
  }
}

/** Which cluster each injected case is of. */
function clustersOf({ injected }: SimulatedPartnership): Map<string, number> {
  return new Map(
    injected?.caseIds.map((id, i) => [id, Number(/^injected-(\d+)-/.exec(injected.names[i] ?? '')?.[1] ?? 0)]),
  )
}

function describeInjected({ injected, deaths }: SimulatedPartnership): InjectedRecord | null {
  if (!injected) return null
  const { firstDay, lastDay, lastKnownOn, areas, substances, caseIds } = injected
  const ids = new Set(caseIds)
  return {
    firstDay,
    lastDay,
    areas,
    substances,
    cases: caseIds.length,
    lastKnownOn,
    toxicologyKnownOn: deaths
      .filter(({ before }) => substances.length > 0 && ids.has(before.id))
      .map(({ completeFrom }) => completeFrom - 1)
      .sort((a, b) => a - b),
  }
}
