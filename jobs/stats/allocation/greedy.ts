import { type Allocation, type AllocationProblem, floorsThatHold, reachedByOneMore, usesWith } from './problem.ts'

/** Kits by site and channel while they are given out one by one. */
export type Giving = {
  kits: number[][]
  bySite: number[]
  uses: number[]
}

export function beginWith(problem: AllocationProblem, kits?: Allocation): Giving {
  const start = problem.sites.map(({ channels }, site) => channels.map((_, channel) => kits?.[site]?.[channel] ?? 0))
  return {
    kits: start,
    bySite: start.map((channels) => channels.reduce((sum, count) => sum + count, 0)),
    uses: usesWith(problem, start),
  }
}

/** The channel of a site whose kits are used most, of those with room; undefined where the site is full. */
export function bestChannel({ sites }: AllocationProblem, { kits, bySite }: Giving, site: number): number | undefined {
  const { channels, capacity } = sites[site] as AllocationProblem['sites'][number]
  if ((bySite[site] ?? 0) >= capacity) return undefined
  let best: number | undefined
  for (const [channel, { usesOfAKit, capacity: room }] of channels.entries())
    if ((kits[site]?.[channel] ?? 0) < room && (best === undefined || usesOfAKit > (channels[best]?.usesOfAKit ?? 0)))
      best = channel
  return best
}

/** Events a year that kits of a site reach or lose at the margin, by each use sent from there. */
export function slopeAt({ sites, places }: AllocationProblem, { uses }: Giving, site: number): number {
  let slope = 0
  for (const { place, share } of sites[site]?.carried ?? [])
    slope += share * reachedByOneMore(uses[place] ?? 0, places[place]?.events ?? 0)
  return slope
}

export function give(problem: AllocationProblem, giving: Giving, site: number, channel: number, count = 1): void {
  const { carried, channels } = problem.sites[site] as AllocationProblem['sites'][number]
  const row = giving.kits[site] as number[]
  row[channel] = (row[channel] ?? 0) + count
  giving.bySite[site] = (giving.bySite[site] ?? 0) + count
  const sent = count * (channels[channel]?.usesOfAKit ?? 0)
  for (const { place, share } of carried) giving.uses[place] = (giving.uses[place] ?? 0) + share * sent
}

/**
 * Kit by kit where the next one reaches most: floors first, then wherever. What capacities do not hold is not given out. `from`: what has been
 * given out before.
 */
export function allocateGreedily(problem: AllocationProblem, from?: Allocation): Allocation {
  const giving = beginWith(problem, from)
  const given = () => giving.bySite.reduce((sum, count) => sum + count, 0)
  for (const [group, floor] of floorsThatHold(problem)) {
    const sites = problem.sites.flatMap((site, index) => (site.group === group ? [index] : []))
    const before = sites.reduce((sum, site) => sum + (giving.bySite[site] ?? 0), 0)
    giveOut(problem, giving, sites, Math.min(floor - before, problem.kits - given()))
  }
  giveOut(problem, giving, [...problem.sites.keys()], problem.kits - given())
  return giving.kits
}

/** What a kit reaches only falls as others are given out, so that a figure worked out earlier is a bound: the first of a heap that still holds is the best. */
function giveOut(problem: AllocationProblem, giving: Giving, sites: readonly number[], count: number): void {
  const heap = new Heap()
  const worth = (site: number): { channel: number; gain: number } | undefined => {
    const channel = bestChannel(problem, giving, site)
    if (channel === undefined) return undefined
    return { channel, gain: slopeAt(problem, giving, site) * (problem.sites[site]?.channels[channel]?.usesOfAKit ?? 0) }
  }
  for (const site of sites) {
    const first = worth(site)
    if (first) heap.push({ site, gain: first.gain })
  }
  for (let left = count; left > 0; ) {
    const top = heap.pop()
    if (!top) return
    const now = worth(top.site)
    if (!now) continue
    const next = heap.peek()
    if (next && now.gain < next.gain) {
      heap.push({ site: top.site, gain: now.gain })
      continue
    }
    give(problem, giving, top.site, now.channel)
    left--
    const again = worth(top.site)
    if (again) heap.push({ site: top.site, gain: again.gain })
  }
}

type Entry = { site: number; gain: number }

/** The greatest gain first; of equals the first site, so that the same problem has the same answer. */
class Heap {
  #entries: Entry[] = []

  peek(): Entry | undefined {
    return this.#entries[0]
  }

  push(entry: Entry): void {
    const entries = this.#entries
    let at = entries.push(entry) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!isBefore(entry, entries[above] as Entry)) break
      entries[at] = entries[above] as Entry
      at = above
    }
    entries[at] = entry
  }

  pop(): Entry | undefined {
    const entries = this.#entries
    const top = entries[0]
    const last = entries.pop()
    if (!top || !last || entries.length === 0) return top
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= entries.length) break
      if (below + 1 < entries.length && isBefore(entries[below + 1] as Entry, entries[below] as Entry)) below++
      if (!isBefore(entries[below] as Entry, last)) break
      entries[at] = entries[below] as Entry
      at = below
    }
    entries[at] = last
    return top
  }
}

const isBefore = (a: Entry, b: Entry) => a.gain > b.gain || (a.gain === b.gain && a.site < b.site)
