/** A text cut into words, with what stood before each: the ground on which names of substances are looked for. */

export type Word = {
  /** Lower case, without accents: `α` is alpha, `Clonazépam` is clonazepam. */
  text: string
  from: number
  to: number
  /** What stands between this word and the one before it. */
  gap: Gap
}

/** `joined` by a hyphen or by nothing, `space`, or a mark that ends a name: a comma, a slash, a bracket, the end of a sentence. */
export type Gap = 'start' | 'joined' | 'space' | ',' | '/' | '(' | ';'

const GREEK: Readonly<Record<string, string>> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ω: 'omega',
  µ: 'u',
  μ: 'u',
}
const APOSTROPHES = /['’‘ʼ`´]/g
const DASHES = /[‐‑‒–—−]/g

/** The same letters in one form and of the same length, so that a place in the result is a place in the text. */
export function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(DASHES, '-')
    .replace(/[\u00a0\u2007\u202f\u200b]/g, ' ')
}

/** Of a text that has gone through `plain`. */
export function toWords(text: string): Word[] {
  const words: Word[] = []
  let end = 0
  for (const match of text.matchAll(/[\p{L}\p{N}]+(?:['’‘ʼ`´][\p{L}]+)*/gu)) {
    const from = match.index
    const to = from + match[0].length
    const gap = gapOf(text, end, from, words.length === 0)
    end = to
    // "Diazepam10mg": the name ends where its amount begins
    const amount = /^(\p{L}{4,})(\d+(?:mg|mcg|ug|ml|g))$/iu.exec(match[0])
    if (!amount) {
      words.push({ text: fold(match[0]), from, to, gap })
      continue
    }
    const middle = from + (amount[1] as string).length
    words.push({ text: fold(amount[1] as string), from, to: middle, gap })
    words.push({ text: fold(amount[2] as string), from: middle, to, gap: 'space' })
  }
  return words
}

export function fold(word: string): string {
  if (/^[A-Za-z0-9]+$/.test(word)) return word.toLowerCase()
  return word
    .toLowerCase()
    .replace(APOSTROPHES, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[αβγδωµμ]/g, (letter) => GREEK[letter] ?? letter)
}

function gapOf(text: string, end: number, from: number, isFirst: boolean): Gap {
  if (isFirst) return 'start'
  const between = text.slice(end, from)
  if (/^-?$/.test(between)) return 'joined'
  // "1,1-difluoroethane", "N,N-dimethyltryptamine", "0.5": a mark without a space between figures or single letters is part of the name
  if (/^[,.'-]+$/.test(between) && isLocant(text.slice(0, end)) && /^[0-9A-Za-z]'?(?![A-Za-z])/.test(text.slice(from)))
    return 'joined'
  if (/[;\n\r:|•.!?]/.test(between)) return ';'
  if (/[()[\]{}]/.test(between)) return '('
  if (/[/\\+&]/.test(between)) return '/'
  if (between.includes(',')) return ','
  // "heroin - cocaine": a dash between spaces parts, a hyphen joins
  if (/^\s+-+\s+$/.test(between)) return ';'
  return between.includes('-') ? 'joined' : 'space'
}

function isLocant(before: string): boolean {
  return /(^|[^A-Za-z0-9])[0-9A-Za-z]{1,2}$/.test(before)
}

/** One spelling for one name: words in lower case, one blank between. */
export function keyOf(name: string): string {
  return toWords(plain(name))
    .map((word) => word.text)
    .join(' ')
}
