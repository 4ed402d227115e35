import type { AgencyRequestQuery, RequestStanding } from '../../../server/contract/agency-request.ts'
import type { TagColour } from '../../ui/Tag.tsx'
import { wordsFor } from '../../words/words.ts'

export const standingWords = wordsFor<RequestStanding>({
  open: 'Asked',
  due_soon: 'Due soon',
  overdue: 'Overdue: remind them',
  escalate: 'Long overdue: take it to their manager',
  answered: 'Answered',
  withdrawn: 'Withdrawn',
})

export const standingColours: Record<RequestStanding, TagColour> = {
  open: 'blue',
  due_soon: 'yellow',
  overdue: 'orange',
  escalate: 'red',
  answered: 'green',
  withdrawn: 'grey',
}

export const showWords = wordsFor<AgencyRequestQuery['show']>({
  open: 'Not answered',
  late: 'Overdue',
  all: 'All',
})
