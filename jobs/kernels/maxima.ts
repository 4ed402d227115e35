import { type GridMaxima, prepareMaxima } from '../stats/grid-maxima.ts'
import type { GridProblem } from '../stats/grid-problem.ts'
import type { ScanProblem } from '../stats/scan-problem.ts'
import { prepareReplicates } from '../stats/space-time-permutation.ts'
import { findKernels } from './module.ts'
import { permutationMaxima, prospectiveMaxima } from './prospective.ts'
import { retrospectiveMaxima } from './retrospective.ts'
import { spatialMaxima } from './spatial.ts'

/*
 * The maxima of replicates by the kernels where there is one for the problem, and by the plain engine of jobs/stats where
 * there is none, the processor has no vectors of 128 bits or they were set aside (VIGIL_KERNELS). Both give the same numbers, to the
 * last digit.
 */

export function scanMaximaOf(problem: ScanProblem): GridMaxima {
  return (findKernels() && problem.period === 'prospective' && permutationMaxima(problem)) || prepareReplicates(problem)
}

export function gridMaximaOf(problem: GridProblem): GridMaxima {
  return (findKernels() && kernelFor(problem)) || prepareMaxima(problem)
}

/** The kernel of a grid scan; undefined where there is none that would be of use. */
export function kernelFor(problem: GridProblem): GridMaxima | undefined {
  if (problem.period === 'spatial') return spatialMaxima(problem)
  return problem.period === 'prospective' ? prospectiveMaxima(problem) : retrospectiveMaxima(problem)
}
