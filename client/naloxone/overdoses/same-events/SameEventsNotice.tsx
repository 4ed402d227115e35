import { Link } from '@tanstack/react-router'
import { SameEventPage } from '../../../../server/contract/same-event.ts'
import { useAnswer } from '../../../api/answers.ts'
import { usePartnership } from '../../../api/partnership.ts'

interface SameEventsNoticeProps {
  /** left out, pairs of all reports */
  importId?: string
}

/** Leads to the open pairs, where there are any. */
export function SameEventsNotice({ importId }: SameEventsNoticeProps) {
  const { slug: partnership } = usePartnership()
  const total = useAnswer(SameEventPage, '/same-events', { import: importId, limit: '1' }).data?.total ?? 0
  if (total === 0) return null
  const pairs = total === 1 ? '1 pair of reports' : `${total.toLocaleString('en-GB')} pairs of reports`
  return (
    <p className="govuk-inset-text">
      {pairs} may be of one overdose{importId ? ' with what this import added' : ''}, and{' '}
      {total === 1 ? 'counts' : 'count'} twice until somebody says so:{' '}
      <Link
        to="/$partnership/same-events"
        params={{ partnership }}
        search={{ import: importId }}
        className="govuk-link"
      >
        look at possible reports of one event
      </Link>
      .
    </p>
  )
}

/** The way to the reports that may be of one event. */
export function SameEventsLink() {
  const { slug: partnership } = usePartnership()
  return (
    <Link to="/$partnership/same-events" params={{ partnership }} className="govuk-link">
      Possible reports of one event
    </Link>
  )
}
