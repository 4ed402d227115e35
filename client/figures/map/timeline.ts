import type { AskedRole } from '../../../server/contract/filters.ts'
import { Timeline } from '../../../server/contract/map.ts'
import { useAnswer } from '../../api/answers.ts'
import { dayInWords } from '../../words/day.ts'

/** Which events are shown: of the address, what the timeline asks for. */
export type Narrowed = {
  events: string
  substance: string | undefined
  role: AskedRole | undefined
  asKnownOn: string | undefined
}

/** All that the events by area are asked with. */
export type EventsShown = Narrowed & {
  from: string
  to: string
  areaKind: string | undefined
  place: 'found' | 'residence' | undefined
  compare?: 'before' | undefined
}

export function useTimeline({ events, substance, role, asKnownOn }: Narrowed) {
  return useAnswer(Timeline, '/map/timeline', { events, substance, role, asKnownOn })
}

/** "in January 2015", as exactly as the steps of the timeline tell; undefined while nothing is recorded. */
export function useRecordsBegin(narrowed: Narrowed) {
  const timeline = useTimeline(narrowed).data
  const first = timeline?.steps[0]?.firstDay
  if (!timeline || !first) return undefined
  return timeline.step === 'week'
    ? `in the week of ${dayInWords(first)}`
    : `in ${dayInWords(first).replace(/^\d+ /, '')}`
}
