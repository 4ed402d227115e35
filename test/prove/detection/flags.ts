import { tierByRecurrence, tierOfSubstances } from '../../../jobs/detection/signals/finding.ts'
import { recurrenceIntervalDays } from '../../../jobs/stats/scan/monte-carlo.ts'
import type { JudgedSeed, NightRecord, SignalRecord } from './judge.ts'

export type Tier = 'notify' | 'watch'

/** Whether D1, D2 or D6 reaches a tier with such a p, by the core's own table of rareness. */
export function isReached(
  detector: 'D1' | 'D2' | 'D6',
  stream: 'deaths' | 'reversals',
  p: number,
  tier: Tier,
): boolean {
  const reached = tierByRecurrence(detector, stream, recurrenceIntervalDays(p))
  return reached === 'notify' || reached === tier
}

export const CHECKS = [
  { detector: 'D1', stream: 'deaths' },
  { detector: 'D1', stream: 'reversals' },
  { detector: 'D2', stream: 'deaths' },
  { detector: 'D2', stream: 'reversals' },
  { detector: 'D3', stream: 'toxicology' },
  { detector: 'D6', stream: 'deaths' },
] as const
export type CheckName = (typeof CHECKS)[number]

/** Flagged nights fewer days apart than this are one episode: longer where the same cases stay in the window for long (3.1). */
const EPISODE_GAP_DAYS = { D1: 7, D2: 14, D3: 14, D6: 14 }

/** What the check's strongest candidate had on each night it was judged. */
export function judgedPs({ nights }: JudgedSeed, { detector, stream }: CheckName): { night: number; p: number }[] {
  return nights.flatMap(({ night, checks }) => {
    const p = checks.find((check) => check.detector === detector && check.stream === stream)?.p
    return p === null || p === undefined ? [] : [{ night, p }]
  })
}

/** The nights a check reaches a tier. */
export function flaggedNights(judged: JudgedSeed, check: CheckName, tier: Tier): number[] {
  if (check.detector === 'D3')
    return judged.nights
      .filter(({ signals }) => signals.some((signal) => namesAt(signal, tier)))
      .map(({ night }) => night)
  return judgedPs(judged, check)
    .filter(({ p }) => isReached(check.detector, check.stream, p, tier))
    .map(({ night }) => night)
}

export function reaches(signal: SignalRecord, tier: Tier): boolean {
  return signal.tier === 'notify' || signal.tier === tier
}

/** Whether toxicology itself reaches the tier in a signal: another check of the same deaths may have made the signal louder. */
export function namesAt({ detector, p }: SignalRecord, tier: Tier): boolean {
  const reached = detector === 'D3' ? tierOfSubstances(p) : undefined
  return reached === 'notify' || reached === tier
}

export function countEpisodes(nights: readonly number[], { detector }: Pick<CheckName, 'detector'>): number {
  return nights.filter((night, i) => night - (nights[i - 1] ?? -Infinity) >= EPISODE_GAP_DAYS[detector]).length
}

/** How often people are told, by the tier they are told of; and how many signals were ever at the tier. */
export function countTold({ nights }: JudgedSeed, tier: Tier): { told: number; signals: number } {
  const reached = nights.flatMap(({ signals }) => signals.filter((signal) => reaches(signal, tier)))
  return {
    told: reached.filter(({ isTold }) => isTold).length,
    signals: new Set(reached.map(({ id }) => id)).size,
  }
}

/** How many signals would have been at `notify`, had two weaker streams made a watch so. */
export function countWithUpgrades({ nights }: JudgedSeed): number {
  const reached = nights.flatMap(({ signals }) =>
    signals.filter((signal) => signal.isAgreed || reaches(signal, 'notify')),
  )
  return new Set(reached.map(({ id }) => id)).size
}

/** The p at which a check speaks in a signal, as its headline or beside it; undefined where it does not. */
export function pOf(signal: SignalRecord, { detector, stream }: CheckName): number | undefined {
  if (signal.detector === detector && signal.stream === stream) return signal.p
  return signal.also.find((other) => other.detector === detector && other.kind === stream)?.p
}

export function checkP({ checks }: NightRecord, { detector, stream }: CheckName): number | null {
  return checks.find((check) => check.detector === detector && check.stream === stream)?.p ?? null
}
