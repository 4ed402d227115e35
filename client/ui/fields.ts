import type { Words } from '../words/words.ts'

/** What stands in the fields of a form, by path. Every value is a text until it is sent. */
export type Answers = Readonly<Record<string, string>>

/** What is said of a field, of a record or of a small form, as data. */
export interface AskedField {
  path: string
  label: string
  hint?: string
  words?: Words
  /** what choosing nothing is called */
  noneLabel?: string
  /** what stands there before anybody has written anything */
  initial?: string
}

/** "is under 18": one sentence with the label; beside a question it is an answer. */
export function together(label: string, message: string) {
  if (label.endsWith('?')) return `${label} ${message[0]?.toUpperCase()}${message.slice(1)}`
  return /^(is|has|was|must|cannot|holds|ends|names) /.test(message) ? `${label} ${message}` : `${label}: ${message}`
}

/** What stands in the three boxes of a day, as the contract writes it: "2026-3-7" → "2026-03-07". */
export function wholeDay(written: string) {
  return written
    .split('-')
    .map((part, position) => (part === '' ? part : part.padStart(position === 0 ? 4 : 2, '0')))
    .join('-')
}
