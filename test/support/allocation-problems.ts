import type { AllocationProblem } from '../../jobs/stats/allocation/problem.ts'
import { type Random, randomBelow } from '../../jobs/stats/draws/random.ts'

export const share = (random: Random) => (randomBelow(random, 1000) + 1) / 1000

export type Size = { sites: number; channels: number; places: number; kits: number; floor?: number }

/** Invented: places from none to six events a year, each site carried to up to three of them, and groups of three. */
export function makeAllocationProblem(
  random: Random,
  { sites, channels, places, kits, floor = 0 }: Size,
): AllocationProblem {
  return {
    kits,
    places: Array.from({ length: places }, () => ({
      events: randomBelow(random, 5) === 0 ? 0 : 6 * share(random) ** 3,
      usesAlready: 0.5 * share(random),
    })),
    sites: Array.from({ length: sites }, (_, site) => {
      const near = Array.from({ length: Math.min(3, places) }, () => share(random))
      const all = near.reduce((sum, one) => sum + one, 0)
      return {
        group: site % 3,
        capacity: randomBelow(random, kits + 2),
        carried: near.map((one, index) => ({ place: (site + index) % places, share: one / all })),
        channels: Array.from({ length: channels }, () => ({
          usesOfAKit: 0.01 + 0.4 * share(random),
          capacity: randomBelow(random, kits + 1),
        })),
      }
    }),
    floors: [0, 1, 2].map((group) => ({ group, kits: Math.floor(kits * floor) })),
  }
}
