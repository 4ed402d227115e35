import { needsEveryWindow, searchEveryWindow } from '../stats/scan/any-window.ts'
import { type GridMaxima, prepareMaxima } from '../stats/scan/grid-maxima.ts'
import type { GridProblem } from '../stats/scan/grid-problem.ts'
import { type GridCluster, gridClusters } from '../stats/scan/grid-windows.ts'
import type { CircleTools } from '../stats/scan/scan-circles.ts'
import type { ScanProblem } from '../stats/scan/scan-problem.ts'
import { observedClusters, prepareReplicates, type ScanCluster } from '../stats/scan/space-time-permutation.ts'
import { findKernels } from './module.ts'
import { growByKernel } from './neighbours.ts'
import { layOutPermutation, layOutProspective, permutationMaxima, prospectiveMaxima } from './prospective.ts'
import { isSparse, layOutRetrospective, retrospectiveMaxima } from './retrospective.ts'
import { layOutSpatial, searchCircles, spatialMaxima } from './spatial.ts'
import type { LaidOut, Share } from './walk.ts'
import { layOutWindows, windowsMaxima } from './windows.ts'

/*
 * Circles, clusters and the maxima of replicates by the kernels where there is one for the problem, and by the plain engine
 * of jobs/stats where there is none, the processor has no vectors of 128 bits or they were set aside (VIGIL_KERNELS). Both
 * give the same numbers, to the last digit. What a kernel works on can be laid out once for several threads.
 */

/** Circles about fewer locations are grown in less time than the kernel is set up. */
const FEWEST_LOCATIONS = 100

export const circleTools: CircleTools = {
  grower: (problem) => (problem.points.length < FEWEST_LOCATIONS ? undefined : growByKernel(problem)),
}

export function layOutScan(problem: ScanProblem, threads: number): LaidOut | undefined {
  return findKernels() && problem.period === 'prospective' ? layOutPermutation(problem, threads) : undefined
}

export function scanMaximaOf(
  problem: ScanProblem,
  share: Share = { laidOut: layOutScan(problem, 1), thread: 0 },
): GridMaxima {
  return (share.laidOut && permutationMaxima(problem, share)?.maxima) ?? prepareReplicates(problem)
}

/** Clusters and maxima on the first thread of those it is laid out for. */
export function scanEngine(
  problem: ScanProblem,
  laidOut = layOutScan(problem, 1),
): { clusters: ScanCluster[]; maximaOf: () => GridMaxima } {
  const kernel = laidOut && permutationMaxima(problem, { laidOut, thread: 0 })
  if (!kernel) return { clusters: observedClusters(problem), maximaOf: () => prepareReplicates(problem) }
  return { clusters: observedClusters(problem, kernel.searchCentres()), maximaOf: () => kernel.maxima }
}

export function layOutGrid(problem: GridProblem, threads: number): LaidOut | undefined {
  if (!findKernels()) return undefined
  return (needsEveryWindow(problem) ? undefined : layOutShort(problem, threads)) ?? layOutWindows(problem, threads)
}

/** The kernels that do without looking at every window, where they are of use. */
function layOutShort(problem: GridProblem, threads: number): LaidOut | undefined {
  if (problem.period === 'spatial') return layOutSpatial(problem, threads)
  if (problem.period === 'prospective') return layOutProspective(problem, threads)
  return isSparse(problem) ? layOutRetrospective(problem, threads) : undefined
}

export function gridMaximaOf(
  problem: GridProblem,
  share: Share = { laidOut: layOutGrid(problem, 1), thread: 0 },
): GridMaxima {
  return kernelFor(problem, share) ?? prepareMaxima(problem)
}

/** The kernel of a grid scan; undefined where there is none that would be of use. */
export function kernelFor(
  problem: GridProblem,
  share: Share = { laidOut: layOutGrid(problem, 1), thread: 0 },
): GridMaxima | undefined {
  if (!share.laidOut) return undefined
  if (share.laidOut.together !== undefined) return windowsMaxima(problem, share)
  if (problem.period === 'spatial') return spatialMaxima(problem, share)
  return problem.period === 'prospective' ? prospectiveMaxima(problem, share) : retrospectiveMaxima(problem, share)
}

export function gridClustersOf(problem: GridProblem): GridCluster[] {
  if (needsEveryWindow(problem)) return gridClusters(problem, searchEveryWindow(problem))
  const found = findKernels() && problem.period === 'spatial' ? searchCircles(problem) : undefined
  return gridClusters(problem, found)
}
