import type { Death } from '../../server/contract/death.ts'
import type { Substance } from '../substances/substances.ts'

/** A group of which nothing was looked for, or one substance of a group that was looked for in part. */
export interface Untested {
  substance: Substance
  /** the class it belongs to; of a class itself, nothing */
  within: Substance | undefined
  /** how many of the watch-list it stands for */
  watched: number
}

const lookedFor = new Set(['implicated', 'detected', 'metabolite', 'not_detected'])

/**
 * What nobody looked for, as wide groups as can be: what is neither on the panel nor found nor reported as not detected. The nightly
 * check judges by the same rule: a group on the panel stands for everything below it.
 */
export function notTested(substances: readonly Substance[], covers: readonly string[], death: Death): Untested[] {
  const tested = new Set(covers)
  for (const { substanceCode, role } of death.findings)
    if (substanceCode && lookedFor.has(role)) tested.add(substanceCode)
  const own = substances.filter(isForItself)
  const membersOf = ({ code }: Substance) => own.filter(({ parentCode }) => parentCode === code)

  function isAnythingTested(substance: Substance): boolean {
    return tested.has(substance.code) || membersOf(substance).some(isAnythingTested)
  }
  function countWatched(substance: Substance): number {
    return membersOf(substance).reduce((sum, member) => sum + countWatched(member), substance.isWatched ? 1 : 0)
  }
  function untestedIn(substance: Substance, within: Substance | undefined): Untested[] {
    if (tested.has(substance.code)) return []
    if (!isAnythingTested(substance)) return [{ substance, within, watched: countWatched(substance) }]
    return membersOf(substance).flatMap((member) => untestedIn(member, within ?? substance))
  }
  return own.filter(({ parentCode }) => parentCode === null).flatMap((root) => untestedIn(root, undefined))
}

/** Metabolites are found with their drug, and nobody looks for "unknown or other". */
function isForItself({ code, isMetabolite }: Substance) {
  return !isMetabolite && code !== 'unknown-or-other'
}
