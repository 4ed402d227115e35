import { setImmediate } from 'node:timers/promises'
import type { Compute } from '../compute/compute.ts'
import { circleTools, gridClustersOf, gridMaximaOf, layOutGrid, layOutScan, scanEngine } from '../kernels/maxima.ts'
import { MOST_CASES } from '../kernels/walk.ts'
import { needsEveryWindow } from '../stats/scan/any-window.ts'
import type { GridMaxima } from '../stats/scan/grid-maxima.ts'
import { type GridInput, prepareGrid } from '../stats/scan/grid-problem.ts'
import {
  centreSearcher,
  type GridCluster,
  gridClusters,
  gridClustersOverTime,
  searchCentres,
} from '../stats/scan/grid-windows.ts'
import { decideP, gumbelP, recurrenceIntervalDays } from '../stats/scan/monte-carlo.ts'
import { prepareScan, type ScanInput } from '../stats/scan/scan-problem.ts'
import { fillMaxima, type SharedMaxima, shareMaxima } from '../stats/scan/shared-maxima.ts'
import { longestWindowOf, type Study, toGridInput, withoutCluster } from './study.ts'
import { toDay } from './times.ts'

export type ScanReport = {
  model: 'discrete Poisson' | 'Bernoulli' | 'space-time permutation'
  analysis: 'purely spatial' | 'retrospective space-time' | 'prospective space-time'
  replicas: number
  clusters: ReportedCluster[]
  /** Of a look back, further clusters that last to the end of the study, where SaTScan does not look a second time. */
  atTheEnd: ReportedCluster[]
  /** The largest statistic of each replica of the first scan. */
  maxima: Float64Array
}

export type ReportedCluster = {
  rank: number
  /** The centre first, then outwards. */
  locations: string[]
  /** Longitude and latitude; x and y where coordinates are Cartesian. */
  centre: [number, number]
  /** In the unit of the coordinates where they are Cartesian. */
  radiusKm: number
  firstDay: string | null
  lastDay: string | null
  observed: number
  expected: number
  relativeRisk: number | null
  statistic: number
  /** Null where no replicas were asked for. */
  pValue: number | null
  gumbelP: number | null
  recurrenceIntervalDays: number | null
}

export type RunOptions = {
  replicas: number
  seed: number
  /** Threads that help with the replicates; without them all are computed here. */
  compute: Compute | undefined
  say: (message: string, done?: number, total?: number) => void
}

/** All replicas are always run, and every cluster of one scan is compared with the same maxima. */
export async function runScan(study: Study, options: RunOptions): Promise<ScanReport> {
  const { model, analysis, iterative } = study.parameters
  const clusters: ReportedCluster[] = []
  const others: ReportedCluster[] = []
  const scans = iterative?.scans ?? 1
  let rest: Study | undefined = study
  let firstMaxima: Float64Array = new Float64Array(0)
  for (let scan = 1; scan <= scans && rest; scan++) {
    const heading = scan === 1 ? 'replicas' : `replicas of scan ${scan}`
    const { found, atTheEnd, maxima } = await scanOnce(
      rest,
      scan === 1 ? String(options.seed) : `${options.seed}/scan ${scan}`,
      heading,
      options,
    )
    if (scan === 1) firstMaxima = maxima
    if (!iterative) {
      clusters.push(...found.map(({ reported }) => reported))
      others.push(...atTheEnd.map(({ reported }) => reported))
      break
    }
    const [strongest] = found
    if (!strongest) break
    clusters.push({ ...strongest.reported, rank: scan })
    if ((strongest.reported.pValue ?? 0) > iterative.largestP) break
    rest = withoutCluster(rest, strongest)
  }
  return {
    model: ({ poisson: 'discrete Poisson', bernoulli: 'Bernoulli', permutation: 'space-time permutation' } as const)[
      model
    ],
    analysis: (
      {
        spatial: 'purely spatial',
        retrospective: 'retrospective space-time',
        prospective: 'prospective space-time',
      } as const
    )[analysis],
    replicas: options.replicas,
    clusters,
    atTheEnd: others,
    maxima: firstMaxima,
  }
}

