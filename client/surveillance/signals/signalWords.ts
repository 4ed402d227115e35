import type { z } from 'zod'
import { episodeIntervalDays } from '../../../server/contract/chance.ts'
import type {
  Detector,
  Signal,
  SignalDetail,
  SignalState,
  SignalTier,
  SignalVerdict,
  Stream,
} from '../../../server/contract/signal.ts'
import { joinSentence, type SentenceKind, type SignalSentence } from '../../../server/contract/signal-sentence.ts'
import type { TagColour } from '../../ui/Tag.tsx'
import { type Words, wordsFor } from '../../words/words.ts'

export const tierWords = wordsFor<SignalTier>({ notify: 'Notify', watch: 'Watch', notice: 'Notice' })
export const stateWords = wordsFor<SignalState>({
  new: 'New',
  updated: 'Updated',
  quiet: 'Quiet',
  closed: 'Closed',
  merged: 'Merged',
})
export const stateMeanings: Record<SignalState, string> = {
  new: 'Found, and seen on one night only so far.',
  updated: 'Found again on later nights: the same signal goes on.',
  quiet: 'Still open, but the last night did not find it again.',
  closed: 'Not found for two weeks (deaths and substances: four). If it comes back within 90 days it opens again.',
  merged: 'Turned out to be part of another signal, where it goes on.',
}
export const streamWords = wordsFor<z.infer<typeof Stream>>({
  deaths: 'Deaths',
  reversals: 'Reversals',
  overdoses: 'Overdoses not known to be fatal',
  toxicology: 'Substances found in deaths',
})

export const detectorWords = wordsFor<z.infer<typeof Detector>>({
  D1: 'Rise of the whole partnership (D1)',
  D2: 'Cluster in place and time (D2)',
  D6: 'More deaths than areas are used to (D6)',
  D3: 'Substances and combinations (D3)',
})

/** What a signal's records are, one and several. */
export const recordWords: Record<z.infer<typeof Stream>, { one: string; many: string }> = {
  deaths: { one: 'death', many: 'deaths' },
  reversals: { one: 'reversal', many: 'reversals' },
  overdoses: { one: 'overdose', many: 'overdoses' },
  toxicology: { one: 'death', many: 'deaths' },
}

export const verdictWords = wordsFor<SignalVerdict>({
  real: 'Real',
  explained: 'Explained',
  false: 'False',
  unknown: 'Unknown',
})
export const verdictMeanings: Record<SignalVerdict, string> = {
  real: 'Real: there was more harm than usual, or a drug that had not been here',
  explained:
    'Explained: the pattern was there, but something else made it, such as a batch of old reports or a new test',
  false: 'False: looked into, and nothing was there',
  unknown: 'Unknown: looked into, and it cannot be said',
}

export const tierMeanings: Record<SignalTier, string> = {
  notify:
    'Chance alone would make one this strong no more than about once a year, or it is the first of a watched family of drugs here. Look today.',
  watch: 'Unusual, but chance would make one like it several times a year. Keep an eye on it.',
  notice: 'Worth knowing whatever the arithmetic: for example a substance not seen here before.',
}

export const tierColours: Record<SignalTier, TagColour> = { notify: 'red', watch: 'orange', notice: 'grey' }

/**
 * How often a check says something as strong when nothing is going on; toxicology is looked at when it comes in, not night by night.
 * Where no replicate was as strong, all that is known is that it is less often.
 */
export function sayRecurrence({ recurrenceIntervalDays: days, detector, stream, pValue, evidence }: SignalDetail) {
  if (days === null) return 'How often chance brings this is not worked out: it is listed whatever the arithmetic.'
  const between = episodeIntervalDays(detector, stream, days)
  const years = between / 365.25
  const often = years >= 2 ? `${Math.round(years)} years` : `${Math.max(1, Math.round(between / 30.4))} months`
  const isOfReports = detector === 'D3' && stream === 'overdoses'
  const each = isOfReports ? 'each day of reports' : detector === 'D3' ? 'each time new toxicology is in' : 'each night'
  const isLess = evidence.exceedances === 0
  return `When nothing unusual is going on, this check still begins to find something this strong ${isLess ? 'less than' : 'about'} once in ${often} (p\u00a0${isLess ? '≤' : '='}\u00a0${tidy(pValue)} ${each}).`
}

export function tidy(value: number) {
  return Number(value.toPrecision(2)).toLocaleString('en-GB', { maximumFractionDigits: 6 })
}

/** As the sentence of a signal says it: 0.7, 2.8, 15. */
export function sayExpectedCount(expected: number) {
  if (expected > 0 && expected < 0.1) return 'under 0.1'
  return expected >= 10 || expected === 0 ? String(Math.round(expected)) : expected.toFixed(1)
}

/** "Bromazolam with pregabalin", but "Heroin with MDMA". */
export function sayTogether(names: readonly string[]) {
  return names
    .map((name, place) => (place > 0 && /^[A-Z][a-z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name))
    .join(' with ')
}

/** What pages say at a place of its own: what changed, and that a signal is no alert. */
const saidElsewhere: readonly SentenceKind[] = ['change', 'limit']

/** Of a signal's sentence what was seen, and the rest, which says how to take it. */
export function splitSentence([seen, ...others]: SignalSentence) {
  return { first: seen?.text ?? '', rest: joinSentence(others.filter(({ kind }) => !saidElsewhere.includes(kind))) }
}

const reasonWords: Words = {
  're-opened': 'it had closed and has come back',
  'tier rose': 'its tier rose',
  'new area': 'it now reaches another area',
  'new substance': 'another substance is part of it',
  'a death joined': 'a death is part of it',
}

interface ChangeOfSignal {
  casesAdded: number
  casesLeft: number
  isReopened: boolean
  reasons: readonly string[]
}

/** "2 more reversals, 1 fewer; its tier rose": what a night changed; nothing where it changed nothing. */
export function sayChange({ casesAdded, casesLeft, isReopened, reasons }: ChangeOfSignal, stream: Signal['stream']) {
  const words = recordWords[stream]
  const counts = [
    casesAdded > 0 && `${casesAdded} more ${casesAdded === 1 ? words.one : words.many}`,
    casesLeft > 0 &&
      (casesAdded > 0 ? `${casesLeft} fewer` : `${casesLeft} ${casesLeft === 1 ? words.one : words.many} fewer`),
  ].filter(Boolean)
  const said = new Set([...(isReopened ? ['re-opened'] : []), ...reasons])
  return [counts.join(', '), ...[...said].map((reason) => reasonWords[reason])].filter(Boolean).join('; ')
}
