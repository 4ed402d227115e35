import type { Day } from '../../server/contract/day.ts'
import { dayInWords } from '../day.ts'

export function DayText({ day }: { day: Day | null }) {
  return day ? <time dateTime={day}>{dayInWords(day)}</time> : <>not known</>
}
