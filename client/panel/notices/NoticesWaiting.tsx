import { Link } from '@tanstack/react-router'
import { DeathNoticePage } from '../../../server/contract/death-notice.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { plural } from '../../words/words.ts'

/** On the first page: how many first notices wait, and the oldest. */
export function NoticesWaiting() {
  const { slug: partnership } = usePartnership()
  const page = useAnswer(DeathNoticePage, '/notices', { state: 'waiting', limit: '1' }).data
  if (!page || page.waiting === 0) return null
  return (
    <p className="govuk-inset-text">
      {plural(page.waiting, 'first notice')} of a death {page.waiting === 1 ? 'waits' : 'wait'}, the oldest{' '}
      {sayAge(page.oldestDays ?? 0)}. Until it is accepted a notice counts nowhere:{' '}
      <Link to="/$partnership/first-notices" params={{ partnership }} className="govuk-link">
        look at the inbox
      </Link>
      .
    </p>
  )
}

export function sayAge(days: number) {
  return days === 0 ? 'since today' : `for ${plural(days, 'day')}`
}
