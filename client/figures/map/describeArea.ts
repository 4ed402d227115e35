import type { AreaRow } from '../../../server/contract/map.ts'
import { countInWords } from '../../ui/CountText.tsx'
import { changeOf, isUnreliable } from './classes.ts'

/** `31 (95% interval 12 to 64) per 100,000 a year`, or why there is no rate. */
export function sayRate({
  ratePer100k,
  rateInterval,
  rateNote,
}: Pick<AreaRow, 'ratePer100k' | 'rateInterval' | 'rateNote'>) {
  if (ratePer100k === null) return rateNote?.replace(/^no rate: /, '') ?? 'no rate'
  const interval = rateInterval ? ` (${Math.round(rateInterval.low)} to ${Math.round(rateInterval.high)})` : ''
  return `${ratePer100k < 10 ? ratePer100k.toFixed(1) : Math.round(ratePer100k)}${interval}`
}

/** `1.8 (95% interval 1.2 to 2.6)`, or why there is none. */
export function sayRatio({ ratio, ratioInterval, ratioNote }: Pick<AreaRow, 'ratio' | 'ratioInterval' | 'ratioNote'>) {
  if (ratio === null) return ratioNote?.replace(/^no ratio: /, '') ?? 'none'
  const interval = ratioInterval ? ` (${ratioInterval.low.toFixed(1)} to ${ratioInterval.high.toFixed(1)})` : ''
  return `${ratio.toFixed(1)}${interval}`
}

/** `+3`, `−2`, `0`; a dash where either number is hidden or not known. */
export function sayAreaChange(row: Pick<AreaRow, 'events' | 'eventsBefore'>) {
  const change = changeOf(row)
  if (change === null) return '–'
  return `${change > 0 ? '+' : change < 0 ? '−' : ''}${Math.abs(change).toLocaleString('en-GB')}`
}

/** A tooltip as nodes: names come from files, so they are never read as HTML. */
export function describeRow(row: AreaRow | undefined) {
  const box = document.createElement('div')
  if (!row) return box
  const name = document.createElement('strong')
  name.textContent = row.name
  box.append(name)
  for (const said of linesOf(row)) {
    const line = document.createElement('div')
    line.textContent = said
    box.append(line)
  }
  return box
}

function linesOf(row: AreaRow): string[] {
  return [
    `Events: ${countInWords(row.events)}`,
    row.eventsBefore === null ? [] : `The period before: ${countInWords(row.eventsBefore)} (${sayAreaChange(row)})`,
    row.ratePer100k === null ? `No rate: ${sayRate(row)}` : `Per 100,000 a year: ${sayRate(row)}`,
    row.ratio === null ? [] : `Times what its residents lead one to expect: ${sayRatio(row)}`,
    isUnreliable(row) ? `This rate is ${row.rateNote}.` : [],
  ].flat()
}
