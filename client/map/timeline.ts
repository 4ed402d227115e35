import { Timeline } from '../../server/contract/map.ts'
import { useAnswer } from '../answers.ts'
import { dayInWords } from '../day.ts'

export function useTimeline(events: string, substance: string | undefined) {
  return useAnswer(Timeline, '/map/timeline', { events, substance })
}

/** "in January 2015", as exactly as the steps of the timeline tell; undefined while nothing is recorded. */
export function useRecordsBegin(events: string, substance: string | undefined) {
  const timeline = useTimeline(events, substance).data
  const first = timeline?.steps[0]?.firstDay
  if (!timeline || !first) return undefined
  return timeline.step === 'week'
    ? `in the week of ${dayInWords(first)}`
    : `in ${dayInWords(first).replace(/^\d+ /, '')}`
}
