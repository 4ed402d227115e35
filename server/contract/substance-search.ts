import { foldName, NO_MATCH, rankName } from './name-search.ts'
import type { Substance } from './substance.ts'

/** Substances by what somebody types. */

const LEVELS = { class: 0, family: 1, drug: 2 } as const

/** Words that say that there is nothing, or that nobody knows: no substance is offered for them. */
const NOTHING = new Set(['none', 'nil', 'no', 'negative', 'neg', 'nothing', 'not detected', 'not tested', 'n a'])

/**
 * Those of which a name or an alias is what was typed, then those that begin with it, then those of which a later word does; names before
 * aliases, and within each wider groups before drugs. "alcohol" is ethanol before the class of alcohols.
 */
export function searchSubstances<One extends Pick<Substance, 'name' | 'level' | 'aliases'>>(
  substances: readonly One[],
  typed: string,
  most: number,
): One[] {
  const sought = foldName(typed)
  if (NOTHING.has(sought)) return []
  const rankOf = ({ name, aliases }: One) =>
    Math.min(rankName(foldName(name), sought), ...aliases.map((alias) => rankName(foldName(alias), sought) + 1))
  return substances
    .map((substance) => ({ substance, rank: rankOf(substance) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        LEVELS[a.substance.level] - LEVELS[b.substance.level] ||
        a.substance.name.localeCompare(b.substance.name),
    )
    .slice(0, most)
    .map(({ substance }) => substance)
}

/** Is what was typed the name of one of them? */
export function isNameOfOne(substances: readonly Pick<Substance, 'name' | 'aliases'>[], typed: string): boolean {
  const sought = foldName(typed).replaceAll(' ', '')
  return substances.some(({ name, aliases }) =>
    [name, ...aliases].some((one) => foldName(one).replaceAll(' ', '') === sought),
  )
}
