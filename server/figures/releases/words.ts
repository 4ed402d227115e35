import type { DisclosureRule, ReleasedArea, ReleasedTier } from '../../contract/release.ts'
import { EXACT_FROM, RULES } from '../../disclosure/rules.ts'
import { FEWEST_IN_A_TOWN, FEWEST_IN_AN_AREA } from './grid.ts'

const NOT_KNOWN = 'not known'

const grouped = (count: number) => count.toLocaleString('en-GB')

const TOGETHER = `Places are shown together until ${grouped(FEWEST_IN_A_TOWN)} people live in each town and ${grouped(FEWEST_IN_AN_AREA)} in each area, and an authority too small to be shown apart with the largest: by population, never by what happened there. Deaths are counted there, and by substance, over three years together.`

/** The rule of a tier as it is printed beside every figure of it, from the numbers that the gate goes by. */
export function ruleInWords(tier: ReleasedTier): DisclosureRule {
  const { lowestHidden, highestHidden, roundedTo } = RULES[tier]
  const few = `fewer than ${highestHidden + 1}`
  const hidden = `hidden (${few}, or protects such a figure)`
  const isZeroShown = lowestHidden > 0
  return {
    hidden,
    notKnown: NOT_KNOWN,
    sentences: [
      isZeroShown
        ? `A count of ${lowestHidden} to ${highestHidden} is hidden, because it could tell on somebody. Other counts are hidden with it, zeros among them, wherever they would give it away.`
        : `A count of ${few}, zero included, is hidden, because it could tell on somebody; so is one that all but so few of a larger count are in. Other counts are hidden with it wherever they would give it away.`,
      `A count is hidden too where an agency that takes its own records away would be left with ${isZeroShown ? `${lowestHidden} to ${highestHidden}` : `1 to ${highestHidden}`}. The total of a year is not.`,
      ...(roundedTo > 1
        ? [
            `Other counts are rounded to the nearest ${roundedTo}, so that they may not add up. The total of the partnership in a year is exact from ${EXACT_FROM} on.`,
          ]
        : []),
      TOGETHER,
      isZeroShown
        ? '“0” means that none was recorded; “hidden” may be a zero too, or a larger count that protects a small one.'
        : '“Hidden” may be a zero, or a larger count that protects a small one.',
      'Kits are not people: nothing of them is hidden or rounded.',
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
