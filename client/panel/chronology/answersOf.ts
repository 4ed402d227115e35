import type { Entry } from '../../../server/contract/chronology.ts'
import { partialText } from '../../../server/contract/day.ts'

/** The answers of a form, of an entry that is there. */
export function answersOf(entry: Entry) {
  return Object.fromEntries(
    Object.entries({
      ...entry,
      fromDay: partialText(entry.fromDay, entry.fromPrecision),
      toDay: entry.toDay && partialText(entry.toDay, entry.toPrecision ?? 'day'),
      isWithdrawn: entry.isWithdrawn ? 'yes' : 'no',
      changeReason: '',
    }).flatMap(([path, value]) => (value === null ? [] : [[path, String(value)]])),
  )
}
