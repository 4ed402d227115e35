import { Link } from '@tanstack/react-router'
import { SameDeathPage } from '../../../server/contract/same-death.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'

interface SameDeathsNoticeProps {
  /** left out, pairs of all deaths */
  importId?: string
}

/** Leads to the open pairs, where there are any. */
export function SameDeathsNotice({ importId }: SameDeathsNoticeProps) {
  const { slug: partnership } = usePartnership()
  const total = useAnswer(SameDeathPage, '/same-deaths', { import: importId, limit: '1' }).data?.total ?? 0
  if (total === 0) return null
  const pairs = total === 1 ? '1 pair of records' : `${total.toLocaleString('en-GB')} pairs of records`
  return (
    <p className="govuk-inset-text">
      {pairs} may be of one death{importId ? ' with what this import added' : ''}, and{' '}
      {total === 1 ? 'counts' : 'count'} twice until somebody says so:{' '}
      <Link
        to="/$partnership/same-deaths"
        params={{ partnership }}
        search={{ import: importId }}
        className="govuk-link"
      >
        look at possible same deaths
      </Link>
      .
    </p>
  )
}
