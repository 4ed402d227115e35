import { type Day, type DayPrecision, partialText } from '../../server/contract/day.ts'
import { partialInWords } from '../words/partialDay.ts'

interface DayTextProps {
  day: Day | null
  /** how well it is known; an expiry printed as a month is its last day */
  precision?: DayPrecision
}

export function DayText({ day, precision = 'day' }: DayTextProps) {
  if (!day) return <>not known</>
  const partial = partialText(day, precision)
  return <time dateTime={partial}>{partialInWords(partial)}</time>
}
