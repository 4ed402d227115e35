import type { AreaRow } from '../../../server/contract/map.ts'
import { countInWords } from '../../ui/CountText.tsx'
import { isUnreliable } from './classes.ts'

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

/** A tooltip as nodes: names come from files, so they are never read as HTML. */
export function describeArea(row: AreaRow) {
  const box = document.createElement('div')
  const name = document.createElement('strong')
  name.textContent = row.name
  const count = document.createElement('div')
  count.textContent = `Events: ${countInWords(row.events)}`
  const rate = document.createElement('div')
  rate.textContent = row.ratePer100k === null ? `No rate: ${sayRate(row)}` : `Per 100,000 a year: ${sayRate(row)}`
  box.append(name, count, rate)
  if (isUnreliable(row)) {
    const note = document.createElement('div')
    note.textContent = `This rate is ${row.rateNote}.`
    box.append(note)
  }
  return box
}
