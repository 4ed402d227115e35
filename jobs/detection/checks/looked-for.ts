import type { Snapshot, SnapshotDeath } from '../../../server/surveillance/nights/snapshot.ts'
import { groupBy } from '../reports/group-by.ts'

/**
 * What toxicology looks for beside what its panel says. A panel is written once and a laboratory goes on: a source that names a drug by itself,
 * again and again, looks for it. What no death of a source was looked at for is not tested, never negative, and the check can say nothing of it.
 */

/** A source that has named a drug by itself in so many deaths is taken to look for it. */
const NAMED_FROM = 3
/** Looked for in so many of the latest deaths, a drug can be judged. */
const FEWEST_LOOKED_FOR = 3
const LATEST_DEATHS = 30
const MOST_SAID = 6

export type LookedForByHabit = {
  /** Codes that a death is taken to have been looked at for, though its panel does not name them. */
  of: (death: SnapshotDeath) => readonly string[]
}

/**
 * From the third death in which a source names a drug that the death's panel does not cover, all its deaths of such a panel count. Where another
 * panel of that source does cover the drug, the panels say that it was not looked for before: then nothing is assumed. Nor is it of deaths
 * that name no panel: a laboratory that begins to look for a drug would be a rise of it (docs/statistics.md 9, check 9).
 */
export function assumeLookedFor(snapshot: Snapshot, complete: readonly SnapshotDeath[]): LookedForByHabit {
  const covers = new Map(snapshot.panels.map(({ panelId, covers }) => [panelId, new Set(covers)]))
  const isCovered = (panelId: string | null, code: string) =>
    lineageOf(snapshot, code).some((above) => panelId !== null && covers.get(panelId)?.has(above))
  const byHabit = new Map<string, string[]>()
  const withPanel = complete.filter(({ panelId }) => panelId !== null)
  for (const [source, deaths] of groupBy(withPanel, ({ source }) => source)) {
    const panels = [...new Set(deaths.map(({ panelId }) => panelId))]
    const naming = new Map<string, SnapshotDeath[]>()
    for (const death of deaths)
      for (const code of death.found)
        if (!isCovered(death.panelId, code)) naming.set(code, [...(naming.get(code) ?? []), death])
    for (const [code, named] of naming) {
      if (named.length < NAMED_FROM || panels.some((panelId) => isCovered(panelId, code))) continue
      if (snapshot.substances.find((other) => other.code === code)?.level !== 'drug') continue
      for (const panelId of new Set(named.map((death) => death.panelId))) {
        const key = `${source} ${panelId}`
        byHabit.set(key, [...(byHabit.get(key) ?? []), code])
      }
    }
  }
  return { of: ({ source, panelId }) => byHabit.get(`${source} ${panelId}`) ?? [] }
}

/** The families and drugs on the watch-list that the latest deaths were hardly ever looked at for, in words; '' where there are none. */
export function cannotJudge(snapshot: Snapshot, complete: readonly SnapshotDeath[], habit: LookedForByHabit): string {
  const covers = new Map(snapshot.panels.map(({ panelId, covers }) => [panelId, covers]))
  const latest = complete.slice(-LATEST_DEATHS).map((death) => {
    const panel = (death.panelId && covers.get(death.panelId)) || []
    return new Set([...panel, ...death.notDetected, ...habit.of(death)])
  })
  const isLookedFor = (code: string) => {
    const lineage = lineageOf(snapshot, code)
    return latest.filter((tested) => lineage.some((above) => tested.has(above))).length >= FEWEST_LOOKED_FOR
  }
  const watched = snapshot.substances.filter(({ isWatched }) => isWatched)
  const unseen = watched.filter(({ level, code }) => level === 'drug' && !isLookedFor(code))
  const families = watched.filter(({ level, code }) => {
    if (level === 'drug' || isLookedFor(code)) return false
    const members = watched.filter((other) => other.level === 'drug' && lineageOf(snapshot, other.code).includes(code))
    return members.every((member) => unseen.includes(member))
  })
  const isWithin = (code: string) =>
    families.some((family) => family.code !== code && lineageOf(snapshot, code).includes(family.code))
  const names = [...families, ...unseen].filter(({ code }) => !isWithin(code)).map(({ name }) => name)
  const more = names.length - MOST_SAID
  return more > 1 ? `${names.slice(0, MOST_SAID).join(', ')} and ${more} more` : names.join(', ')
}

/** A substance and all its classes, itself first. */
export function lineageOf({ substances }: Snapshot, code: string | undefined): string[] {
  const lineage: string[] = []
  for (let at = code; at; at = parentsOf(substances).get(at) ?? undefined) lineage.push(at)
  return lineage
}

/** The list is the same from night to night of a run: its parents are looked up once. */
const parents = new WeakMap<Snapshot['substances'], Map<string, string | null>>()
function parentsOf(substances: Snapshot['substances']): Map<string, string | null> {
  let known = parents.get(substances)
  if (!known) {
    known = new Map(substances.map(({ code, parentCode }) => [code, parentCode]))
    parents.set(substances, known)
  }
  return known
}
