import type { z } from 'zod'
import type { Detector, Signal, SignalState, SignalTier, SignalVerdict, Stream } from '../../server/contract/signal.ts'
import type { TagColour } from '../ui/Tag.tsx'
import { wordsFor } from '../words.ts'

export const tierWords = wordsFor<SignalTier>({ notify: 'Notify', watch: 'Watch', notice: 'Notice' })
export const stateWords = wordsFor<SignalState>({
  new: 'New',
  updated: 'Updated',
  quiet: 'Quiet',
  closed: 'Closed',
  merged: 'Merged',
})
export const streamWords = wordsFor<z.infer<typeof Stream>>({
  deaths: 'Deaths',
  reversals: 'Reversals',
  overdoses: 'Overdoses not known to be fatal',
  toxicology: 'Substances found in deaths',
})

export const detectorWords = wordsFor<z.infer<typeof Detector>>({
  D1: 'Rise everywhere (D1)',
  D2: 'Place and time (D2)',
  D3: 'Substances (D3)',
})

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
  notify: 'Chance alone would make one this strong no more than about once a year. Look today.',
  watch: 'Unusual, but chance would make one like it several times a year. Keep an eye on it.',
  notice: 'Worth knowing whatever the arithmetic: for example a substance not seen here before.',
}

export const tierColours: Record<SignalTier, TagColour> = { notify: 'red', watch: 'orange', notice: 'grey' }

/** A recurrence interval as a person would say it. */
export function sayRecurrence(days: number | null) {
  if (days === null) return 'No recurrence interval: this kind of signal is not judged by chance.'
  const years = days / 365.25
  const often = years >= 2 ? `${Math.round(years)} years` : `${Math.round(days)} days`
  return `If nothing unusual were happening, chance alone would make a signal this strong about once in ${often}.`
}

/** A p value as a person would say it. */
export function sayChance({ pValue }: Pick<Signal, 'pValue'>) {
  const odds = Math.round(1 / pValue)
  return odds >= 2
    ? `In about 1 of ${odds.toLocaleString('en-GB')} nights with no real cluster, chance would make one as strong (p = ${tidy(pValue)}).`
    : `Chance alone often makes one as strong (p = ${tidy(pValue)}).`
}

export function tidy(value: number) {
  return Number(value.toPrecision(2)).toLocaleString('en-GB', { maximumFractionDigits: 6 })
}

/** The first sentence of a signal, which says what was seen, and the rest, which says how to take it. */
export function splitSentence(sentence: string) {
  const [, first = sentence, rest = ''] = /^(.+?[.!?])\s+(?=[A-Z0-9])(.*)$/s.exec(sentence) ?? []
  return { first, rest }
}
