import { randomUUID } from 'node:crypto'
import type { Compute } from '../compute.ts'
import { gridMaximaOf, scanMaximaOf } from '../kernels/maxima.ts'
import type { GridMaxima } from '../stats/grid-maxima.ts'
import { prepareGrid } from '../stats/grid-problem.ts'
import { gridClusters } from '../stats/grid-windows.ts'
import { decideP, gumbelP, recurrenceIntervalDays } from '../stats/monte-carlo.ts'
import { prepareScan } from '../stats/scan-problem.ts'
import { observedClusters } from '../stats/space-time-permutation.ts'
import { longestWindowOf, type Study, toGridInput, withoutCluster } from './study.ts'
import { toDay } from './times.ts'

export type ScanReport = {
  model: 'discrete Poisson' | 'Bernoulli' | 'space-time permutation'
  analysis: 'purely spatial' | 'retrospective space-time' | 'prospective space-time'
  replicas: number
  clusters: ReportedCluster[]
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
  pValue: number
  gumbelP: number | null
  recurrenceIntervalDays: number | null
}

export type RunOptions = {
  replicas: number
  seed: number
  /** Threads to share the replicates out to; without them they are computed here. */
  compute: Compute | undefined
  say: (message: string, done?: number, total?: number) => void
}

/** All replicas are always run, and every cluster of one scan is compared with the same maxima. */
export async function runScan(study: Study, options: RunOptions): Promise<ScanReport> {
  const { model, analysis, iterative } = study.parameters
  const clusters: ReportedCluster[] = []
  const scans = iterative?.scans ?? 1
  let rest: Study | undefined = study
  for (let scan = 1; scan <= scans && rest; scan++) {
    const heading = scan === 1 ? 'replicas' : `replicas of scan ${scan}`
    const found = await scanOnce(
      rest,
      scan === 1 ? String(options.seed) : `${options.seed}/scan ${scan}`,
      heading,
      options,
    )
    if (!iterative) {
      clusters.push(...found.map(({ reported }) => reported))
      break
    }
    const [strongest] = found
    if (!strongest) break
    clusters.push({ ...strongest.reported, rank: scan })
    if (strongest.reported.pValue > iterative.largestP) break
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
  }
}

async function scanOnce(study: Study, seed: string, heading: string, options: RunOptions) {
  const { parameters, names, places, unitStarts } = study
  const { clusters, maximaHere, maximaThere } = prepare(study, options.compute)
  if (clusters.length === 0) return []
  const maxima = options.compute
    ? await computeThere((from, to) => maximaThere(seed, from, to), heading, options, options.compute.threads)
    : computeHere((from, to) => maximaHere(seed, from, to), heading, options)
  const isSpatial = parameters.analysis === 'spatial'
  return clusters.map((cluster, index) => {
    const { p } = decideP(cluster.statistic, maxima)
    const gumbel = gumbelP(cluster.statistic, maxima)
    const centre = places[cluster.places[0] as number] as (typeof places)[number]
    const reported: ReportedCluster = {
      rank: index + 1,
      locations: cluster.places.map((place) => names[place] as string),
      centre: 'latitude' in centre ? [centre.longitude, centre.latitude] : [centre.xMetres, centre.yMetres],
      radiusKm: 'latitude' in centre ? cluster.radius / 1000 : cluster.radius,
      firstDay: isSpatial ? null : toDay(unitStarts[cluster.firstUnit] as number),
      lastDay: isSpatial ? null : toDay((unitStarts[cluster.lastUnit + 1] as number) - 1),
      observed: cluster.observed,
      expected: cluster.expected,
      relativeRisk: Number.isFinite(cluster.relativeRisk) ? cluster.relativeRisk : null,
      statistic: cluster.statistic,
      pValue: p,
      gumbelP: Number.isFinite(gumbel) ? gumbel : null,
      recurrenceIntervalDays:
        parameters.analysis === 'prospective' ? recurrenceIntervalDays(p, parameters.everyDays) : null,
    }
    return { ...cluster, reported }
  })
}

