import type { Substance } from '../../contract/substance.ts'
import { isNeutral, lettersApart } from './neutral-words.ts'
import { OTHER_DRUGS, stemOf } from './other-drugs.ts'
import { type Gap, keyOf, plain, toWords, type Word } from './words.ts'

/** The tree's names as people write them. Reading a cell is `read-cell.ts`, a cause of death in words `read-cause.ts`. */

export type Match = { code: string; from: number; to: number }

export type SubstanceNames = {
  /** The substance of a code, name or alias, however it is spelled in case and punctuation. */
  codeOf: (name: string) => string | undefined
  nameOf: (code: string) => string
  /** Codes whose spelling is a slip away, for a hint; never another drug that exists, never of another class. */
  nearest: (name: string) => string[]
  isMetabolite: (code: string) => boolean
  /** A class or a family: no single drug. */
  isGroup: (code: string) => boolean
  /** Is it the ancestor itself, or below it in the tree? */
  isUnder: (code: string, ancestor: string) => boolean
  /** Does the one say nothing more beside the other: a group, or "opiates", beside one of its drugs? */
  isImplied: (code: string, beside: string) => boolean
  /** Every name that stands in the words, left to right, the longest at each place; `from` and `to` count words. */
  scan: (words: readonly Word[], isProse?: boolean) => Match[]
  /** Is this one word a name? Files run words together: "ofheroin". */
  isName: (word: string) => boolean
  /** Do its letters begin a longer name: "para", "7", "benzoyl"? */
  isBeginning: (letters: string) => boolean
}

/** Names that are words of every day: a cell may say "blues", a cause of death that says "speed" or "bars" means no drug. */
const ONLY_IN_CELLS = new Set(
  'speed blues bars doc pinky molly mandy soma mst tmf ice spice mamba skunk weed gtn ether nitrogen amt mpa bac'.split(
    ' ',
  ),
)

const HARD: ReadonlySet<Gap> = new Set([',', '/', '(', ';'])
/** A name with its hard marks: "morphine, 6 monoacetyl" holds a comma after its eighth letter. */
type Spelling = {
  code: string
  marks: ReadonlyMap<number, Gap>
  /** The letters on both sides of a slash: "heroin/morphine". */
  halves: string[]
  isOneWord: boolean
  isOnlyInCells: boolean
}

