import type { Figure } from './equations.ts'
import type { Rule } from './rules.ts'

/** Events more than hidden figures from which the number of hidden figures tells nothing. */
const SLACK = 6

/**
 * Zeros to hide so that counting the hidden figures tells nothing. Where a shown total is spread over nearly as many hidden figures as it
 * has events, "5 in all, five hidden" would mean 1 each, whatever the bounds allow. So there, zeros are hidden too, always up to one more
 * than there are events: of any such group at least one is a zero, nobody can tell which, and its size no longer depends on how
 * the events are spread. That the choice is made from `SLACK` on, and not where bounds would just fail, leaves each figure the whole range
 * of the rule for who reasons backwards from it (Wong RCW, Fu AWC, Wang K, Pei J. Minimality attack in privacy preserving data
 * publishing. VLDB 2007: what a method hides only when it must tells that it had to).
 */
export function addCover({
  figures,
  isHidden,
  isLocked,
  rule,
  order,
}: {
  figures: readonly Figure[]
  isHidden: readonly boolean[]
  isLocked: readonly boolean[]
  rule: Rule
  /** The order in which zeros are taken: by rank, so by the secret. */
  order: readonly number[]
}): number[] {
  if (rule.lowestHidden === 0) return [] // zeros are hidden with the rest
  const last = Math.max(...figures.map(({ release }) => release))
  const numberOf = new Map<string, number>()
  const place = new Map(order.map((f, at) => [f, at]))
  figures.forEach(({ name, release }, f) => {
    if (name !== null && release === last) numberOf.set(name, f)
  })
  const known = [...numberOf.values()]
  const certainlyNone = new Set(
    known
      .filter((f) => !isHidden[f] && (figures[f] as Figure).count === 0)
      .flatMap((f) => inside(figures[f] as Figure)),
  )
  const covers = new Set<number>()
  const isNowHidden = (f: number) => isHidden[f] || covers.has(f)

  for (const f of known) {
    const { count, cuts } = figures[f] as Figure
    if (isHidden[f] || count === 0) continue
    for (const cut of cuts) {
      const parts = cut.map((name) => numberOf.get(name) as number)
      const hidden = parts.filter(isNowHidden)
      const events = hidden.reduce((sum, part) => sum + (figures[part] as Figure).count, 0)
      const some = hidden.filter((part) => (figures[part] as Figure).count > 0)
      if (some.length <= events - SLACK || hidden.length > events || some.length === 0) continue
      const zeros = parts
        .filter((part) => (figures[part] as Figure).count === 0 && !isNowHidden(part) && !isLocked[part])
        .filter((part) => !certainlyNone.has((figures[part] as Figure).name as string))
        .sort((one, other) => (place.get(one) as number) - (place.get(other) as number))
      for (const zero of zeros.slice(0, events + 1 - hidden.length)) covers.add(zero)
    }
  }
  return [...covers]
}

/** What lies inside a figure, itself left out. */
function inside({ cuts, name }: Figure): string[] {
  return cuts.flat().filter((part) => part !== name)
}
