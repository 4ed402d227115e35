/**
 * Where the next kits are used most. Kits are supplied at sites by channels; those of a site are carried to places near it, by shares; a place
 * has so many events a year at which somebody could give naloxone. With z the uses that the kits carried to a place would see in a year if
 * there were events without end, λ (1 − exp(−z / λ)) of its λ events are reached: the first kits count in full, the last hardly. A concave
 * function of whole numbers: the greedy choice is near the best, and the best has a bound.
 */
export type AllocationProblem = {
  /** To be given out; fewer are where capacities hold no more. */
  kits: number
  /** Events a year at which somebody could give naloxone, and the uses a year that the kits already out there would see. */
  places: readonly { events: number; usesAlready: number }[]
  sites: readonly AllocationSite[]
  /** At least so many kits to the sites of a group: an equity floor. What capacities do not hold is left out. */
  floors: readonly { group: number; kits: number }[]
}

export type AllocationSite = {
  group: number
  /** Most kits that the site can give out. */
  capacity: number
  /** Where its kits go, as shares of one. */
  carried: readonly { place: number; share: number }[]
  channels: readonly { usesOfAKit: number; capacity: number }[]
}

/** Kits by site and channel. */
export type Allocation = readonly (readonly number[])[]

/** Events a year that are reached by so many uses. */
export function reachedBy(uses: number, events: number): number {
  return events > 0 ? events * -Math.expm1(-uses / events) : 0
}

/** Its slope: what one further use reaches. */
export function reachedByOneMore(uses: number, events: number): number {
  return events > 0 ? Math.exp(-uses / events) : 0
}

/** Uses a year at each place with an allocation. */
export function usesWith({ places, sites }: AllocationProblem, kits: Allocation): number[] {
  const uses = places.map(({ usesAlready }) => usesAlready)
  for (const [index, { carried, channels }] of sites.entries()) {
    const sent = channels.reduce((sum, { usesOfAKit }, channel) => sum + usesOfAKit * (kits[index]?.[channel] ?? 0), 0)
    if (sent > 0) for (const { place, share } of carried) uses[place] = (uses[place] ?? 0) + share * sent
  }
  return uses
}

/** Events a year that an allocation reaches beyond those that are reached already. */
export function gainOf(problem: AllocationProblem, kits: Allocation): number {
  const uses = usesWith(problem, kits)
  return problem.places.reduce(
    (sum, { events, usesAlready }, place) => sum + reachedBy(uses[place] ?? 0, events) - reachedBy(usesAlready, events),
    0,
  )
}

export const countOf = (kits: Allocation): number => kits.flat().reduce((sum, count) => sum + count, 0)

/** So many kits as the floors ask and capacities hold, each group's. */
export function floorsThatHold({ floors, sites, kits }: AllocationProblem): Map<number, number> {
  const asked = new Map<number, number>()
  for (const floor of floors) asked.set(floor.group, Math.max(asked.get(floor.group) ?? 0, floor.kits))
  let left = kits
  return new Map(
    [...asked].map(([group, wanted]) => {
      const holds = sites.reduce((sum, site) => sum + (site.group === group ? roomOf(site) : 0), 0)
      const floor = Math.max(0, Math.min(wanted, holds, left))
      left -= floor
      return [group, floor]
    }),
  )
}

export function roomOf({ capacity, channels }: AllocationSite): number {
  return Math.min(
    capacity,
    channels.reduce((sum, channel) => sum + channel.capacity, 0),
  )
}
