import { fisherGreaterP } from '../counts/fisher.ts'
import { randomFor, shuffle } from '../draws/random.ts'
import { decideP, type MonteCarloP, maximaUntilDecided } from '../scan/monte-carlo.ts'
import { bernoulliStatistic } from '../scan/scan-statistic.ts'
import { type Candidate, type EmergenceInput, type EmergenceProblem, prepareEmergence } from './emergence-problem.ts'
import { noveltyPForList } from './novelty.ts'

/** A candidate in its strongest window: the last m deaths, of which `recentDenominator` were tested for it. */
export type Emergence = {
  nodes: number[]
  /** Found in exactly the same deaths as `nodes`. */
  foundInTheSameDeaths: number[]
  m: number
  recentCount: number
  recentDenominator: number
  earlierCount: number
  earlierDenominator: number
  /** In the window, if the recent deaths were no different: its share of the tested deaths × recentDenominator. */
  expected: number
  /** Bernoulli log-likelihood ratio. */
  statistic: number
  /** The recent deaths that have it, the earliest first. */
  caseIds: string[]
  /** Where it was in none of the earlier deaths: beta-binomial novelty p × the length of the watch-list. */
  noveltyP: number | null
}

type Strongest = { candidate: Candidate; m: number; count: number; denominator: number; statistic: number }

/** Every candidate with an excess in some window, the strongest first; ties prefer fewer nodes. */
function strongestWindows(problem: EmergenceProblem): Strongest[] {
  const last = problem.deathIds.length - 1
  const latestFirst = Int32Array.from({ length: last + 1 }, (_, i) => last - i)
  const best = new Map<number, Strongest>()
  windowVisitor(problem)(latestFirst, (index, m, count, denominator, statistic) => {
    if (statistic > (best.get(index)?.statistic ?? 0))
      best.set(index, { candidate: problem.candidates[index] as Candidate, m, count, denominator, statistic })
  })
  return [...best]
    .sort(([a, x], [b, y]) => y.statistic - x.statistic || x.candidate.nodes.length - y.candidate.nodes.length || a - b)
    .map(([, strongest]) => strongest)
}

type Visit = (candidate: number, m: number, count: number, denominator: number, statistic: number) => void

/**
 * Visits each candidate and window that has the least number of recent deaths; `order` lists deaths, the first m of
 * which are the window. x·ln x is looked up, for all its arguments are counts of deaths.
 */
function windowVisitor(problem: EmergenceProblem): (order: Int32Array, visit: Visit) => void {
  const { candidates, candidateOf, deathStart, panelOfDeath, covers, windows, minimumRecent } = problem
  const xLogX = Float64Array.from({ length: problem.deathIds.length + 1 }, (_, x) => (x === 0 ? 0 : x * Math.log(x)))
  const lookUp = (x: number) => xLogX[x] as number
  const counts = new Int32Array(candidates.length)
  const ofPanel = new Int32Array(covers[0]?.length ?? 0)
  const positives = Int32Array.from(candidates, ({ deaths }) => deaths.length)
  const tested = Int32Array.from(candidates, (candidate) => candidate.tested)
  const groupOf = Int32Array.from(candidates, ({ group }) => group)

  return function visitWindows(order, visit) {
    counts.fill(0)
    ofPanel.fill(0)
    const touched: number[] = []
    let taken = 0
    for (const m of windows) {
      for (; taken < m; taken++) {
        const death = order[taken] as number
        const panel = panelOfDeath[death] as number
        ofPanel[panel] = (ofPanel[panel] ?? 0) + 1
        for (let i = deathStart[death] as number; i < (deathStart[death + 1] as number); i++) {
          const candidate = candidateOf[i] as number
          const count = (counts[candidate] as number) + 1
          counts[candidate] = count
          if (count === minimumRecent) touched.push(candidate)
        }
      }
      const denominators = covers.map((covering) =>
        covering.reduce((sum, isCovered, panel) => sum + isCovered * (ofPanel[panel] as number), 0),
      )
      for (const candidate of touched) {
        const count = counts[candidate] as number
        const denominator = denominators[groupOf[candidate] as number] as number
        const all = tested[candidate] as number
        const statistic = bernoulliStatistic(count, denominator, positives[candidate] as number, all, lookUp)
        if (statistic > 0) visit(candidate, m, count, denominator, statistic)
      }
    }
  }
}

/**
 * The largest statistic of each replicate from number `from` up to, not including, `to`: the deaths are dealt anew to
 * the last places, each with all its findings and its panel, so co-use is kept. Replicate i depends on the seed and i.
 */
export function emergenceMaxima(
  problem: EmergenceProblem,
  seed: string | number,
  from: number,
  to: number,
): Float64Array {
  const visitWindows = windowVisitor(problem)
  const inOrder = Int32Array.from(problem.deathIds, (_, death) => death)
  const order = inOrder.slice()
  return Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => {
    order.set(inOrder)
    shuffle(order, randomFor(seed, from + i), problem.windows.at(-1) ?? 0)
    let largest = 0
    visitWindows(order, (_candidate, _m, _count, _denominator, statistic) => {
      if (statistic > largest) largest = statistic
    })
    return largest
  })
}

