import type { DisclosureRule, ReleasedArea, ReleasedTier } from '../contract/release.ts'
import { EXACT_FROM, RULES } from '../disclosure/rules.ts'

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

export const LEVELS: { readonly [level in ReleasedArea['level']]: string } = {
  partnership: 'the whole partnership',
  authority: 'authority',
  area: 'area',
  small: 'small area',
  remainder: 'place not known',
}
