import type { Tier } from '../contract/figure.ts'

/**
 * What each tier is told, and what it must not be able to work out.
 *
 * - **panel**: the figures as they are. These readers see the cases.
 * - **partnership**: 1 to 4 are hidden, and other figures with them wherever they would give a hidden one away (primary and secondary
 *   suppression; GSS/GSR, Disclosure control guidance for tables produced from administrative sources, 2014; ONS, Policy on protecting
 *   confidentiality in tables of birth and death statistics). A zero is shown, unless it is one of those others: 42 in all and 42 hidden
 *   figures would be one each, so of hidden figures some are zeros (`cover.ts`), and "hidden" tells no more than "may be 1 to 4".
 * - **public**: the total of a partnership in a year is exact from 10 on. Every other count under 10, zero with them, is hidden; from 10 on
 *   it is rounded to the nearest 5 or, where that would give a hidden one away, hidden too. So are differences: of 18 deaths opioids in 18
 *   would be true of each of them. Nothing is shown that the partnership tier does not see, so a reader of both learns nothing by
 *   comparing.
 * - **an agency that knows its own records and not those of others**, whichever tier it reads: less its own a shown count is none or above
 *   what the tier hides, and what others recorded of a hidden one is protected as a small count is. The total of a year is exempt.
 * - **kits** are things, handed over several at a time and to families, hostels and staff: a count of one tells of no person. They are
 *   shown as they are.
 *
 * Which areas, periods and substances a release counts (`../figures/releases/grid.ts`) is chosen so that hiding is rare: by population, never by
 * counts, because a grid that bends to what happened tells of it.
 *
 * **Why rounding inside one family of tables, and not cell keys.** Cell keys (Fraser B, Wooton J. A proposed method for confidentialising
 * tabular output to protect against differencing. UNECE/Eurostat 2005) give the same set of records the same noise everywhere, which
 * makes differences of free questions uncertain. But here the totals are exact and near: noise of children against an exact total is
 * bounded, and where the draws lie at the edge the bounds close on the count. A set that gains a record draws anew, so of two releases the
 * figures that moved show where the new death is. Without the record in the key, the difference of two releases is exact. Rounding has
 * neither fault but is broken by differences of overlapping questions: 10, then 15, and the total one more, tells 12. So nobody below
 * the panel asks free questions: a release is one table of fixed areas × calendar steps × substances with every coarsening in it, it is
 * made safe as a whole together with the releases before it, and every question is read from it. What is shown is then a fact about
 * the release, not about the order of questions, and the proof (bounds by linear programming; Hundepool A, Domingo-Ferrer J, Franconi L
 * et al. Statistical Disclosure Control. Wiley 2012, chapter 4) covers all of it. The same question always has the same answer.
 */
export type Rule = {
  /** Counts up to here are hidden … */
  highestHidden: number
  /** … from here, so this is what the rule tells of a hidden figure that is not hidden for others' sake. */
  lowestHidden: number
  /** Shown counts are rounded to a multiple of this. */
  roundedTo: number
  /** Areas of fewer residents are merged with a neighbour in the table. */
  fewestResidents: number
}

export const RULES: { readonly [tier in Exclude<Tier, 'panel'>]: Rule } = {
  partnership: { lowestHidden: 1, highestHidden: 4, roundedTo: 1, fewestResidents: 0 },
  public: { lowestHidden: 0, highestHidden: 9, roundedTo: 5, fewestResidents: 1_000 },
}

/** From here the total of a partnership in a year is public, as it is. */
export const EXACT_FROM = 10

/** What a shown figure tells of the count behind it. */
export type Told = { low: number; high: number }

export const roundTo = (count: number, base: number) => base * Math.round(count / base)

export function toldBy(shown: number, rule: Rule): Told {
  const within = Math.floor(rule.roundedTo / 2)
  // a zero is shown by the partnership's rule alone, which does not round
  return { low: shown === 0 ? 0 : Math.max(rule.highestHidden + 1, shown - within), high: shown + within }
}
