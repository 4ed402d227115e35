import type { SubstanceNames } from './names.ts'
import { isAmount, isNeutral } from './neutral-words.ts'
import { stemOf } from './other-drugs.ts'
import { type CellSubstance, isBeginningOfName, remembered } from './read-cell.ts'
import { plain, toWords, type Word } from './words.ts'

/** The substances that a text of sentences names, such as a cause of death. */

export type Mention = {
  /** Null: a drug by its name, and not one of the tree ("benzyl fentanyl" where the tree has fentanyl only). */
  code: string | null
  /** As it stands in the text. */
  written: string
  /** "no heroin", "PCP neg": named, but as absent. */
  isDenied: boolean
  /** "probable heroin toxicity", "?heroin". */
  isUncertain: boolean
}

/** Files run words together: "ofheroin", "heroinand", "acuteethanol". */
const GLUED_BEFORE = ['of', 'and', 'acute', 'including', 'with', 'from', 'the', 'combined']
const GLUED_AFTER = ['and', 'with', 'toxicity', 'intoxication']

/** Words after a drug that make a condition of it: "alcohol dependence" is no finding of alcohol. */
const CONDITION_AFTER =
  /^(?:dependence|dependency|dependent|withdrawal|use disorder|abuse disorder|misuse disorder|resistant|deficiency|(?:related |induced |associated )?(?:liver|hepatitis|cirrhosis|steatosis|pancreatitis|cardiomyopathy|ketoacidosis|pneumonia)|pneumonia|allergy|intolerance|induced diabetes)/
const HISTORY_BEFORE =
  /(?:^| )(?:history of|hx of|h o|known|previous|past|former|family history of)(?: (?:iv|intravenous|chronic|prior))?$/

export function findMentions(text: string, names: SubstanceNames): readonly Mention[] {
  return remembered(mentioned, names, text, () => mentionsIn(text, names))
}

const mentioned = new WeakMap<SubstanceNames, Map<string, readonly Mention[]>>()

function mentionsIn(text: string, names: SubstanceNames): Mention[] {
  const flat = plain(text)
  const words = toWords(flat).flatMap((word, at, all) => unglue(word, all[at + 1], flat, names))
  const matches = names.scan(words, true)
  const mentions: (Mention & { from: number; to: number })[] = []
  for (let at = 0; at < words.length; at++) {
    const match = matches.find(({ from }) => from === at)
    const word = words[at] as Word
    if (!match) {
      // an unknown word with the ending of a drug is a drug: the new ones are the unknown ones
      if (
        stemOf(word.text) &&
        !isNeutral(word.text) &&
        word.text.length >= 7 &&
        !matches.some(({ from, to }) => from <= at && at < to)
      )
        push(null, unknownFrom(words, at, mentions.at(-1)?.to ?? 0), at + 1)
      continue
    }
    if (isCondition(words, match.from, match.to)) {
      at = match.to - 1
      continue
    }
    const from = unknownFrom(words, match.from, mentions.at(-1)?.to ?? 0)
    const isJoinedToUnknown = isUnknownAfter(
      words,
      match.to,
      matches.some((next) => next.from === match.to),
    )
    const to = isJoinedToUnknown ? match.to + 1 : match.to
    push(from < match.from || isJoinedToUnknown ? null : match.code, from, to)
    at = to - 1
  }
  return mentions.map(({ code, written, isDenied, isUncertain }) => ({ code, written, isDenied, isUncertain }))

  function push(code: string | null, from: number, to: number) {
    const last = mentions.at(-1)
    const continuesDenial = Boolean(
      last?.isDenied && last.to === from - 1 && /^(or|nor)$/.test(words[from - 1]?.text ?? ''),
    )
    const isDenied = continuesDenial || isDeniedAt(words, from, to)
    const written = flat.slice((words[from] as Word).from, (words[to - 1] as Word).to)
    mentions.push({ code, written, isDenied, isUncertain: isUncertainAt(flat, words, from, to), from, to })
  }
}

/** The substances of a cause of death, each once; one that is named as absent is negative, one not in the tree is kept. */
export function readCause(text: string, names: SubstanceNames): CellSubstance[] {
  return remembered(causes, names, text, () => readText(text, names)).map((one) => ({ ...one }))
}

const causes = new WeakMap<SubstanceNames, Map<string, CellSubstance[]>>()

function readText(text: string, names: SubstanceNames): CellSubstance[] {
  const found = new Map<string, CellSubstance>()
  for (const { code, written, isDenied, isUncertain } of findMentions(text, names)) {
    const name = code ? names.nameOf(code) : written.slice(0, 120)
    const key = `${code ?? name.toLowerCase()} ${isDenied}`
    const before = found.get(key)
    if (before) {
      before.isUncertain &&= isUncertain
      continue
    }
    found.set(key, {
      code,
      written: written.slice(0, 200),
      name,
      role: isDenied ? 'not_detected' : null,
      prescribed: 'unknown',
      isUncertain,
      isNegative: isDenied,
      near: code ? [] : names.nearest(name),
    })
  }
  return withoutImplied([...found.values()], names)
}