/** The observed maximum, for which replicates are asked; 0 where nothing has an excess. */
export function largestEmergence(problem: EmergenceProblem): number {
  return strongestWindows(problem)[0]?.statistic ?? 0
}

/** A further candidate must still be commoner at this level once the one before it is taken into account. */
const CONDITIONAL_LEVEL = 0.05

/**
 * The strongest candidate, and the others with p ≤ `reportUpTo` that say something more. A combination gives way to
 * its significant part (a drug of it, or the class of that drug) unless among the deaths with the part it has become
 * commoner itself: "nitazene" explains "nitazene + benzo". Any other must be commoner still among the deaths that lack
 * the ones already listed.
 */
export function listEmergences(
  problem: EmergenceProblem,
  maxima: ArrayLike<number>,
  options: { stopAfterExceedances?: number; reportUpTo?: number } = {},
): (Emergence & MonteCarloP)[] {
  const { reportUpTo = 0.02 } = options
  const judged = strongestWindows(problem).map((strongest) => ({
    ...strongest,
    decided: decideP(strongest.statistic, maxima, options),
  }))
  const significant = judged.filter(({ decided }, index) => index === 0 || decided.p <= reportUpTo)
  const listed: typeof judged = []
  for (const one of significant) {
    const part = significant.find((other) => other !== one && isWithin(one.candidate, other.candidate))
    if (part && conditionalP(problem, one, part.candidate) >= CONDITIONAL_LEVEL) continue
    if (listed.every((other) => conditionalP(problem, one, other.candidate) < CONDITIONAL_LEVEL)) listed.push(one)
  }
  return listed.map(({ decided, ...strongest }) => ({ ...describe(problem, strongest), ...decided }))
}

/** Whether all deaths of the one have the other too, and not the other way round. */
function isWithin(one: Candidate, other: Candidate): boolean {
  if (one.deaths.length >= other.deaths.length) return false
  const deaths = new Set(other.deaths)
  return one.deaths.every((death) => deaths.has(death))
}

/** Fisher's p of a candidate in its window: among the deaths with the other where it lies within it, else among those without. */
function conditionalP(problem: EmergenceProblem, { candidate, m }: Strongest, other: Candidate): number {
  const has = new Set(candidate.deaths)
  const hasOther = new Set(other.deaths)
  const amongWith = isWithin(candidate, other)
  const covering = problem.covers[candidate.group] as number[]
  const firstRecent = problem.deathIds.length - m
  let recentWith = 0
  let recent = 0
  let withFinding = 0
  let all = 0
  problem.panelOfDeath.forEach((panel, death) => {
    if (covering[panel] === 0 || hasOther.has(death) !== amongWith) return
    const isFound = has.has(death) ? 1 : 0
    all++
    withFinding += isFound
    if (death >= firstRecent) {
      recent++
      recentWith += isFound
    }
  })
  return fisherGreaterP(recentWith, recent, withFinding, all)
}

function describe(problem: EmergenceProblem, { candidate, m, count, denominator, statistic }: Strongest): Emergence {
  const firstRecent = problem.deathIds.length - m
  const earlierCount = candidate.deaths.length - count
  const earlierDenominator = candidate.tested - denominator
  return {
    nodes: candidate.nodes,
    foundInTheSameDeaths: candidate.foundInTheSameDeaths,
    m,
    recentCount: count,
    recentDenominator: denominator,
    earlierCount,
    earlierDenominator,
    expected: (denominator * candidate.deaths.length) / candidate.tested,
    statistic,
    caseIds: candidate.deaths.filter((death) => death >= firstRecent).map((death) => problem.deathIds[death] as string),
    noveltyP:
      earlierCount === 0 ? noveltyPForList(count, denominator, earlierDenominator, problem.watchListSize) : null,
  }
}

export type EmergenceScan = {
  /** Of the strongest candidate of all: whether anything emerged. A listed part of it may have a higher p of its own. */
  overall: MonteCarloP
  emergences: (Emergence & MonteCarloP)[]
  maxima: Float64Array
}

/**
 * Has a substance, a class or a combination become commoner among the latest deaths with complete toxicology? The
 * largest Bernoulli statistic over all candidates and windows, judged by permuting deaths. By count of deaths and not
 * by date, so that toxicology that comes in batches does no harm. On one thread; to spread the work, call
 * `prepareEmergence`, `emergenceMaxima` for ranges of replicates and `listEmergences`.
 */
export function scanEmergence(
  input: EmergenceInput,
  options: {
    seed: string | number
    replicates: number
    extendTo?: number
    stopAfterExceedances?: number
    reportUpTo?: number
  },
): EmergenceScan {
  const problem = prepareEmergence(input)
  const largest = largestEmergence(problem)
  if (largest === 0) return { overall: decideP(Infinity, []), emergences: [], maxima: new Float64Array(0) }
  const maxima = maximaUntilDecided(largest, (from, to) => emergenceMaxima(problem, options.seed, from, to), options)
  return {
    overall: decideP(largest, maxima, options),
    emergences: listEmergences(problem, maxima, options),
    maxima,
  }
}
