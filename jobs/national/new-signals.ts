import type { Detector, Stream } from '../../server/contract/signal.ts'
import { groupBy } from '../detection/reports/group-by.ts'
import { benjaminiHochberg } from '../stats/counts/false-discovery-rate.ts'
import type { Nation } from './nation.ts'
import { type Figure, withhold } from './withhold.ts'

/** Which of the partnerships' own new signals a national desk should look at, among so many partnerships (docs/statistics.md 8). */
export type OwnSignals = {
  kind: 'own signals'
  outcome: string
  /** Whose night is done. */
  partnerships: number
  leftOut: string[]
}

export type OwnSignal = {
  kind: 'signal'
  partnership: string
  detector: Detector
  stream: Stream
  observed: Figure
  pValue: number
  /** Of those with no more than this, that share is expected to be false. */
  falseDiscoveryRate: number
  isKept: boolean
}

const FALSE_DISCOVERY_RATE = 0.05

/**
 * Benjamini–Hochberg over the partnerships, for each check (D1 of deaths, D2 of reversals …) by itself. Only new signals have a p; every
 * other partnership whose check judged something that night stands with p = 1, for it was looked at as well: over the new signals alone,
 * which are small by choice, nothing would ever be dropped.
 */
export function judgeOwnSignals({ partnerships }: Nation): (OwnSignals | OwnSignal)[] {
  const done = partnerships.flatMap(({ name, own }) => (own ? [{ name, own }] : []))
  const about = {
    kind: 'own signals',
    partnerships: done.length,
    leftOut: partnerships.filter(({ own }) => !own).map(({ name }) => name),
  } as const
  if (done.length < 2) {
    const outcome = `not enough data to judge: the night is done for ${done.length === 1 ? 'one partnership' : 'no partnership'} only, and two are needed (vigil nightly)`
    return [{ ...about, outcome }]
  }
  const checkOf = ({ detector, stream }: { detector: Detector; stream: Stream }) => `${detector} ${stream}`
  const found = done.flatMap(({ name, own }) => own.newSignals.map((signal) => ({ ...signal, partnership: name })))
  const signals = [...groupBy(found, checkOf)].flatMap(([check, ofCheck]): OwnSignal[] => {
    const quiet = done.filter(
      ({ own }) =>
        own.judged.some((judged) => checkOf(judged) === check) &&
        !own.newSignals.some((signal) => checkOf(signal) === check),
    )
    const adjusted = benjaminiHochberg([...ofCheck.map(({ p }) => p), ...quiet.map(() => 1)])
    return ofCheck.map(({ partnership, detector, stream, observed, p }, i) => ({
      kind: 'signal',
      partnership,
      detector,
      stream,
      observed: withhold(observed),
      pValue: p,
      falseDiscoveryRate: adjusted[i] as number,
      isKept: (adjusted[i] as number) <= FALSE_DISCOVERY_RATE,
    }))
  })
  const kept = signals.filter(({ isKept }) => isKept).length
  const outcome = signals.length
    ? `judged: ${kept} of ${signals.length} new signals kept`
    : 'judged: no new signal that notifies'
  return [{ ...about, outcome }, ...signals.sort((a, b) => a.falseDiscoveryRate - b.falseDiscoveryRate)]
}