/** A group that the text names beside one of its drugs adds nothing: "opioid toxicity (heroin)". */
function withoutImplied(substances: CellSubstance[], names: SubstanceNames): CellSubstance[] {
  return substances.filter(
    ({ code, isNegative }) =>
      code === null ||
      isNegative ||
      !substances.some((other) => other.code !== null && !other.isNegative && names.isImplied(code, other.code)),
  )
}

/** Words that a file has run together, parted: "ofheroin", "andpara-fluorofentanyl", "HemorrhageAcute". */
function unglue(word: Word, next: Word | undefined, text: string, names: SubstanceNames): Word[] {
  if (names.isName(word.text)) return [word]
  for (const glue of GLUED_BEFORE) {
    if (!word.text.startsWith(glue) || word.text.length === glue.length) continue
    const rest = word.text.slice(glue.length)
    const isName = rest.length > 3 && names.isName(rest)
    if (isName || (next?.gap === 'joined' && names.isBeginning(rest) && !names.isBeginning(word.text)))
      return part(word, glue.length)
  }
  for (const glue of GLUED_AFTER) {
    if (word.text.endsWith(glue) && names.isName(word.text.slice(0, -glue.length)))
      return part(word, word.text.length - glue.length)
  }
  const capital = /^\p{L}\p{Ll}{3,}(?=\p{Lu}\p{Ll}{2,})/u.exec(text.slice(word.from, word.to))
  return capital && capital[0].length < word.text.length ? part(word, capital[0].length) : [word]
}

function part(word: Word, at: number): Word[] {
  const middle = word.from + at
  return [
    { ...word, text: word.text.slice(0, at), to: middle },
    { text: word.text.slice(at), from: middle, to: word.to, gap: 'space' },
  ]
}

/** Where the name begins: unknown words directly before a known drug belong to it, three at most. */
function unknownFrom(words: readonly Word[], at: number, notBefore: number): number {
  let from = at
  while (from > notBefore && at - from < 3) {
    const gap = words[from]?.gap
    const before = words[from - 1] as Word
    if (gap !== 'space' && gap !== 'joined') break
    if (gap === 'joined' ? isNeutralJoined(before.text) : !isBeginningOfName(before.text) && isNeutral(before.text))
      break
    // "2 fentanyl" in a certificate is its second part
    if (gap === 'space' && (isAmount(before.text) || before.text.length === 1)) break
    from--
  }
  return from
}

/** Joined by a hyphen only a word of every day leaves the name what it is: "non-prescribed", never "4-", "n-" or "para-". */
function isNeutralJoined(word: string): boolean {
  return word.length >= 3 && isNeutral(word) && !isAmount(word) && !isBeginningOfName(word)
}

function isUnknownAfter(words: readonly Word[], to: number, isKnown: boolean): boolean {
  const after = words[to]
  if (!after || isKnown || after.gap !== 'joined') return false
  return !isNeutral(after.text) && !/^(laced|containing|based|like|type|positive|free)$/.test(after.text)
}

function isCondition(words: readonly Word[], from: number, to: number): boolean {
  const after = textOf(words, to, to + 3)
  const next = words[to]
  if (next && next.gap !== ',' && next.gap !== ';' && next.gap !== '(' && CONDITION_AFTER.test(after)) return true
  return HISTORY_BEFORE.test(textOf(words, Math.max(0, from - 4), from))
}

function isDeniedAt(words: readonly Word[], from: number, to: number): boolean {
  const before = textOf(words, Math.max(0, from - 2), from)
  const after = textOf(words, to, to + 2)
  return (
    /(^| )(no|not|non|without|denies|negative for|neg for|excluding|absence of)$/.test(before) ||
    /(^| )(no|without) (evidence|traces?|signs?|detectable|detection)( amounts?| levels?)?( of)?$/.test(
      textOf(words, Math.max(0, from - 4), from),
    ) ||
    /^(neg|negative|absent|not detected|not found)\b/.test(after)
  )
}

function isUncertainAt(text: string, words: readonly Word[], from: number, to: number): boolean {
  const before = textOf(words, Math.max(0, from - 2), from)
  if (/(^| )(possible|possibly|probable|probably|suspected|presumed|likely|query|apparent)( acute)?$/.test(before))
    return true
  const start = (words[from] as Word).from
  const end = (words[to - 1] as Word).to
  return /\?\s?$/.test(text.slice(0, start)) || /^\s?\?/.test(text.slice(end))
}

function textOf(words: readonly Word[], from: number, to: number): string {
  return words
    .slice(from, to)
    .map((word) => word.text)
    .join(' ')
}
