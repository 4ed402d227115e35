import type { Figure } from './equations.ts'
import type { Rule } from './rules.ts'

/** From this many hidden parts with events, a hidden whole (1 to 4) would be all but known to who takes none of them for a zero … */
const TELLING_PARTS = 3
/** … and of hidden wholes with fewer, the share that is treated alike, so that being treated so does not tell. */
const SHARE_OF_OTHERS = 1 / 8
/** Of hidden wholes whose events all lie in one part, the share (those above included) that hides another part. */
const SHARE_OF_PAIRS = 1 / 4

/**
 * Zeros to hide so that counting the hidden figures tells nothing. Where zeros are shown, "5 in all, five hidden" would mean 1 each, and
 * a hidden whole with four hidden parts would be 4. The bounds allow otherwise, since a hidden figure may be a zero; so some must be:
 *
 * - under a shown whole whose hidden parts are nearly as many as their events (fewer than `highestHidden` apart), zeros are hidden up to
 *   one part more than there are events;
 * - under a hidden whole of which three parts or more are hidden, up to one more than the rule hides (5), however many events it has,
 *   and so for a fixed share of those with fewer;
 * - for a fixed share of hidden wholes with one hidden part, one zero, so that two hidden parts need not be two with events. (Hiding five
 *   wherever there are two would do as well; it was measured to hide twice as many zeros.)
 *
 * So a group's size does not depend on how its events are spread, at least one of it is a zero, and which depends on the secret. The
 * thresholds lie where who reasons backwards from them is still left with the whole range of the rule, not where bounds would just fail
 * (Wong RCW, Fu AWC, Wang K, Pei J. Minimality attack in privacy preserving data publishing. VLDB 2007: what a method hides only when
 * it must tells that it had to).
 */
export function addCover({
  figures,
  isHidden,
  isLocked,
  rule,
  ranks,
}: {
  figures: readonly Figure[]
  isHidden: readonly boolean[]
  isLocked: readonly boolean[]
  rule: Rule
  /** By figure, from the secret: which zeros go first, which singles are treated as more. */
  ranks: readonly number[]
}): number[] {
  if (rule.lowestHidden === 0) return [] // zeros are hidden with the rest
  const last = Math.max(...figures.map(({ release }) => release))
  const numberOf = new Map<string, number>()
  figures.forEach(({ name, release }, f) => {
    if (name !== null && release === last) numberOf.set(name, f)
  })
  const figureAt = (f: number) => figures[f] as Figure
  const known = [...numberOf.values()]
  const certainlyNone = new Set(
    known.filter((f) => !isHidden[f] && figureAt(f).count === 0).flatMap((f) => inside(figureAt(f))),
  )
  const groups = known.flatMap((f) => {
    const { count, cuts, name } = figureAt(f)
    return count === 0
      ? []
      : cuts
          .filter((cut) => cut[0] !== name)
          .map((cut) => ({ whole: f, parts: cut.map((part) => numberOf.get(part) as number) }))
  })
  const covers = new Set<number>()
  const isNowHidden = (f: number) => isHidden[f] || covers.has(f)

  function missing({ whole, parts }: (typeof groups)[number]): number {
    const hidden = parts.filter(isNowHidden)
    const events = hidden.reduce((sum, part) => sum + figureAt(part).count, 0)
    const some = hidden.filter((part) => figureAt(part).count > 0).length
    if (some === 0) return 0
    if (!isHidden[whole]) return some > events - rule.highestHidden ? events + 1 - hidden.length : 0
    if (figureAt(whole).count > rule.highestHidden) return 0
    const rank = ranks[whole] as number
    if (some >= TELLING_PARTS || rank < SHARE_OF_OTHERS) return rule.highestHidden + 1 - hidden.length
    return some === 1 && rank < SHARE_OF_PAIRS ? 2 - hidden.length : 0
  }

  for (;;) {
    const wanting = groups.filter((group) => missing(group) > 0)
    // a zero that serves several groups goes first
    const serves = new Map<number, number>()
    for (const { parts } of wanting)
      for (const part of parts)
        if (
          figureAt(part).count === 0 &&
          !isNowHidden(part) &&
          !isLocked[part] &&
          !certainlyNone.has(figureAt(part).name as string)
        )
          serves.set(part, (serves.get(part) ?? 0) + 1)
    const [best] = [...serves.keys()].sort(
      (one, other) =>
        (serves.get(other) as number) - (serves.get(one) as number) ||
        (ranks[one] as number) - (ranks[other] as number),
    )
    if (best === undefined) return [...covers]
    covers.add(best)
  }
}

/** What lies inside a figure, itself left out. */
function inside({ cuts, name }: Figure): string[] {
  return cuts.flat().filter((part) => part !== name)
}