async function scanOnce(study: Study, seed: string, heading: string, options: RunOptions) {
  const { hasClusters, clustersAbove, maximaOf, fillThere, block } = prepare(study, options.compute)
  if (!hasClusters) return { found: [], atTheEnd: [], maxima: new Float64Array(0) }
  const maxima = await computeMaxima(maximaOf, (shared) => fillThere(seed, shared), { seed, heading, block }, options)
  const least = maxima.reduce((least, value) => Math.min(least, value), Infinity)
  const { clusters, toTheEnd } = clustersAbove(least)
  const report = (some: GridCluster[]) =>
    some.map((cluster, index) => ({ ...cluster, reported: reportCluster(study, cluster, index + 1, maxima) }))
  // the first stands for the whole scan; of others, one that every replicate reached says nothing
  const isWorthReporting = ({ reported }: { reported: ReportedCluster }, index: number) =>
    index === 0 || reported.pValue !== 1
  const lastUnit = study.unitStarts.length - 2
  const others = toTheEnd.filter(
    (cluster) => cluster.lastUnit === lastUnit && !clusters.some((other) => isSameWindow(cluster, other)),
  )
  return { found: report(clusters).filter(isWorthReporting), atTheEnd: report(others), maxima }
}

function isSameWindow(a: GridCluster, b: GridCluster): boolean {
  return a.firstUnit === b.firstUnit && a.lastUnit === b.lastUnit && a.places.join() === b.places.join()
}

function reportCluster(
  { parameters, names, places, unitStarts }: Study,
  cluster: GridCluster,
  rank: number,
  maxima: Float64Array,
): ReportedCluster {
  const isSpatial = parameters.analysis === 'spatial'
  const say = parameters.precision === 'generic' ? String : toDay
  // a tie counts against it, also one that rounding broke
  const p = maxima.length > 0 ? decideP(cluster.statistic, maxima).p : null
  const gumbel = gumbelP(cluster.statistic, maxima)
  const centre = places[cluster.places[0] as number] as (typeof places)[number]
  return {
    rank,
    locations: cluster.places.map((place) => names[place] as string),
    centre: 'latitude' in centre ? [centre.longitude, centre.latitude] : [centre.xMetres, centre.yMetres],
    radiusKm: 'latitude' in centre ? cluster.radius / 1000 : cluster.radius,
    firstDay: isSpatial ? null : say(unitStarts[cluster.firstUnit] as number),
    lastDay: isSpatial ? null : say((unitStarts[cluster.lastUnit + 1] as number) - 1),
    observed: cluster.observed,
    expected: cluster.expected,
    relativeRisk: Number.isFinite(cluster.relativeRisk) ? cluster.relativeRisk : null,
    statistic: cluster.statistic,
    pValue: p,
    gumbelP: Number.isFinite(gumbel) ? gumbel : null,
    recurrenceIntervalDays:
      parameters.analysis === 'prospective' && p !== null ? recurrenceIntervalDays(p, parameters.everyDays) : null,
  }
}

