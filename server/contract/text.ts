import { z } from 'zod'

/**
 * Signs that are never part of what somebody writes: those that turn the direction of the line (they make a text read differently from
 * what it is), control signs other than tab and line end, and halves of a pair, which no encoding can store.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/
const HALF_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
const NEVER_TEXT = new RegExp([CONTROL, DIRECTION, HALF_PAIR].map(({ source }) => source).join('|'))

/** What nearly every text is: told apart at once. */
const PLAIN_TEXT = /^[\t\n\r\u0020-\u007e\u00a0-\u024f]*$/

/** Why a text cannot be kept; undefined where it can. */
export function whyNotText(text: string): string | undefined {
  if (PLAIN_TEXT.test(text)) return undefined
  if (!NEVER_TEXT.test(text)) return undefined
  if (DIRECTION.test(text)) return 'holds a hidden sign that turns the direction of the line: write it anew'
  if (CONTROL.test(text)) return 'holds a control sign that is not text: write it anew'
  return 'holds half a sign that cannot be kept: write it anew'
}

/** Text that somebody writes, of at most so many characters. */
export function freeText(most: number) {
  return z
    .string()
    .max(most, `has at most ${most} characters`)
    .superRefine((text, context) => {
      const message = whyNotText(text)
      if (message) context.addIssue({ code: 'custom', message })
    })
}

export type NotText = { path: (string | number)[]; message: string }

/** Every text of what was sent that cannot be kept, by its path. */
export function findNotText(sent: unknown): NotText[] {
  const found: NotText[] = []
  collectNotText(sent, [], found)
  return found
}

/** One path that grows and shrinks: of fifty thousand rows hardly one has anything to tell. */
function collectNotText(sent: unknown, path: (string | number)[], found: NotText[]): void {
  if (typeof sent === 'string') {
    // longer than any field: a file, which is read by its own rules
    const message = sent.length <= 100_000 ? whyNotText(sent) : undefined
    if (message) found.push({ path: [...path], message })
    return
  }
  if (sent === null || typeof sent !== 'object') return
  const isList = Array.isArray(sent)
  for (const key in sent) {
    path.push(isList ? Number(key) : key)
    const message = isList ? undefined : whyNotText(key)
    if (message) found.push({ path: [...path], message })
    else collectNotText((sent as Record<string, unknown>)[key], path, found)
    path.pop()
  }
}

/**
 * A name in one spelling: letters composed, one kind of apostrophe and quotation mark, no blanks at its ends and one between words.
 * "St Petroc’s " and "St Petroc's" are one name.
 */
export function normaliseName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[‘’‛ʼ′`´]/g, "'")
    .replace(/[“”„‟″]/g, '"')
    .replace(/[‐‑]/g, '-')
    .replace(/[\u200b\u2060\ufeff]/g, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

/** Two names with the same key are one. */
export function nameKey(name: string): string {
  return normaliseName(name).toLowerCase()
}

/** A name of at most so many characters, kept in one spelling. */
export function nameText(most: number) {
  return freeText(most).overwrite(normaliseName).min(1, 'is empty')
}

/** As printed on a kit: one batch however it was typed. */
export function normaliseBatchNumber(written: string): string {
  return written.normalize('NFKC').replace(/\s+/gu, ' ').trim().toUpperCase()
}

/** How the texts of a record are read: what is entered may hold no hidden sign and has names in one spelling; what is stored stands as it is. */
export const enteredText: TextOf = { text: freeText, name: (most) => freeText(most).overwrite(normaliseName) }
export const storedText: TextOf = { text: (most) => z.string().max(most), name: (most) => z.string().max(most) }
export type TextOf = { text: (most: number) => z.ZodString; name: (most: number) => z.ZodString }
