import { ancestorsOf, type Tree } from '../scan/tree-scan.ts'
import { mineItemsets } from './itemsets.ts'

/** A death whose toxicology is complete. */
export type ToxicologyDeath = {
  id: string
  /** The day its toxicology was completed, as a day number. */
  toxicologyDay: number
  /** Nodes of the substance tree that were found: drugs and all their classes. */
  nodes: readonly number[]
  /** What the panel looks for: drugs, or a class where it detects any member. 'standard': the input's standard panel. */
  testedNodes: 'standard' | readonly number[]
}

/** Windows where none are given: the last so many deaths with complete toxicology. */
export const WINDOWS: readonly number[] = [5, 10, 15, 20, 30]

export type EmergenceInput = {
  tree: Tree
  /** In the order in which toxicology was completed. */
  deaths: readonly ToxicologyDeath[]
  /** What 'standard' stands for; every node where it is left out. */
  standardPanel?: readonly number[]
  /** "The last m deaths", for each of these m. */
  windows?: readonly number[]
  /** Deaths are compared with those of so many days before the latest. */
  earlierDays?: number
  /** Recent deaths that a node or combination needs. */
  minimumRecent?: number
  /** Drugs on the watch-list: novelty p values are multiplied by it. */
  watchListSize: number
  /** Classes and families on the watch-list: what is new of one is judged for their number. */
  watchedFamilies?: readonly number[]
}

/** A node of the tree or a combination of up to three. */
export type Candidate = {
  /** The fewest, most specific nodes that name it. */
  nodes: number[]
  /** Nodes and combinations found in exactly the same deaths: its closure. */
  foundInTheSameDeaths: number[]
  /** Study deaths with all of its nodes, ascending. */
  deaths: number[]
  /** Index into `covers`: which panels could detect all of its nodes. */
  group: number
  /** Study deaths whose panel could detect all of its nodes. */
  tested: number
}

/** Deaths are numbered within the study, the earliest 0. Plain objects and arrays, for structured clone. */
export type EmergenceProblem = {
  deathIds: string[]
  /** For each death its panel. */
  panelOfDeath: Int32Array
  candidates: Candidate[]
  /** The candidates of death i are candidateOf[deathStart[i] … deathStart[i + 1] − 1]. */
  candidateOf: Int32Array
  deathStart: Int32Array
  /** covers[group][panel]: 1 where the panel detects all nodes of the group's candidates. */
  covers: number[][]
  windows: number[]
  minimumRecent: number
  watchListSize: number
}

const LARGEST_ITEMSET = 3

/**
 * Lists the candidates: nodes of the tree and combinations of up to three, never a node with its own class. A finding
 * counts only where the panel covers it, so that numerator and denominator are of the same deaths; those found in the
 * same deaths are one candidate.
 * @throws RangeError where the deaths are not in the order of their toxicology
 */
