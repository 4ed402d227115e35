import { z } from 'zod'

/**
 * What a part of a signal's sentence speaks of:
 * - seen: what was seen, and what would be expected; always first
 * - chance: how often chance alone would do it, or why that is not asked
 * - days: how much of it is of the last days
 * - late: what is still to come, of reports and of toxicology
 * - deaths: deaths of the same days in the same areas
 * - source: what else may explain it, of those who reported it: how many, how much at once, new, with a habit
 * - usual: what is usual there may explain it
 * - basis: on what it rests that is no finding of a laboratory
 * - local: whether it lies together
 * - other check: what another check says of the same
 * - change: what is new since the last version
 * - reach: areas that it did not reach before
 * - feed: a feed that is silent, or sent a bulk
 * - limit: what it does not say
 * - text: of a version from before parts were kept, what could not be told apart
 */
export const SentenceKind = z.enum([
  ...['seen', 'chance', 'days', 'late', 'deaths', 'source', 'usual', 'basis', 'local'],
  ...['other check', 'change', 'reach', 'feed', 'limit', 'text'],
] as const)
export type SentenceKind = z.infer<typeof SentenceKind>

export const SentencePart = z.strictObject({ kind: SentenceKind, text: z.string().min(1) })
export type SentencePart = z.infer<typeof SentencePart>

/** What a signal says in plain English, in whole sentences, in parts, so that a page can say each at its place. */
export const SignalSentence = z.array(SentencePart).min(1)
export type SignalSentence = z.infer<typeof SignalSentence>

/** The whole sentence as one text, as files and tooltips carry it. */
export function joinSentence(sentence: readonly SentencePart[]): string {
  return sentence.map(({ text }) => text).join(' ')
}
