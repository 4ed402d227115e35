import type { Substance } from './substance.ts'

/** Substances by what somebody types: never one whose name merely holds the letters ("none" is in "acetone"). */

const LEVELS = { class: 0, family: 1, drug: 2 } as const

/** Words that say that there is nothing, or that nobody knows: no substance is offered for them. */
const NOTHING = new Set(['none', 'nil', 'no', 'negative', 'neg', 'nothing', 'not detected', 'not tested', 'n a'])

/** `6-MAM`, `6 mam` and `6mam` are typed for one name. */
function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}|['’]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/**
 * Those of which a name or an alias is what was typed, then those that begin with it, then those of which a later word does; names before
 * aliases, and within each wider groups before drugs. "alcohol" is ethanol before the class of alcohols.
 */
export function searchSubstances<One extends Pick<Substance, 'name' | 'level' | 'aliases'>>(
  substances: readonly One[],
  typed: string,
  most: number,
): One[] {
  const sought = fold(typed)
  if (NOTHING.has(sought)) return []
  const rankOf = ({ name, aliases }: One) =>
    Math.min(rankName(fold(name), sought), ...aliases.map((alias) => rankName(fold(alias), sought) + 1))
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

const NO_MATCH = 10

function rankName(name: string, sought: string): number {
  const [letters, soughtLetters] = [name.replaceAll(' ', ''), sought.replaceAll(' ', '')]
  if (letters === soughtLetters) return 0
  if (letters.startsWith(soughtLetters)) return 2
  return ` ${name}`.includes(` ${sought}`) ? 4 : NO_MATCH
}

/** Is what was typed the name of one of them? */
export function isNameOfOne(substances: readonly Pick<Substance, 'name' | 'aliases'>[], typed: string): boolean {
  const sought = fold(typed).replaceAll(' ', '')
  return substances.some(({ name, aliases }) =>
    [name, ...aliases].some((one) => fold(one).replaceAll(' ', '') === sought),
  )
}
