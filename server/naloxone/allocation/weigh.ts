import { type Allocated, allocate, spread } from '../../../jobs/stats/allocation/allocate.ts'
import { allocateGreedily } from '../../../jobs/stats/allocation/greedy.ts'
import { type Allocation, type AllocationProblem, gainOf } from '../../../jobs/stats/allocation/problem.ts'
import { loadSolver } from './solver.ts'

export type Question = {
  problem: AllocationProblem
  asLastYear: Allocation
  byPopulation: Allocation
  loss: [low: number, high: number]
}
export type Weighed = Pick<Allocated, 'kits' | 'gain' | 'bound' | 'greedyGain'> & {
  asLastYear: number
  byPopulation: number
  /** Of each site and channel the fewest and the most kits over what is not known. */
  fewest: Allocation
  most: Allocation
  stable: number
  /** Of each site and channel what is lost without it. */
  reaches: Allocation
}

/** The allocation with all that it is told beside: simpler ways, and how it changes with what is not known. */
export async function weigh({ problem, asLastYear, byPopulation, loss }: Question): Promise<Weighed> {
  const { kits, gain, bound, greedyGain } = allocate(problem, await loadSolver())
  const others = [kits, ...scenarios(problem, loss).map((scenario) => allocateGreedily(scenario))]
  const over = (pick: (...numbers: number[]) => number): Allocation =>
    kits.map((row, site) => row.map((_, channel) => pick(...others.map((one) => one[site]?.[channel] ?? 0))))
  const given = kits.flat().reduce((sum, count) => sum + count, 0)
  const staying = others.map(
    (one) =>
      kits
        .flatMap((row, site) => row.map((count, channel) => Math.min(count, one[site]?.[channel] ?? 0)))
        .reduce((sum, count) => sum + count, 0) / Math.max(1, given),
  )
  return {
    ...{ kits, gain, bound, greedyGain },
    asLastYear: gainOf(problem, spread(problem, asLastYear)),
    byPopulation: gainOf(problem, spread(problem, byPopulation)),
    fewest: over(Math.min),
    most: over(Math.max),
    stable: given > 0 ? Math.min(...staying) : 1,
    reaches: kits.map((row, site) =>
      row.map((count, channel) => (count > 0 ? gain - gainOf(problem, without(kits, site, channel)) : 0)),
    ),
  }
}

function without(kits: Allocation, site: number, channel: number): Allocation {
  return kits.map((row, one) => (one === site ? row.map((count, other) => (other === channel ? 0 : count)) : row))
}

/** Loss at its lowest and highest, use and risk each halved and doubled. */
function scenarios(problem: AllocationProblem, loss: [low: number, high: number]): AllocationProblem[] {
  const already = (times: number) =>
    problem.places.map((place) => ({ ...place, usesAlready: place.usesAlready * times }))
  const used = (times: number) => ({
    ...problem,
    places: already(times),
    sites: problem.sites.map((site) => ({
      ...site,
      channels: site.channels.map((channel) => ({ ...channel, usesOfAKit: channel.usesOfAKit * times })),
    })),
  })
  const risky = (times: number) => ({
    ...problem,
    places: problem.places.map((place) => ({ ...place, events: place.events * times })),
  })
  return [...loss.map((times) => ({ ...problem, places: already(times) })), used(0.5), used(2), risky(0.5), risky(2)]
}
