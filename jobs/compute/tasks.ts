import { makeRelease } from '../../server/disclosure/gate.ts'
import { circleTools, gridClustersOf, gridMaximaOf, scanMaximaOf } from '../kernels/maxima.ts'
import type { Share } from '../kernels/walk.ts'
import { type BaselineSettings, type DailyCounts, fitBaseline } from '../stats/counts/temporal-baseline.ts'
import { type EmergenceInput, type EmergenceProblem, prepareEmergence } from '../stats/emergence/emergence-problem.ts'
import { listFirstDetections, listNovelFamilies } from '../stats/emergence/first-detections.ts'
import { emergenceMaxima, largestEmergence, listEmergences } from '../stats/emergence/substance-emergence.ts'
import { type ExpectationNull, expectationMaxima } from '../stats/scan/expectation-null.ts'
import {
  type ExpectationProblem,
  type ExpectationSettings,
  expectationClusters,
  prepareExpectationScan,
  sumByLocation,
} from '../stats/scan/expectation-scan.ts'
import type { GridMaxima } from '../stats/scan/grid-maxima.ts'
import { type GridInput, type GridProblem, prepareGrid } from '../stats/scan/grid-problem.ts'
import {
  prepareSubgroups,
  type SubgroupInput,
  type SubgroupProblem,
  strongestSubgroup,
  subgroupMaxima,
} from '../stats/scan/multidimensional-subset-scan.ts'
import type { Place } from '../stats/scan/scan-circles.ts'
import { prepareScan, type ScanInput, type ScanProblem } from '../stats/scan/scan-problem.ts'
import { fillMaxima, type SharedMaxima } from '../stats/scan/shared-maxima.ts'
import { observedClusters } from '../stats/scan/space-time-permutation.ts'
import {
  prepareRises,
  type RiseProblem,
  type RiseSettings,
  riseMaxima,
  strongestRise,
  usualDays,
} from '../stats/scan/temporal-scan.ts'

/** The last scan asked for, by a key of the caller's: its tables serve all blocks of replicates. */
let prepared: { key: string; maxima: GridMaxima } | undefined

/** What a compute thread, or this one, can be asked. Arithmetic only: it sees neither the database nor the clock. */
export const computeTasks = {
  makeRelease,
  scanPlaces(input: ScanInput) {
    const problem = prepareScan(input, circleTools)
    // few places: laying them out for the kernel would take longer than its search gains
    return { problem, clusters: observedClusters(problem) }
  },
  placeMaxima(key: string, problem: ScanProblem, seed: string, from: number, to: number) {
    if (prepared?.key !== key) prepared = { key, maxima: scanMaximaOf(problem) }
    return prepared.maxima(seed, from, to)
  },
  fillPlaceMaxima(problem: ScanProblem, share: Share, seed: string, shared: SharedMaxima) {
    for (const _ of fillMaxima(scanMaximaOf(problem, share), seed, shared));
  },
  scanGrid(input: GridInput) {
    const problem = prepareGrid(input, circleTools)
    return { problem, clusters: gridClustersOf(problem) }
  },
  gridMaxima(key: string, problem: GridProblem, seed: string, from: number, to: number) {
    if (prepared?.key !== key) prepared = { key, maxima: gridMaximaOf(problem) }
    return prepared.maxima(seed, from, to)
  },
  fillGridMaxima(problem: GridProblem, share: Share, seed: string, shared: SharedMaxima) {
    for (const _ of fillMaxima(gridMaximaOf(problem, share), seed, shared));
  },
  scanRises(series: DailyCounts, settings: BaselineSettings, windows: RiseSettings) {
    const baseline = fitBaseline(series, settings)
    if (!baseline) return undefined
    const problem = prepareRises(series, baseline, windows)
    const { overdispersion, fittedDays } = baseline
    return { problem, strongest: strongestRise(problem, series), overdispersion, fittedDays }
  },
  riseMaxima: (problem: RiseProblem, seed: string, from: number, to: number) => riseMaxima(problem, seed, from, to),
  learnUsualDays(series: DailyCounts, settings: BaselineSettings, horizon: number) {
    const baseline = fitBaseline(series, settings)
    return baseline && usualDays(series, baseline, horizon)
  },
  scanExpectations(
    places: readonly Place[],
    expectedAt: Float64Array,
    countsAt: Float64Array,
    settings: ExpectationSettings,
  ) {
    const { problem, locationOfPlace } = prepareExpectationScan(places, expectedAt, settings)
    const counts = sumByLocation(countsAt, locationOfPlace, problem.points.length)
    return { problem, locationOfPlace, clusters: expectationClusters(problem, counts) }
  },
  expectationMaxima: (problem: ExpectationProblem, given: ExpectationNull, seed: string, from: number, to: number) =>
    expectationMaxima(problem, given, seed, from, to),
  scanSubgroups(input: SubgroupInput, seed: string) {
    const problem = prepareSubgroups(input, seed)
    return { problem, strongest: strongestSubgroup(problem, seed) }
  },
  subgroupMaxima: (problem: SubgroupProblem, seed: string, from: number, to: number) =>
    subgroupMaxima(problem, seed, from, to),
  scanSubstances(input: EmergenceInput) {
    const problem = prepareEmergence(input)
    return {
      problem,
      largest: largestEmergence(problem),
      firstDetections: listFirstDetections(input),
      novelFamilies: listNovelFamilies(input),
    }
  },
  substanceMaxima: (problem: EmergenceProblem, seed: string, from: number, to: number) =>
    emergenceMaxima(problem, seed, from, to),
  listEmergences: (
    problem: EmergenceProblem,
    maxima: Float64Array,
    options: { stopAfterExceedances: number; thresholds?: readonly number[]; reportUpTo: number },
  ) => listEmergences(problem, maxima, options),
}

export type ComputeTasks = typeof computeTasks
export type ComputeTask = keyof ComputeTasks
