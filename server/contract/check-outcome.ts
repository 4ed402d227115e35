import { z } from 'zod'

/**
 * What a part of a check's outcome speaks of:
 * - found: what it found, and how many
 * - quiet: nothing unusual in what it judged
 * - too little: not enough data to judge, and how much is needed
 * - nothing new: nothing came in since the last night, so that there was nothing to judge
 * - usual numbers: that stating what is usual would help
 * - advice: what else would help
 * - blind: what of the watch-list is not looked for, and cannot be judged
 * - delay: what of the delays is not as it was, or not as in other feeds
 * - left out: how many records it could not look at
 * - text: of a night from before parts were kept, what could not be told apart
 */
export const OutcomeKind = z.enum([
  ...['found', 'quiet', 'too little', 'nothing new', 'usual numbers', 'advice', 'blind', 'delay', 'left out', 'text'],
] as const)
export type OutcomeKind = z.infer<typeof OutcomeKind>

const OutcomePart = z.strictObject({
  kind: OutcomeKind,
  text: z.string().min(1),
  /** of what was found, or left out */
  count: z.int().positive().optional(),
})
export type OutcomePart = z.infer<typeof OutcomePart>

const JUDGED = 'judged: '

/** Nights from before parts were kept hold one text. */
const EARLIER: readonly [OutcomeKind, RegExp][] = [
  ['quiet', /^judged: nothing unusual/],
  ['found', /^judged: /],
  ['too little', /^not enough data to judge/],
  ['nothing new', /^no new /],
  ['usual numbers', /^stating the usual yearly number/],
  ['advice', /^record(ing the day|ing places| their panel)/],
  ['blind', /^of the watch-list .* cannot be judged$/],
  ['left out', /^\d+ deaths? (is|are) left out/],
  ['delay', /^(reports have become quicker|“.*” comes in lists)/],
]
const AFTER_A_PART = /; (?=stating the usual|recording |record their |of the watch-list |\d+ deaths? |reports have |“)/

function partOfText(text: string): OutcomePart {
  const kind = EARLIER.find(([, says]) => says.test(text))?.[0] ?? 'text'
  const isCounted = kind === 'found' || kind === 'left out'
  return {
    kind,
    text: kind === 'found' || kind === 'quiet' ? text.slice(JUDGED.length) : text,
    ...(isCounted ? { count: Number(/\d+/.exec(text)?.[0] ?? 1) } : {}),
  }
}

/** What a check could say of its night, in parts, so that a page takes no prose apart. */
export const CheckOutcome = z.preprocess(
  (kept) => (typeof kept === 'string' ? kept.split(AFTER_A_PART).map(partOfText) : kept),
  z.array(OutcomePart).min(1),
)
export type CheckOutcome = z.infer<typeof CheckOutcome>

/** The whole outcome as one text, as files and the command line carry it. */
export function joinOutcome(outcome: CheckOutcome): string {
  return outcome.map(({ kind, text }) => (kind === 'found' || kind === 'quiet' ? `${JUDGED}${text}` : text)).join('; ')
}
