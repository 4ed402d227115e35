/** Names by what somebody types: never one that merely holds the letters ("none" is in "acetone"). */

/** `6-MAM`, `6 mam` and `6mam` are typed for one name; so are `St. Austell` and `St Austell`. */
export function foldName(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}|['’]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

export const NO_MATCH = 10

/** How well a folded name is what was typed, folded too: 0 it is, 2 it begins with it, 4 a later word does. */
export function rankName(name: string, sought: string): number {
  const [letters, soughtLetters] = [name.replaceAll(' ', ''), sought.replaceAll(' ', '')]
  if (letters === soughtLetters) return 0
  if (letters.startsWith(soughtLetters)) return 2
  return ` ${name}`.includes(` ${sought}`) ? 4 : NO_MATCH
}
