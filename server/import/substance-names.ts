import type { Substance } from '../contract/substance.ts'

/** Substances as people write them: one name in a cell, or a cause of death in free text. */

export type Mention = {
  code: string
  /** As it stands in the text. */
  written: string
  /** "no heroin", "PCP neg": named, but as absent. */
  isDenied: boolean
}

export type SubstanceNames = {
  /** The substance of a code, name or alias, however it is spelled in case and punctuation. */
  codeOf: (name: string) => string | undefined
  nameOf: (code: string) => string
  /** Up to three names at most two letters away, for a hint. */
  nearest: (name: string) => string[]
  isMetabolite: (code: string) => boolean
  /** A class or a family: no single drug. */
  isGroup: (code: string) => boolean
  /** Is it the ancestor itself, or below it in the tree? */
  isUnder: (code: string, ancestor: string) => boolean
  /** Every substance that a text names, in its order; the longest alias wins ("acetyl fentanyl" is not fentanyl). */
  findAll: (text: string) => Mention[]
}

type Word = { text: string; written: string }
const BREAK = /^[^a-z0-9]$/

/** Words in lower case; commas and full stops stay as breaks, hyphens and slashes do not: "6-MAM", "Acetyl, fentanyl". */
function toWords(text: string): Word[] {
  return (text.match(/[A-Za-z0-9]+|[,;.:()]/g) ?? []).map((written) => ({ text: written.toLowerCase(), written }))
}

function keyOf(name: string): string {
  return toWords(name)
    .map((word) => word.text)
    .filter((text) => !BREAK.test(text))
    .join(' ')
}

/** Files glue words together: "ofheroin", "heroinand", "acuteethanol". */
const GLUED_BEFORE = ['of', 'and', 'acute', 'including', 'with', 'from', 'the']
const GLUED_AFTER = ['and', 'with', 'toxicity', 'intoxication']

export function substanceNames(
  substances: Substance[],
  abbreviations: Readonly<Record<string, string>> = {},
): SubstanceNames {
  const byCode = new Map(substances.map((substance) => [substance.code, substance]))
  const byKey = new Map<string, string>()
  const searched = new Map<string, string>()
  for (const { code, name, aliases } of substances) {
    for (const alias of [name, code, ...aliases]) {
      byKey.set(keyOf(alias), code)
      // "heroin/morphine" is a finding, not a way to write heroin beside morphine
      if (!name.includes('/') && !alias.includes('/')) searched.set(keyOf(alias), code)
    }
  }
  for (const [alias, code] of Object.entries(abbreviations)) {
    byKey.set(keyOf(alias), code)
    searched.set(keyOf(alias), code)
  }
  const longestFrom = new Map<string, number>()
  for (const key of searched.keys()) {
    const words = key.split(' ')
    longestFrom.set(words[0] as string, Math.max(longestFrom.get(words[0] as string) ?? 0, words.length))
  }

  function unglue(word: string): string {
    if (longestFrom.has(word)) return word
    for (const glue of GLUED_BEFORE) {
      if (word.startsWith(glue) && longestFrom.has(word.slice(glue.length))) return word.slice(glue.length)
    }
    for (const glue of GLUED_AFTER) {
      if (word.endsWith(glue) && longestFrom.has(word.slice(0, -glue.length))) return word.slice(0, -glue.length)
    }
    return word
  }

  function findAll(text: string): Mention[] {
    const words = toWords(text).map((word) => ({ ...word, text: unglue(word.text) }))
    const mentions: (Mention & { from: number; to: number })[] = []
    for (let at = 0; at < words.length; at++) {
      const longest = longestFrom.get(words[at]?.text ?? '') ?? 0
      for (let length = Math.min(longest, words.length - at); length > 0; length--) {
        const taken = words.slice(at, at + length)
        const code = searched.get(taken.map((word) => word.text).join(' '))
        if (!code) continue
        const last = mentions.at(-1)
        const continuesDenial = Boolean(
          last?.isDenied && last.to === at - 1 && /^(or|nor)$/.test(words[at - 1]?.text ?? ''),
        )
        mentions.push({
          code,
          written: taken.map((word) => word.written).join(' '),
          isDenied: continuesDenial || isDenied(words, at, at + length),
          from: at,
          to: at + length,
        })
        at += length - 1
        break
      }
    }
    return mentions.map(({ code, written, isDenied }) => ({ code, written, isDenied }))
  }

  return {
    codeOf: (name) => (byCode.has(name) ? name : byKey.get(keyOf(name))),
    nameOf: (code) => byCode.get(code)?.name ?? code,
    isMetabolite: (code) => byCode.get(code)?.isMetabolite ?? false,
    isGroup: (code) => byCode.has(code) && byCode.get(code)?.level !== 'drug',
    isUnder(code, ancestor) {
      for (let at: string | null = code; at; at = byCode.get(at)?.parentCode ?? null) if (at === ancestor) return true
      return false
    },
    nearest(name) {
      const key = keyOf(name)
      if (key.length < 4) return []
      return [...byKey]
        .map(([alias, code]) => ({ code, distance: editDistance(key, alias, 3) }))
        .filter(({ distance }) => distance <= 2)
        .sort((a, b) => a.distance - b.distance)
        .map(({ code }) => code)
        .filter((code, index, codes) => codes.indexOf(code) === index)
        .slice(0, 3)
    },
    findAll,
  }
}

function isDenied(words: Word[], from: number, to: number): boolean {
  const before = words
    .slice(Math.max(0, from - 2), from)
    .map((word) => word.text)
    .join(' ')
  const after = words
    .slice(to, to + 2)
    .map((word) => word.text)
    .join(' ')
  return (
    /(^| )(no|not|non|without|denies|negative for|neg for|excluding)$/.test(before) ||
    /^(neg|negative|absent|not detected|not found)\b/.test(after)
  )
}

/** Levenshtein's distance, given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