/** A permutation without strata that looks at today only has an engine of its own, several times faster than the general one, up to so many cases as its kernel counts. */
function prepare(study: Study, compute: Compute | undefined) {
  const input = toGridInput(study)
  const isPlain = study.cases.every(({ stratum }) => stratum === study.cases[0]?.stratum)
  // threads read the circles where they lie, instead of a copy each
  const tools = { ...circleTools, allocate: (bytes: number) => new SharedArrayBuffer(bytes) }
  const threads = 1 + (compute?.threads ?? 0)
  const { rates = 'high', shortestWindow = 1, overlap = 'no location' } = input
  const isUsual = !needsEveryWindow({ rates, shortestWindow }) && overlap === 'no location'
  const inWindow = input.cases.filter(({ unit }) => unit >= input.units - input.longestWindow)
  const isFew = inWindow.reduce((sum, { count }) => sum + count, 0) <= MOST_CASES
  if (input.model === 'permutation' && input.period === 'prospective' && isPlain && isUsual && isFew) {
    const problem = prepareScan(
      {
        places: input.places,
        cases: listCases(input.cases),
        days: input.units,
        longestWindow: longestWindowOf(study),
        period: 'prospective',
        minimumCases: Math.max(1, input.minimumCases),
        largestShareOfCases: input.largestShare,
        largestRadiusMetres: input.largestRadius,
        ties: 'split',
      },
      tools,
    )

    const laidOut = layOutScan(problem, threads)

    const { clusters, maximaOf } = scanEngine(problem, laidOut)
    return {
      hasClusters: clusters.length > 0,
      clustersAbove: (_least: number) => ({
        clusters: clusters.map(
          ({ radiusMetres, firstDay, lastDay, ...cluster }): GridCluster => ({
            ...cluster,
            radius: radiusMetres,
            firstUnit: firstDay,
            lastUnit: lastDay,
          }),
        ),
        toTheEnd: [] as GridCluster[],
      }),
      block: BLOCK,
      maximaOf: once(maximaOf),
      fillThere: (seed: string, shared: SharedMaxima) =>
        onEach(compute, (other, thread) => other.run('fillPlaceMaxima', problem, { laidOut, thread }, seed, shared)),
    }
  }
  const problem = prepareGrid(input, tools)

  const laidOut = layOutGrid(problem, threads)

  const looksBack = problem.period === 'retrospective' && isUsual
  const search = centreSearcher(problem)
  const best = looksBack ? searchCentres(problem, search) : []
  const clusters = looksBack ? gridClusters(problem, best) : gridClustersOf(problem)
  return {
    hasClusters: clusters.length > 0,
    /** Of a look back all above `least`, which an iterative scan has no use for: as SaTScan has them, and to the end of the study. */
    clustersAbove: (least: number): { clusters: GridCluster[]; toTheEnd: GridCluster[] } =>
      looksBack && least < Infinity && !study.parameters.iterative
        ? gridClustersOverTime(problem, best, { search, least })
        : { clusters, toTheEnd: [] },
    block: laidOut?.together ?? (problem.period === 'spatial' ? SPATIAL_BLOCK : BLOCK),
    maximaOf: once(() => gridMaximaOf(problem, { laidOut, thread: 0 })),
    fillThere: (seed: string, shared: SharedMaxima) =>
      onEach(compute, (other, thread) => other.run('fillGridMaxima', problem, { laidOut, thread }, seed, shared)),
  }
}

function listCases(counts: GridInput['cases']): ScanInput['cases'] {
  const cases: { place: number; day: number }[] = []
  for (const { place, unit, count } of counts) for (let i = 0; i < count; i++) cases.push({ place, day: unit })
  return cases
}

/** Its tables are made when they are first asked for: other threads make theirs meanwhile. */
function once(prepareMaxima: () => GridMaxima): GridMaxima {
  let maxima: GridMaxima | undefined
  return (seed, from, to) => {
    maxima ??= prepareMaxima()
    return maxima(seed, from, to)
  }
}

/** Other threads than this, which is the first of those that share a layout. */
function onEach(
  compute: Compute | undefined,
  work: (compute: Compute, thread: number) => Promise<void>,
): Promise<void>[] {
  return compute ? Array.from({ length: compute.threads }, (_, i) => work(compute, i + 1)) : []
}

/** Replicates of a block: whole lanes of the kernels that have one in each; else few, so that no thread waits long for another at the end. */
const SPATIAL_BLOCK = 32
const BLOCK = 4
/** How often this thread turns from computing to what else there is to do: other threads, as they start, and progress. */
const TURN_MILLISECONDS = 5
const PROGRESS_MILLISECONDS = 100
/** So long this thread is alone: a scan that is over by then would only wait for others to start. */
const ALONE_MILLISECONDS = 40

async function computeMaxima(
  maximaHere: GridMaxima,
  maximaThere: (shared: SharedMaxima) => Promise<void>[],
  { seed, heading, block }: { seed: string; heading: string; block: number },
  { replicas, say }: RunOptions,
): Promise<Float64Array<ArrayBufferLike>> {
  if (replicas === 0) return new Float64Array(0)
  const shared = shareMaxima(replicas, block)
  let there: Promise<unknown> | undefined
  const helpAt = performance.now() + ALONE_MILLISECONDS
  let [turnAt, sayAt] = [0, 0]
  for (const _ of fillMaxima(maximaHere, seed, shared)) {
    const now = performance.now()
    if (!there && now >= helpAt) {
      there = Promise.all(maximaThere(shared))
      // a failure there is met below, after the work here
      there.catch(() => {})
    }
    if (now < turnAt) continue
    if (now >= sayAt) {
      say(heading, Math.min(replicas, Atomics.load(shared.taken, 0)), replicas)
      sayAt = now + PROGRESS_MILLISECONDS
    }
    await setImmediate()
    turnAt = performance.now() + TURN_MILLISECONDS
  }
  await there
  say(heading, replicas, replicas)
  return shared.maxima
}
