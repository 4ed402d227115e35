import { ancestorsOf } from '../scan/tree-scan.ts'
import { type EmergenceInput, listPanels, WINDOWS } from './emergence-problem.ts'
import { noveltyPForList } from './novelty.ts'

export type FirstDetection = {
  node: number
  /** The first death it was found in, and every one since, in the order of their toxicology. */
  caseIds: string[]
  /** The day on which it was first known. */
  toxicologyDay: number
  /** Deaths with complete toxicology before the first: with few of them, everything is new. */
  deathsBefore: number
  /** The shortest window (the last m deaths) that holds all of `caseIds`. */
  m: number
  /** Deaths in that window and before it whose panel could detect it; where it was found, it was tested for. */
  testedRecently: number
  testedBefore: number
  /** Beta-binomial novelty p × the length of the watch-list; null where only one death has it. */
  noveltyP: number | null
}

/**
 * The substances found for the first time ever among the latest deaths (those of the longest window). A fact, with no
 * test behind it: it is listed whatever the panel was. A class is listed only where no member of it was named.
 */
export function listFirstDetections(input: EmergenceInput): FirstDetection[] {
  const { tree, deaths, windows = WINDOWS } = input
  const { panels, panelOfDeath } = listPanels(deaths, tree, input.standardPanel)
  const start = Math.max(0, deaths.length - Math.max(...windows))
  const seen = new Set(deaths.slice(0, start).flatMap(({ nodes }) => nodes))
  const detections: FirstDetection[] = []
  for (let first = start; first < deaths.length; first++) {
    const { nodes, toxicologyDay } = deaths[first] as (typeof deaths)[number]
    const classes = new Set(nodes.map((node) => tree[node]))
    for (const node of nodes) {
      if (seen.has(node)) continue
      seen.add(node)
      if (!classes.has(node)) detections.push({ node, toxicologyDay, deathsBefore: first, ...countSince(node, first) })
    }
  }
  return detections

  function countSince(node: number, first: number) {
    const m = Math.min(...windows.filter((window) => window >= deaths.length - first))
    const hasIt = deaths.map(({ nodes }) => nodes.includes(node))
    const isTested = hasIt.map((found, death) => found || panels[panelOfDeath[death] as number]?.has(node) === true)
    const boundary = Math.max(0, deaths.length - m)
    const testedRecently = isTested.slice(boundary).filter(Boolean).length
    const testedBefore = isTested.slice(0, boundary).filter(Boolean).length
    const caseIds = deaths.filter((_, death) => hasIt[death]).map(({ id }) => id)
    const found = caseIds.length
    const noveltyP = found > 1 ? noveltyPForList(found, testedRecently, testedBefore, input.watchListSize) : null
    return { caseIds, m, testedRecently, testedBefore, noveltyP }
  }
}

export type NovelFamily = Omit<FirstDetection, 'noveltyP'> & {
  /** What was found below it, at any level; empty where the family alone was named. */
  members: number[]
  /** Beta-binomial novelty p × the number of watched families; null where only one death has it. */
  noveltyP: number | null
}

/**
 * The watched families of which nothing at all was found before the latest deaths (those of the longest window). A partnership watches few
 * families, and a new drug is nearly always one of them: their number is all that is allowed for, not that of the drugs on the watch-list.
 * A death was tested for a family where its panel could have shown every member that was found. A family within another new one is left to it.
 */
export function listNovelFamilies(input: EmergenceInput): NovelFamily[] {
  const { tree, deaths, watchedFamilies = [], windows = WINDOWS } = input
  const { panels, panelOfDeath } = listPanels(deaths, tree, input.standardPanel)
  const start = Math.max(0, deaths.length - Math.max(...windows))
  const novel = watchedFamilies.flatMap((node): NovelFamily[] => {
    const hasIt = deaths.map(({ nodes }) => nodes.includes(node))
    const first = hasIt.indexOf(true)
    if (first < start) return []
    const members = new Set(
      deaths.flatMap(({ nodes }) => nodes.filter((other) => ancestorsOf(tree, other).includes(node))),
    )
    // a class that a member makes known is no member of its own
    for (const member of [...members]) for (const ancestor of ancestorsOf(tree, member)) members.delete(ancestor)
    const sought = members.size > 0 ? [...members] : [node]
    const isTested = hasIt.map((found, death) => {
      const panel = panels[panelOfDeath[death] as number]
      return found || sought.every((member) => panel?.has(member) === true)
    })
    const m = Math.min(...windows.filter((window) => window >= deaths.length - first))
    const boundary = Math.max(0, deaths.length - m)
    const testedRecently = isTested.slice(boundary).filter(Boolean).length
    const testedBefore = isTested.slice(0, boundary).filter(Boolean).length
    const caseIds = deaths.filter((_, death) => hasIt[death]).map(({ id }) => id)
    const noveltyP =
      caseIds.length > 1 ? noveltyPForList(caseIds.length, testedRecently, testedBefore, watchedFamilies.length) : null
    const { toxicologyDay } = deaths[first] as (typeof deaths)[number]
    return [
      {
        node,
        members: [...members].sort((a, b) => a - b),
        caseIds,
        toxicologyDay,
        deathsBefore: first,
        m,
        testedRecently,
        testedBefore,
        noveltyP,
      },
    ]
  })
  return novel.filter(({ node }) => !novel.some((other) => ancestorsOf(tree, node).includes(other.node)))
}