/** A permutation without strata that looks at today only has an engine of its own, several times faster than the general one. */
function prepare(study: Study, compute: Compute | undefined) {
  const input = toGridInput(study)
  const isPlain = study.cases.every(({ stratum }) => stratum === study.cases[0]?.stratum)
  const key = randomUUID()
  let maxima: GridMaxima | undefined
  // threads read the circles where they lie, instead of a copy each
  const allocate = compute ? (bytes: number) => new SharedArrayBuffer(bytes) : undefined
  if (input.model === 'permutation' && input.period === 'prospective' && isPlain) {
    const problem = prepareScan(
      {
        places: input.places,
        cases: input.cases.flatMap(({ place, unit, count }) =>
          Array.from({ length: count }, () => ({ place, day: unit })),
        ),
        days: input.units,
        longestWindow: longestWindowOf(study),
        period: 'prospective',
        minimumCases: Math.max(1, input.minimumCases),
        largestShareOfCases: input.largestShare,
        largestRadiusMetres: input.largestRadius,
        ties: 'split',
      },
      allocate,
    )
    return {
      clusters: observedClusters(problem).map(({ radiusMetres, firstDay, lastDay, ...cluster }) => ({
        ...cluster,
        radius: radiusMetres,
        firstUnit: firstDay,
        lastUnit: lastDay,
      })),
      maximaHere: (seed: string, from: number, to: number) => {
        maxima ??= scanMaximaOf(problem)
        return maxima(seed, from, to)
      },
      maximaThere: (seed: string, from: number, to: number) =>
        (compute as Compute).run('placeMaxima', key, problem, seed, from, to),
    }
  }
  const problem = prepareGrid(input, allocate)
  return {
    clusters: gridClusters(problem),
    maximaHere: (seed: string, from: number, to: number) => {
      maxima ??= gridMaximaOf(problem)
      return maxima(seed, from, to)
    },
    maximaThere: (seed: string, from: number, to: number) =>
      (compute as Compute).run('gridMaxima', key, problem, seed, from, to),
  }
}

/** Blocks begin small, to learn how long they take, and then last about so long, for the sake of the progress line; whole lanes of a kernel. */
const FIRST_BLOCK = 32
const BLOCK_SECONDS = 1

function blockAfter(replicates: number, seconds: number): number {
  return Math.max(
    FIRST_BLOCK,
    FIRST_BLOCK * Math.round((replicates * BLOCK_SECONDS) / Math.max(seconds, 1e-3) / FIRST_BLOCK),
  )
}

function computeHere(
  maximaOf: (from: number, to: number) => Float64Array,
  heading: string,
  { replicas, say }: RunOptions,
): Float64Array {
  const maxima = new Float64Array(replicas)
  let block = FIRST_BLOCK
  for (let from = 0; from < replicas; ) {
    const to = Math.min(replicas, from + block)
    const startedAt = performance.now()
    maxima.set(maximaOf(from, to), from)
    block = blockAfter(to - from, (performance.now() - startedAt) / 1000)
    from = to
    say(heading, from, replicas)
  }
  return maxima
}

async function computeThere(
  maximaOf: (from: number, to: number) => Promise<Float64Array>,
  heading: string,
  { replicas, say }: RunOptions,
  threads: number,
): Promise<Float64Array> {
  const maxima = new Float64Array(replicas)
  let next = 0
  let done = 0
  async function work() {
    let block = FIRST_BLOCK
    while (next < replicas) {
      const from = next
      // towards the end blocks shrink, so that no thread waits long for another
      const fair = Math.max(FIRST_BLOCK, Math.ceil((replicas - from) / (2 * threads)))
      const to = Math.min(replicas, from + Math.min(block, fair))
      next = to
      const startedAt = performance.now()
      maxima.set(await maximaOf(from, to), from)
      block = blockAfter(to - from, (performance.now() - startedAt) / 1000)
      done += to - from
      say(heading, done, replicas)
    }
  }
  await Promise.all(Array.from({ length: threads }, work))
  return maxima
}
