import type { DisclosureRule, ReleasedArea, ReleasedTier } from '../contract/release.ts'
import { EXACT_FROM, RULES } from '../disclosure/rules.ts'
import type { GridArea } from './grid.ts'

const NOT_KNOWN = 'not known'

const together = (fewest: number) =>
  fewest > 1
    ? `Areas with fewer than ${fewest.toLocaleString('en-GB')} residents are shown together with others, and so is any authority too small to be shown apart.`
    : 'An authority too small to be shown apart is shown together with the largest.'

/** The rule of a tier as it is printed beside every figure of it, from the numbers that the gate goes by. */
export function ruleInWords(tier: ReleasedTier): DisclosureRule {
  const { lowestHidden, highestHidden, roundedTo, fewestResidents } = RULES[tier]
  const few = `fewer than ${highestHidden + 1}`
  const hidden = `hidden (${few}, or protects such a figure)`
  const isZeroShown = lowestHidden > 0
  return {
    hidden,
    notKnown: NOT_KNOWN,
    sentences: [
      isZeroShown
        ? `A count of ${lowestHidden} to ${highestHidden} is hidden, because it could tell on somebody. Other counts are hidden with it, zeros among them, wherever they would give it away.`
        : `A count of ${few}, zero included, is hidden, because it could tell on somebody. Other counts are hidden with it wherever they would give it away.`,
      ...(roundedTo > 1
        ? [
            `Other counts are rounded to the nearest ${roundedTo}, so that they may not add up. The total of the partnership in a year is exact from ${EXACT_FROM} on.`,
          ]
        : []),
      together(fewestResidents),
      isZeroShown
        ? '“0” means that none was recorded; “hidden” may be a zero too, or a larger count that protects a small one.'
        : '“Hidden” may be a zero, or a larger count that protects a small one.',
      'Figures are released for years that have ended, and later releases of a year are made so that comparing them tells nothing hidden.',
    ],
  }
}

/** "Cornwall and Isles of Scilly"; of many, the two with most residents and how many more. */
export function nameTogether(members: readonly GridArea[]): string {
  const names = [...members]
    .sort((one, other) => (other.residents ?? 0) - (one.residents ?? 0) || (one.name < other.name ? -1 : 1))
    .map(({ name }) => name)
  const [first, second, ...more] = names
  if (second === undefined) return first ?? ''
  if (more.length === 0) return `${first} and ${second}`
  if (more.length === 1) return `${first}, ${second} and ${more[0]}`
  return `${first}, ${second} and ${more.length} other places`
}

export const LEVELS: { readonly [level in ReleasedArea['level']]: string } = {
  partnership: 'the whole partnership',
  authority: 'authority',
  small: 'small area',
  remainder: 'place not known',
}