export function prepareEmergence(input: EmergenceInput): EmergenceProblem {
  const { tree, windows = WINDOWS, earlierDays = 900, minimumRecent = 3, watchListSize } = input
  const lastDay = input.deaths.at(-1)?.toxicologyDay ?? 0
  input.deaths.forEach(({ id, toxicologyDay }, index) => {
    if (toxicologyDay < (input.deaths[index - 1]?.toxicologyDay ?? -Infinity))
      throw new RangeError(`death ${id} comes after one whose toxicology was completed later`)
  })
  const deaths = input.deaths.filter(({ toxicologyDay }) => toxicologyDay >= lastDay - earlierDays)

  const { panels, panelOfDeath } = listPanels(deaths, tree, input.standardPanel)
  const counted = deaths.map(({ nodes }, death) => {
    const panel = panels[panelOfDeath[death] as number] as Set<number>
    return nodes.filter((node) => panel.has(node))
  })
  const lineage = tree.map((_, node) => new Set([node, ...ancestorsOf(tree, node)]))
  const areApart = (a: number, b: number) => !lineage[a]?.has(b) && !lineage[b]?.has(a)
  const itemsets = mineItemsets(counted, {
    largestSize: LARGEST_ITEMSET,
    leastSupport: minimumRecent,
    canJoin: areApart,
  })

  const groups = new Map<string, number>()
  const covers: number[][] = []
  const byDeaths = new Map<string, Candidate>()
  const depth = (nodes: number[]) => nodes.reduce((sum, node) => sum + (lineage[node]?.size ?? 0), 0)
  for (const { items, rows } of itemsets) {
    const covering = panels.map((panel) => (items.every((node) => panel.has(node)) ? 1 : 0))
    const group = groups.get(covering.join('')) ?? covers.push(covering) - 1
    groups.set(covering.join(''), group)
    const key = `${group}:${rows.join()}`
    const known = byDeaths.get(key)
    if (!known) {
      const tested = panelOfDeath.reduce((sum, panel) => sum + (covering[panel] as number), 0)
      byDeaths.set(key, { nodes: items, foundInTheSameDeaths: items, deaths: rows, group, tested })
      continue
    }
    known.foundInTheSameDeaths = [...new Set([...known.foundInTheSameDeaths, ...items])].sort((a, b) => a - b)
    const isSimpler =
      items.length < known.nodes.length || (items.length === known.nodes.length && depth(items) > depth(known.nodes))
    if (isSimpler) known.nodes = items
  }

  const candidates = [...byDeaths.values()]
  const ofDeath: number[][] = deaths.map(() => [])
  candidates.forEach((candidate, index) => {
    for (const death of candidate.deaths) ofDeath[death]?.push(index)
  })
  const deathStart = new Int32Array(deaths.length + 1)
  ofDeath.forEach((list, death) => {
    deathStart[death + 1] = (deathStart[death] as number) + list.length
  })
  return {
    deathIds: deaths.map(({ id }) => id),
    panelOfDeath,
    candidates,
    candidateOf: Int32Array.from(ofDeath.flat()),
    deathStart,
    covers,
    windows: windows.filter((window) => window < deaths.length).sort((a, b) => a - b),
    minimumRecent,
    watchListSize,
  }
}

/** The different panels of the deaths, each as the nodes it can detect, and for each death the index of its panel. */
export function listPanels(
  deaths: readonly ToxicologyDeath[],
  tree: Tree,
  standardPanel: readonly number[] | undefined,
): { panels: Set<number>[]; panelOfDeath: Int32Array } {
  const everything = tree.map((_, node) => node)
  const panels: Set<number>[] = []
  const known = new Map<string, number>()
  const panelOfDeath = Int32Array.from(deaths, ({ testedNodes }) => {
    const tested = testedNodes === 'standard' ? (standardPanel ?? everything) : testedNodes
    const key = [...tested].sort((a, b) => a - b).join()
    const panel = known.get(key) ?? panels.push(coverage(tree, tested)) - 1
    known.set(key, panel)
    return panel
  })
  return { panels, panelOfDeath }
}

/**
 * The nodes a panel can detect. A listed class covers all below it. A class that is not listed is covered when all of
 * its members are: a panel that starts to look for one more gabapentinoid makes no rise of gabapentinoids.
 */
export function coverage(tree: Tree, tested: readonly number[]): Set<number> {
  const listed = new Set(tested)
  const children: number[][] = tree.map(() => [])
  tree.forEach((parent, node) => {
    if (parent >= 0) children[parent]?.push(node)
  })
  const covered = new Set<number>()
  tree.forEach((_, node) => {
    if (isCovered(node)) covered.add(node)
  })
  return covered

  function isCovered(node: number): boolean {
    if (listed.has(node) || ancestorsOf(tree, node).some((ancestor) => listed.has(ancestor))) return true
    const below = children[node] as number[]
    return below.length > 0 && below.every(isCovered)
  }
}
