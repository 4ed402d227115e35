/**
 * Flesch–Kincaid grade: 0.39 words a sentence + 11.8 syllables a word − 15.59.
 * Kincaid JP, Fishburne RP, Rogers RL, Chissom BS. Derivation of new readability formulas for Navy enlisted personnel. 1975.
 */
export function gradeOf(passages: readonly string[], exempt: readonly string[] = []): number {
  const sentences = passages.flatMap(sentencesOf)
  const words = sentences.flat()
  const known = new Set(exempt)
  const syllables = words.reduce((sum, word) => sum + (known.has(word) ? 1 : countSyllables(word)), 0)
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59
}

/** Each as its words. A number is a word of one syllable, as people read it off; gaps count as one word. */
function sentencesOf(passage: string): string[][] {
  return passage
    .split(/(?<=[.?!:…])\s+/)
    .map((sentence) => wordsOf(sentence))
    .filter((words) => words.length > 0)
}

export function wordsOf(passage: string): string[] {
  return (passage.replace(/\{(\w+)\}/g, '$1').match(/[\p{L}\p{N}’'+]+/gu) ?? []).map((word) => word.toLowerCase())
}

/** Groups of vowels, less what is silent at the end: right for nine words in ten, and too many rather than too few. */
export function countSyllables(word: string): number {
  const letters = word
    .toLowerCase()
    .replace(/[’']s?$/, '')
    .replace(/[^a-z]/g, '')
  if (letters.length <= 3) return 1
  const spoken = letters.replace(/(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$/, (end) => end[0] ?? '').replace(/^y/, '')
  return spoken.match(/[aeiouy]{1,2}/g)?.length ?? 1
}
