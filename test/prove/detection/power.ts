import { ALL_SCENARIOS, type Injection } from '../simulator/parameters.ts'
import { substances } from '../simulator/substances.ts'
import { checkP, isReached, namesAt, pOf, reaches, type Tier } from './flags.ts'
import type { InjectedRecord, JudgedSeed, NightRecord, SignalRecord } from './judge.ts'

/**
 * Days from the first injected event to the last day whose reports the first flag rests on: the night after that day gives it. Null where
 * it was not found within the horizon.
 */
export type Delay = number | null

export type Finder = 'D1' | 'D2' | 'D1 or D2'

/** The first flag of an injected cluster. `nights` are those with the injection, or of the paired null: what chance alone finds. */
export function firstFlag(
  nights: readonly NightRecord[],
  injected: InjectedRecord,
  injection: Injection,
  finder: Finder,
  tier: Tier,
): Delay {
  const { stream, horizonDays } = injection
  const d1 = { detector: 'D1', stream } as const
  const d2 = { detector: 'D2', stream } as const
  for (const record of nights) {
    const delay = record.night - 1 - injected.firstDay
    if (delay < 0 || delay > horizonDays) continue
    const byRise = finder !== 'D2' && isReached('D1', stream, checkP(record, d1) ?? 1, tier)
    const byPlace =
      finder !== 'D1' &&
      record.signals.some((signal) => touches(signal, injected) && isReached('D2', stream, pOf(signal, d2) ?? 1, tier))
    if (byRise || byPlace) return delay
  }
  return null
}

/** Holds an injected case; in the null, where there is none, is in an area that would have had them. */
function touches(signal: SignalRecord, { areas }: InjectedRecord): boolean {
  return signal.injected > 0 || signal.areas.some((area) => areas.includes(area))
}

export type SubstanceFlag = { night: number; nodes: string[] }

/** The first night a signal names one of the injected substances, or its family, at a tier; `least` cases of those injected among its own. */
export function firstNamed(
  nights: readonly NightRecord[],
  injected: InjectedRecord,
  injection: Injection,
  tier: Tier | 'notice',
  least: number,
): SubstanceFlag | null {
  const names = new Set(injected.substances.flatMap(familyOf))
  for (const { night, signals } of nights) {
    if (night <= injected.firstDay || night > injected.firstDay + injection.horizonDays + 1) continue
    const named = signals.find(
      (signal) =>
        signal.detector === 'D3' &&
        (tier === 'notice' || namesAt(signal, tier)) &&
        signal.injected >= least &&
        signal.nodes.some((node) => names.has(node)),
    )
    if (named) return { night, nodes: named.nodes }
  }
  return null
}

function familyOf(code: string): string[] {
  const substance = substances.find((one) => one.code === code)
  const parent = substances.find((one) => one.code === substance?.parentCode)
  return parent && parent.level !== 'class' ? [code, parent.code] : [code]
}

/** `news`: told of, at notify or only in the list. */
export type Identity = { ids: number; notified: number; news: number }

/**
 * What became of the injected cluster's identity: the signals that were it (half of their cases injected, or half of the injected cases
 * among theirs, on some night), of whatever kind: a rise of deaths in one month, and the drug that toxicology finds in them two months later.
 */
export function identityOf({ nights, injected }: JudgedSeed): Identity {
  const whole = injected?.cases ?? 0
  const isIt = (signal: SignalRecord) =>
    signal.injected > 0 && (signal.injected >= signal.cases / 2 || signal.injected >= whole / 2)
  const all = nights.flatMap(({ signals }) => signals.filter((signal) => reaches(signal, 'watch')))
  const ids = new Set(all.filter(isIt).map(({ id }) => id))
  const news = all.filter(({ id, isTold }) => ids.has(id) && isTold)
  return {
    ids: ids.size,
    notified: news.filter(({ tier }) => tier === 'notify').length,
    news: news.length,
  }
}

/** Of the strongest D2 signal of the injected cluster: how many of its cases were injected, and how many of the injected it held. */
export function localisation({ nights, injected, scenario }: JudgedSeed): { precision: number; recall: number } | null {
  const stream = ALL_SCENARIOS[scenario]?.injection?.stream
  const [best] = nights
    .flatMap(({ signals }) => signals)
    .filter((signal) => signal.detector === 'D2' && signal.stream === stream && signal.injected > 0)
    .filter((signal) => reaches(signal, 'notify'))
    .sort((a, b) => a.p - b.p || b.injected - a.injected)
  if (!best || !injected) return null
  return { precision: best.injected / best.cases, recall: best.injected / injected.cases }
}
