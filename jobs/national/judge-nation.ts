import type { Compute } from '../compute/compute.ts'
import { type DistrictCheck, type DistrictCluster, findDistrictClusters } from './district-clusters.ts'
import type { Nation } from './nation.ts'
import { judgeOwnSignals, type OwnSignal, type OwnSignals } from './new-signals.ts'
import { findPooledRises, type PooledRise } from './pooled-rises.ts'
import { findSubgroup, type SubgroupCheck } from './subgroups.ts'

export type NationalLine = PooledRise | DistrictCheck | DistrictCluster | OwnSignals | OwnSignal | SubgroupCheck

/** All that the national tier says of a night (docs/statistics.md 6). It sees neither the database nor the clock. */
export async function judgeNation(
  nation: Nation,
  { withSubgroups }: { withSubgroups: boolean },
  compute: Compute,
): Promise<NationalLine[]> {
  return [
    ...(await findPooledRises(nation, compute)),
    ...(await findDistrictClusters(nation, compute)),
    ...judgeOwnSignals(nation),
    ...(withSubgroups ? [await findSubgroup(nation, compute)] : []),
  ]
}
