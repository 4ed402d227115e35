import type { Nowcast, NowcastLag, NowcastMonth } from '../../../server/contract/nowcast.ts'
import { countInWords } from '../../ui/CountText.tsx'
import { monthInWords } from '../../words/day.ts'

export const measureWords = { deaths: 'Deaths known', toxicology: 'Deaths with toxicology complete' }

const nouns = {
  deaths: { one: 'death is known', many: 'deaths are known' },
  toxicology: { one: 'death has its toxicology complete', many: 'deaths have their toxicology complete' },
}

/** The latest month that something can be said of, and which months are still coming in. An unfinished month is never called a fall. */
export function sayMonths({ months, measure, delay }: Nowcast) {
  const sentences: string[] = []
  const latest = months.findLast(({ estimate }) => estimate)
  if (latest?.estimate) {
    const { observed, estimate } = latest
    const known = `Of ${monthInWords(latest.month)}, ${countInWords(observed)} ${nouns[measure][observed === 1 ? 'one' : 'many']} so far`
    sentences.push(
      latest.isSettled
        ? `${known}, and hardly any more will be.`
        : `${known}; in the end there will very likely be ${sayBand(estimate.band95)} (95\u00a0% band; expected: ${sayExpected(estimate.expected)}).`,
    )
  }
  const early = months.filter(({ isOver, isComplete, estimate }) => isOver && !isComplete && !estimate)
  if (early.length > 0)
    sentences.push(
      delay
        ? `Of ${sayList(early.map(({ month }) => monthInWords(month)))} too little is known for an estimate.`
        : 'How long they take to become known is not known here, so the last six months are marked as still coming in.',
    )
  const unfinished = months.find(({ isOver }) => !isOver)
  if (unfinished) sentences.push(`${monthInWords(unfinished.month)} is not over.`)
  return sentences.join(' ')
}

export function describeMonth({ month, observed, shareKnown, estimate, isOver, isSettled }: NowcastMonth) {
  const known = `${monthInWords(month)}: ${countInWords(observed)} known`
  if (!isOver) return `${known}; the month is not over`
  if (isSettled) return known
  const share = shareKnown === null ? '' : ` (about ${sayPercent(shareKnown)} of what is to come)`
  if (!estimate) return `${known}${share}; more will become known`
  return `${known}${share}; expected in the end ${sayExpected(estimate.expected)}, 95\u00a0% band ${sayBand(estimate.band95)}`
}

export function sayBand({ low, high }: { low: number; high: number }) {
  return low === high ? String(low) : `${low} to ${high}`
}

export function sayExpected(expected: number) {
  return expected.toLocaleString('en-GB', { maximumFractionDigits: 1 })
}

export function sayPercent(share: number) {
  const percent = Math.round(share * 100)
  return percent === 100 && share < 1 ? 'over 99\u00a0%' : `${percent}\u00a0%`
}

/** +0.31, −0.12, 0.00 */
export function sayBias(bias: number) {
  const size = Math.abs(bias).toFixed(2)
  if (Number(size) === 0) return size
  return `${bias > 0 ? '+' : '−'}${size}`
}

/** What the estimates of earlier month ends were worth. */
export function sayBacktest(lags: readonly NowcastLag[]) {
  const sum = (of: 'estimates' | 'within90' | 'observed' | 'expected' | 'final') =>
    lags.reduce((total, lag) => total + lag[of], 0)
  const estimates = sum('estimates')
  if (estimates === 0) return 'No month that was still coming in has been followed to its end yet.'
  return (
    `Of ${estimates} estimates that would have been made at earlier month ends, of months that are complete by now, ` +
    `${sayPercent(sum('within90') / estimates)} had the final number within their 90\u00a0% band. ` +
    `Together they came to ${sayDifference(sum('expected'), sum('final'))} the final numbers; what was known at the time, to ${sayDifference(sum('observed'), sum('final'))} them.`
  )
}

function sayDifference(estimated: number, final: number) {
  const difference = final === 0 ? 0 : estimated / final - 1
  if (Math.abs(difference) < 0.005) return 'the same as'
  return `${Math.round(Math.abs(difference) * 100)}\u00a0% ${difference > 0 ? 'above' : 'below'}`
}

function sayList(names: readonly string[]) {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
