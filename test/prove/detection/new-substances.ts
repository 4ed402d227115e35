import { INJECTIONS, type Injection, type Size } from '../simulator/parameters.ts'
import { median, shareOf } from './estimates.ts'
import type { Tier } from './flags.ts'
import { identityCells } from './found.ts'
import type { JudgedSeed } from './judge.ts'
import type { Read } from './judged.ts'
import { firstNamed } from './power.ts'
import { figure, table, withInterval } from './tables.ts'

/** What is found of injected substances, counted from the toxicology results. */

const SUBSTANCE_INJECTIONS = [
  ['nitazene', 3],
  ['combo', 5],
] as const

/** Nights from the n-th toxicology result of the injected deaths to the first flag: 1 is the night after it. */
export function nightsAfterResult(
  judged: readonly JudgedSeed[],
  injection: Injection,
  nth: number,
  tier: Tier | 'notice',
) {
  return judged.map(({ nights, injected }) => {
    if (!injected) return null
    const flag = firstNamed(nights, injected, injection, tier, 1)
    return (
      flag && {
        ...flag,
        after: flag.night - (injected.toxicologyKnownOn[nth - 1] ?? Infinity),
        delay: flag.night - 1 - injected.firstDay,
      }
    )
  })
}

export function substanceTable(read: Read, size: Size, nulls: readonly JudgedSeed[]): string[] {
  const rows = SUBSTANCE_INJECTIONS.flatMap(([scenario, nth]) => {
    const judged = read(scenario, size)
    if (judged.length === 0) return []
    const injection = INJECTIONS[scenario]
    return (['notify', 'watch', 'notice'] as const).map((tier) => {
      const flags = nightsAfterResult(judged, injection, nth, tier)
      const seen = flags.filter((flag) => flag !== null)
      const chance = judged.flatMap(({ seed, injected }) => {
        const pair = nulls.find((one) => one.seed === seed)
        return pair && injected ? [firstNamed(pair.nights, injected, injection, tier, 0) !== null] : []
      })
      return [
        `${scenario} (${judged.length} seeds)`,
        tier,
        withInterval(shareOf(flags.map((flag) => flag !== null))),
        figure(shareOf(chance).value),
        String(median(seen.map(({ delay }) => delay)) ?? '–'),
        `${nth}th: ${withInterval(shareOf(flags.map((flag) => flag !== null && flag.after <= 1)))}`.replace(
          '3th',
          '3rd',
        ),
        String(median(seen.map(({ after }) => after)) ?? '–'),
        ...(tier === 'notify' ? identityCells(judged).slice(0, 5) : ['', '', '', '', '']),
      ]
    })
  })
  if (rows.length === 0) return []
  return [
    `**Substances found** (D3) within 210 days: the drug or its family named in a signal with an injected death; whether on the night after the n-th toxicology result of the injected deaths or before, and the median nights after it (1 is that night, 0 or less is sooner).\n\n${table(['scenario', 'tier', 'found', 'by chance', 'days from the first death', 'by the night after the result', 'nights after', 'one id', 'ids', 'notified at most 3 times', 'times notified', 'times news, watch too'], rows)}`,
  ]
}
