import type { AgreementStanding } from '../contract/agreement-standing.ts'
import type { Day } from '../contract/day.ts'
import { addDays, dayInWords } from '../day.ts'

/** First and last day of an agreement, both in force. */
export type Span = { startsOn: Day; endsOn: Day }

/** A month before the end, however long the month: everybody whom it concerns is warned from then on. */
const WARNING_DAYS = 31

/** How all the agreements of an agency leave it on a day of the partnership. */
export function standingOn(today: Day, spans: readonly Span[]): AgreementStanding {
  // one that was ended before it began never was
  const agreed = spans.filter(({ startsOn, endsOn }) => endsOn >= startsOn)
  const begun = agreed.filter(({ startsOn }) => startsOn <= today)
  const latest = begun
    .map(({ endsOn }) => endsOn)
    .sort()
    .at(-1)
  if (latest !== undefined && latest >= today) {
    const endsOn = followedBy(agreed, latest)
    return { state: endsOn <= addDays(today, WARNING_DAYS) ? 'ends_soon' : 'in_force', endsOn, beginsOn: null }
  }
  const beginsOn = agreed.flatMap(({ startsOn }) => (startsOn > today ? [startsOn] : [])).sort()[0] ?? null
  if (latest !== undefined) return { state: 'ended', endsOn: latest, beginsOn }
  return { state: beginsOn ? 'not_begun' : 'none', endsOn: null, beginsOn }
}

/** The end of a row of agreements in which each begins by the day after the one before. */
function followedBy(agreed: readonly Span[], endsOn: Day): Day {
  const next = agreed.find((span) => span.startsOn <= addDays(endsOn, 1) && span.endsOn > endsOn)
  return next ? followedBy(agreed, next.endsOn) : endsOn
}

/** What somebody of an agency, or its key, is told once its agreement has ended. */
export function sayEnded({ endsOn, beginsOn }: AgreementStanding, whose: 'your agency' | 'the agency of this key') {
  return {
    type: 'urn:vigil:agreement-ended',
    title: `The sharing agreement of ${whose} ended${endsOn ? ` on ${dayInWords(endsOn)}` : ''}.`,
    detail: [
      beginsOn && `The next one begins on ${dayInWords(beginsOn)}.`,
      'Until there is one in force nothing can be read or recorded. Ask the information governance lead of the partnership.',
    ]
      .filter(Boolean)
      .join(' '),
  }
}
