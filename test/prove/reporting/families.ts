import type { Compute } from '../../../jobs/compute/compute.ts'
import { detectSubstances } from '../../../jobs/detection/checks/substances.ts'
import {
  matchSignals,
  mergeCandidates,
  nextVersion,
  openSignal,
  type Signal,
} from '../../../jobs/detection/signals/continuity.ts'
import { DAYS, JUDGED_FROM, type Size } from '../simulator/parameters.ts'
import { type SimulatedPartnership, simulatePartnership } from '../simulator/partnership.ts'
import { snapshotsOf } from '../simulator/snapshots.ts'
import { substances } from '../simulator/substances.ts'

/** New drugs by the check for substances alone, judged on the nights after toxicology came in: cheap, so that small partnerships can be many. */
export type SubstanceYear = {
  /** How often the check judged. */
  looks: number
  /** Flagged nights under 14 days apart are one episode. */
  episodes: { watch: number; notify: number }
}
export type SubstanceInjected = {
  /** Nights from the third toxicology result of the injected deaths to the first signal that names the drug: 1 is the night after it. */
  nightsAfterThird: { watch: number; notify: number }
  /** Signals of watch or louder that named it, by id. */
  ids: number
  timesNotified: number
}

const EPISODE_GAP_DAYS = 14
const HORIZON = 211

const parentOf = new Map(substances.map(({ code, parentCode }) => [code, parentCode]))
const tree = {
  isAncestor(ancestor: string, node: string) {
    for (let up = parentOf.get(node); up; up = parentOf.get(up)) if (up === ancestor) return true
    return false
  },
}

export async function quietYear(size: Size, seed: number, compute: Compute): Promise<SubstanceYear> {
  const year: SubstanceYear = { looks: 0, episodes: { watch: 0, notify: 0 } }
  const last = { watch: Number.NEGATIVE_INFINITY, notify: Number.NEGATIVE_INFINITY }
  const partnership = simulatePartnership('null', size, seed)
  for await (const { night, hasJudged, told } of nightsOf(partnership, JUDGED_FROM, DAYS, compute)) {
    if (hasJudged) year.looks++
    for (const { tier } of told)
      for (const reached of tier === 'notify'
        ? (['watch', 'notify'] as const)
        : tier === 'watch'
          ? (['watch'] as const)
          : []) {
        if (night - last[reached] >= EPISODE_GAP_DAYS) year.episodes[reached]++
        last[reached] = night
      }
  }
  return year
}

export async function injectedDrug(size: Size, seed: number, compute: Compute): Promise<SubstanceInjected> {
  const partnership = simulatePartnership('nitazene', size, seed)
  const { injected } = partnership
  if (!injected) throw new RangeError('nothing was injected')
  const caseIds = new Set(injected.caseIds)
  const results = partnership.deaths
    .filter(({ before }) => caseIds.has(before.id))
    .map(({ completeFrom }) => completeFrom - 1)
    .sort((a, b) => a - b)
  const third = results[2] ?? Number.POSITIVE_INFINITY
  const isIt = (nodes: readonly string[]) =>
    nodes.some((node) =>
      injected.substances.some((code) => code === node || (node !== 'opioids' && tree.isAncestor(node, code))),
    )
  const nightsAfterThird = { watch: Number.POSITIVE_INFINITY, notify: Number.POSITIVE_INFINITY }
  const ids = new Set<string>()
  let timesNotified = 0
  for await (const { night, told } of nightsOf(
    partnership,
    injected.firstDay - 28,
    injected.firstDay + HORIZON,
    compute,
  ))
    for (const { id, tier, nodes, cases, isTold } of told) {
      if (tier === 'notice' || !isIt(nodes) || !cases.some((caseId) => caseIds.has(caseId))) continue
      ids.add(id)
      nightsAfterThird.watch = Math.min(nightsAfterThird.watch, night - third)
      if (tier === 'notify') nightsAfterThird.notify = Math.min(nightsAfterThird.notify, night - third)
      if (tier === 'notify' && isTold) timesNotified++
    }
  return { nightsAfterThird, ids: ids.size, timesNotified }
}

/** The nights on which toxicology had come in, with the signals carried from one to the next. */
async function* nightsOf(partnership: SimulatedPartnership, from: number, to: number, compute: Compute) {
  const snapshotOn = snapshotsOf(partnership)
  const arrivals = [...new Set(partnership.deaths.map(({ completeFrom }) => completeFrom))]
  const signals = new Map<string, Signal>()
  let previous: number | null = null
  for (const night of arrivals.filter((day) => day >= from && day < to).sort((a, b) => a - b)) {
    const snapshot = snapshotOn(night, previous)
    previous = night
    const { findings, check } = await detectSubstances(snapshot, compute)
    const told = matchSignals(snapshot.night, mergeCandidates(findings, tree), [...signals.values()], tree).flatMap(
      (decision) => {
        if (decision.action === 'merge') {
          signals.delete(decision.signal.id)
          return []
        }
        const { candidate, reasons } = decision
        const { nodes, cases } = candidate.headline
        const signal =
          decision.action === 'open'
            ? openSignal(`${night} ${nodes.join()} ${cases.map(({ id }) => id).join()}`, snapshot.night, candidate)
            : nextVersion(snapshot.night, decision)
        signals.set(signal.id, signal)
        const isTold = reasons.length > 0
        return [{ id: signal.id, tier: candidate.tier, nodes, cases: cases.map(({ id }) => id), isTold }]
      },
    )
    yield { night, hasJudged: check.p !== null, told }
  }
}
