import { allocateGreedily, beginWith, bestChannel, type Giving, give, slopeAt } from './greedy.ts'
import {
  type Allocation,
  type AllocationProblem,
  countOf,
  floorsThatHold,
  gainOf,
  reachedBy,
  reachedByOneMore,
  roomOf,
} from './problem.ts'

/** A linear program as CPLEX LP text, solved; of an integer program with its bound (HiGHS, MIT). */
export type Solve = (program: string, isWhole: boolean) => { values: (name: string) => number; objective: number }

export type Allocated = {
  kits: Allocation
  /** Events a year reached beyond those that are. */
  gain: number
  /** No allocation reaches more. */
  bound: number
  greedy: Allocation
  greedyGain: number
  /** The bound is met: nothing reaches more than this does. */
  isBest: boolean
}

/** So few variables are solved as whole numbers; more as fractions that are rounded and mended, beside the bound of the fractions. */
const MOST_WHOLE = 12
const MOST_ROUNDS = 12
/** Of the gain: nearer than anybody could tell; of fractions that are rounded, as near as is worth another round. */
const NEAR = { whole: 1e-7, fractions: 2.5e-3 }

/**
 * The allocation that reaches most, as an integer program: what a place gains is held under tangents of its curve, and where the answer
 * touches none of them a tangent is added there, until answer and curve agree (Kelley 1960). Never under the greedy one, which is
 * improved by exchanges and stands beside it.
 */
export function allocate(problem: AllocationProblem, solve: Solve): Allocated {
  const greedy = allocateGreedily(problem)
  const greedyGain = gainOf(problem, greedy)
  const variables = problem.sites.reduce((sum, { channels }) => sum + channels.length, 0)
  if (variables === 0) return { kits: greedy, gain: 0, bound: 0, greedy, greedyGain, isBest: true }
  const isWhole = variables <= MOST_WHOLE
  let best = exchanged(problem, greedy)
  let gain = gainOf(problem, best)
  let bound = Number.POSITIVE_INFINITY
  const tangents = problem.places.map(({ events, usesAlready }) =>
    [0, 0.25, 0.5, 1, 2].map((times) => usesAlready + times * events),
  )
  for (
    let round = 0;
    round < MOST_ROUNDS && bound - gain > NEAR[isWhole ? 'whole' : 'fractions'] * Math.max(1, gain);
    round++
  ) {
    const solved = solve(writeProgram(problem, tangents, isWhole), isWhole)
    bound = Math.min(bound, solved.objective)
    const found = problem.sites.map(({ channels }, site) =>
      channels.map((_, channel) => solved.values(`n${site}_${channel}`)),
    )
    const whole = isWhole ? found.map((row) => row.map(Math.round)) : rounded(problem, found)
    for (const tried of isWhole ? [whole] : [exchanged(problem, whole)]) {
      const itsGain = gainOf(problem, tried)
      if (itsGain > gain && countOf(tried) <= problem.kits) [best, gain] = [tried, itsGain]
    }
    const added = tangents.filter((at, place) =>
      addTangent(at, Math.max(problem.places[place]?.usesAlready ?? 0, solved.values(`z${place}`))),
    )
    if (added.length === 0) break
  }
  return {
    kits: best,
    gain,
    bound: Math.max(bound, gain),
    greedy,
    greedyGain,
    isBest: bound - gain <= 1e-6 * Math.max(1, gain),
  }
}

function addTangent(at: number[], uses: number): boolean {
  if (at.some((known) => Math.abs(known - uses) <= 1e-6 * Math.max(1, uses))) return false
  at.push(uses)
  return true
}

function writeProgram(problem: AllocationProblem, tangents: readonly (readonly number[])[], isWhole: boolean): string {
  const { sites, places, kits } = problem
  const all = sites.flatMap(({ channels }, site) => channels.map((_, channel) => `n${site}_${channel}`))
  const rows: string[] = []
  rows.push(`all: ${all.join(' + ')} <= ${kits}`)
  for (const [site, { channels, capacity }] of sites.entries()) {
    const own = channels.map((_, channel) => `n${site}_${channel}`)
    if (own.length === 0) continue
    rows.push(`c${site}: ${own.join(' + ')} <= ${capacity}`)
    rows.push(
      `w${site}d: w${site} ${channels.map(({ usesOfAKit }, channel) => minus(usesOfAKit, `n${site}_${channel}`)).join(' ')} = 0`,
    )
  }
  for (const [group, floor] of floorsThatHold(problem))
    if (floor > 0) {
      const own = sites.flatMap((site, index) =>
        site.group === group ? site.channels.map((_, channel) => `n${index}_${channel}`) : [],
      )
      rows.push(`f${group}: ${own.join(' + ')} >= ${floor}`)
    }
  const into = places.map((): string[] => [])
  for (const [site, { carried, channels }] of sites.entries())
    if (channels.length > 0) for (const { place, share } of carried) into[place]?.push(minus(share, `w${site}`))
  // where no kit can be carried nothing is gained
  const near = [...places.keys()].filter((place) => (into[place]?.length ?? 0) > 0)
  for (const place of near) {
    const { events, usesAlready } = places[place] as AllocationProblem['places'][number]
    rows.push(`z${place}d: z${place} ${into[place]?.join(' ')} = ${usesAlready}`)
    const already = reachedBy(usesAlready, events)
    for (const [at, uses] of (tangents[place] ?? []).entries()) {
      const slope = reachedByOneMore(uses, events)
      const constant = reachedBy(uses, events) - already - slope * uses
      rows.push(`t${place}_${at}: u${place} ${minus(slope, `z${place}`)} <= ${constant}`)
    }
  }
  const bounds = sites.flatMap(({ channels }, site) =>
    channels.map(({ capacity }, channel) => `0 <= n${site}_${channel} <= ${Math.min(capacity, kits)}`),
  )
  return [
    'Maximize',
    `gain: ${near.map((place) => `u${place}`).join(' + ') || `0 ${all[0]}`}`,
    'Subject To',
    ...rows,
    'Bounds',
    ...bounds,
    ...near.map((place) => `u${place} free`),
    ...(isWhole ? ['General', ...all] : []),
    'End',
    '',
  ].join('\n')
}