export function substanceNames(
  substances: readonly Substance[],
  abbreviations: Readonly<Record<string, string>> = {},
): SubstanceNames {
  const byCode = new Map(substances.map((substance) => [substance.code, substance]))
  const byKey = new Map<string, string>()
  const spellings = new Map<string, Spelling[]>()
  const beginnings = new Set<string>()
  let longest = 0

  function addName(name: string, code: string, isFirm: boolean) {
    const words = toWords(plain(name))
    const letters = words.map((word) => word.text).join('')
    if (letters === '') return
    const key = words.map((word) => word.text).join(' ')
    if (isFirm || !byKey.has(key)) byKey.set(key, code)
    const marks = new Map<number, Gap>()
    let at = 0
    for (const word of words) {
      if (HARD.has(word.gap)) marks.set(at, word.gap)
      at += word.text.length
    }
    const isOnlyInCells = ONLY_IN_CELLS.has(key)
    const halves = name.includes('/') ? name.split('/').map((half) => keyOf(half).replaceAll(' ', '')) : []
    const spelling: Spelling = { code, marks, halves, isOneWord: words.length === 1, isOnlyInCells }
    const same = spellings.get(letters)
    if (same) {
      if (isFirm) same.unshift(spelling)
      else same.push(spelling)
    } else spellings.set(letters, [spelling])
    for (let length = 1; length <= letters.length; length++) beginnings.add(letters.slice(0, length))
    longest = Math.max(longest, letters.length)
  }

  for (const { code, name, aliases } of substances) {
    for (const spelled of [name, ...aliases]) addName(spelled, code, false)
  }
  // "2,4-dinitrophenol (DNP)" without its bracket, where no other has that name
  for (const { code, name } of substances) addName(name.replace(/ \([^)]*\)$/, ''), code, false)
  for (const { code } of substances) addName(code, code, false)
  for (const [spelled, code] of Object.entries(abbreviations)) addName(spelled, code, true)

  /** The name that begins with the word at `at` and takes the most words. */
  function longestFrom(words: readonly Word[], at: number, isProse: boolean): Match | undefined {
    let letters = ''
    let found: Match | undefined
    const marks: [number, Gap][] = []
    let hasBlank = false
    for (let to = at; to < words.length; to++) {
      const word = words[to] as Word
      if (to > at) {
        if (HARD.has(word.gap)) marks.push([letters.length, word.gap])
        if (word.gap === 'space') hasBlank = true
      }
      letters += word.text
      if (letters.length > longest + 1) break
      const code = spelled(letters, marks, to > at && hasBlank, isProse) ?? singular(letters, marks, isProse)
      if (code) found = { code, from: at, to: to + 1 }
      if (!beginnings.has(letters)) break
    }
    return found
  }

  function spelled(letters: string, marks: [number, Gap][], hasBlank: boolean, isProse: boolean): string | undefined {
    return spellings.get(letters)?.find((spelling) => {
      // in prose "heroin/morphine" is heroin beside morphine, in a cell the one finding that cannot tell them apart
      if (isProse && (spelling.isOnlyInCells || isPair(spelling))) return false
      // a short name in one word is not made of two: "in" and "k"
      if (hasBlank && spelling.isOneWord && letters.length < 6) return false
      return marks.every(([offset, gap]) => spelling.marks.get(offset) === gap)
    })?.code
  }

  function isPair({ halves }: Spelling): boolean {
    return halves.length > 1 && halves.every((half) => spellings.has(half))
  }

  /** Heroin's plural is no word, but files write "benzodiazepams", "opiates", "methadones". */
  function singular(letters: string, marks: [number, Gap][], isProse: boolean): string | undefined {
    if (letters.length < 6 || !letters.endsWith('s')) return undefined
    return spelled(letters.slice(0, -1), marks, true, isProse)
  }

  const topOf = (code: string): string => {
    let at = code
    for (let up = byCode.get(at)?.parentCode; up; up = byCode.get(at)?.parentCode) at = up
    return at
  }

  function isUnder(code: string, ancestor: string): boolean {
    for (let at: string | null = code; at; at = byCode.get(at)?.parentCode ?? null) if (at === ancestor) return true
    return false
  }

  function findNearest(key: string): string[] {
    if (
      key.length < 5 ||
      key.length > 80 ||
      isNeutral(key) ||
      OTHER_DRUGS.has(key) ||
      /^(none|negative|absent|nothing)/.test(key)
    )
      return []
    const most = key.length >= 9 ? 2 : 1
    const near = [...byKey]
      .filter(([alias]) => alias.length >= 5 && isSlipOf(key, alias))
      .map(([alias, code]) => ({ code, apart: lettersApart(key, alias, most + 1) }))
      .filter(({ apart }) => apart <= most)
      .sort((a, b) => a.apart - b.apart)
    const [first] = near
    if (!first) return []
    const sameClass = near.filter(({ code }) => topOf(code) === topOf(first.code))
    // two classes equally near: to name either would be a guess
    if (near.some(({ code, apart }) => apart === first.apart && topOf(code) !== topOf(first.code))) return []
    return [...new Set(sameClass.filter(({ apart }) => apart === first.apart).map(({ code }) => code))].slice(0, 3)
  }

  // the same unknown name stands in many rows
  const nearby = new Map<string, string[]>()

  return {
    codeOf: (name) => (byCode.has(name) ? name : byKey.get(keyOf(name))),
    nameOf: (code) => byCode.get(code)?.name ?? code,
    isMetabolite: (code) => byCode.get(code)?.isMetabolite ?? false,
    isGroup: (code) => byCode.has(code) && byCode.get(code)?.level !== 'drug',
    isUnder,
    isImplied(code, beside) {
      const group = code === 'opioid-unspecified' ? 'opioids' : code
      if (code === beside || group === beside || byCode.get(group)?.level === 'drug') return false
      return isUnder(beside, group)
    },
    isName: (word) => spellings.has(word),
    isBeginning: (letters) => beginnings.has(letters),
    nearest(name) {
      const key = keyOf(name)
      const known = nearby.get(key)
      if (known) return [...known]
      const near = findNearest(key)
      nearby.set(key, near)
      return [...near]
    },
    scan(words, isProse = false) {
      const matches: Match[] = []
      for (let at = 0; at < words.length; at++) {
        const match = longestFrom(words, at, isProse)
        if (!match) continue
        matches.push(match)
        at = match.to - 1
      }
      return matches
    },
  }
}

/**
 * May one be a slip of the other? Not where the beginnings differ (norcocaine, ethylone) or the endings that say what kind of drug it is
 * (bromazepam, bromazolam): those are two drugs.
 */
function isSlipOf(written: string, known: string): boolean {
  if (written[0] !== known[0]) return false
  const digits = (text: string) => text.replace(/\D/g, '')
  if (digits(written) !== digits(known)) return false
  const stem = stemOf(written)
  const knownStem = stemOf(known)
  if (stem && knownStem && stem !== knownStem) return false
  // a part that is added or left out before the same rest makes another drug: "flubromazolam", "isobutyryl"
  return !(written.length !== known.length && (isPrefixed(written, known) || isPrefixed(known, written)))
}

function isPrefixed(longer: string, shorter: string): boolean {
  return longer.length - shorter.length >= 2 && longer.endsWith(shorter)
}