const minus = (times: number, name: string) => `- ${times} ${name}`

/** Fractions rounded down, and what is left over given where it reaches most. */
function rounded(problem: AllocationProblem, found: Allocation): Allocation {
  return allocateGreedily(
    problem,
    found.map((row) => row.map((count) => Math.max(0, Math.floor(count + 1e-9)))),
  )
}

/** One kit taken from where it is missed least to where it reaches most, while that reaches more; floors are held. */
function exchanged(problem: AllocationProblem, from: Allocation): Allocation {
  const giving = beginWith(problem, from)
  const floors = floorsThatHold(problem)
  const mostMoves = 4 * problem.sites.length + 200
  for (let moves = 0; moves < mostMoves; moves++) {
    const before = gainOf(problem, giving.kits)
    const taken = leastMissed(problem, giving, floors)
    if (!taken) break
    give(problem, giving, taken.site, taken.channel, -1)
    const to = mostReached(problem, giving)
    if (!to) {
      give(problem, giving, taken.site, taken.channel)
      break
    }
    give(problem, giving, to.site, to.channel)
    if (gainOf(problem, giving.kits) <= before * (1 + 1e-12)) {
      give(problem, giving, to.site, to.channel, -1)
      give(problem, giving, taken.site, taken.channel)
      break
    }
  }
  return giving.kits
}

type Spot = { site: number; channel: number }

function leastMissed(
  problem: AllocationProblem,
  giving: Giving,
  floors: ReadonlyMap<number, number>,
): Spot | undefined {
  let best: (Spot & { loss: number }) | undefined
  const inGroup = groupCounts(problem, giving)
  for (const [site, { channels, group }] of problem.sites.entries()) {
    if ((giving.bySite[site] ?? 0) === 0 || (inGroup.get(group) ?? 0) <= (floors.get(group) ?? 0)) continue
    const slope = slopeAt(problem, giving, site)
    for (const [channel, { usesOfAKit }] of channels.entries())
      if ((giving.kits[site]?.[channel] ?? 0) > 0 && (!best || slope * usesOfAKit < best.loss))
        best = { site, channel, loss: slope * usesOfAKit }
  }
  return best
}

function mostReached(problem: AllocationProblem, giving: Giving): Spot | undefined {
  let best: (Spot & { gain: number }) | undefined
  for (const site of problem.sites.keys()) {
    const channel = bestChannel(problem, giving, site)
    if (channel === undefined) continue
    const gain = slopeAt(problem, giving, site) * (problem.sites[site]?.channels[channel]?.usesOfAKit ?? 0)
    if (!best || gain > best.gain) best = { site, channel, gain }
  }
  return best
}

function groupCounts({ sites }: AllocationProblem, { bySite }: Giving): Map<number, number> {
  const counts = new Map<number, number>()
  for (const [site, { group }] of sites.entries()) counts.set(group, (counts.get(group) ?? 0) + (bySite[site] ?? 0))
  return counts
}

/** Kits by given weights, whole by largest remainder, as far as capacities hold: “as last year”, “by population”. */
export function spread({ sites, kits }: AllocationProblem, weights: Allocation): Allocation {
  const given = sites.map(({ channels }) => channels.map(() => 0))
  for (let left = kits; left > 0; ) {
    const open = sites.flatMap((site, index) => {
      const used = given[index]?.reduce((sum, count) => sum + count, 0) ?? 0
      return site.channels.flatMap(({ capacity }, channel) => {
        const room = Math.min(capacity - (given[index]?.[channel] ?? 0), roomOf(site) - used)
        const weight = weights[index]?.[channel] ?? 0
        return room > 0 && weight > 0 ? [{ index, channel, room, weight }] : []
      })
    })
    const total = open.reduce((sum, { weight }) => sum + weight, 0)
    if (total === 0) break
    const shares = open.map((one) => ({ ...one, share: (left * one.weight) / total }))
    let handed = 0
    for (const { index, channel, share } of shares) {
      const site = sites[index] as AllocationProblem['sites'][number]
      const row = given[index] as number[]
      const siteRoom = roomOf(site) - row.reduce((sum, count) => sum + count, 0)
      const whole = Math.min(Math.floor(share), siteRoom, (site.channels[channel]?.capacity ?? 0) - (row[channel] ?? 0))
      row[channel] = (row[channel] ?? 0) + whole
      handed += whole
    }
    for (const { index, channel } of shares.toSorted((a, b) => (b.share % 1) - (a.share % 1) || a.index - b.index)) {
      if (handed >= left) break
      if (shares.some(({ share, room }) => Math.floor(share) > room)) break
      const site = sites[index] as AllocationProblem['sites'][number]
      const row = given[index] as number[]
      if (row.reduce((sum, count) => sum + count, 0) >= roomOf(site)) continue
      if ((row[channel] ?? 0) >= (site.channels[channel]?.capacity ?? 0)) continue
      row[channel] = (row[channel] ?? 0) + 1
      handed++
    }
    if (handed === 0) break
    left -= handed
  }
  return given
}
