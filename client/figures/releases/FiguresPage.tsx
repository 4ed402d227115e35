import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Releases } from '../../../server/contract/release.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ReleasedFiguresView } from './ReleasedFiguresView.tsx'
import { TotalsPage } from './TotalsPage.tsx'

const route = getRouteApi('/$partnership/figures')

/** What may leave the panel: by area for those who may see areas, totals for everybody else who signs in. */
export function FiguresPage() {
  const may = useMay()
  return may('release:read') ? <FiguresByAreaPage /> : <TotalsPage />
}

function FiguresByAreaPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/figures' })
  const { slug } = usePartnership()
  const releases = useAnswer(Releases, '/releases')
  return (
    <>
      <PageTitle>
        For people of the partnership who do not see the cases. Small counts are hidden.{' '}
        <Link to="/$partnership/totals" params={{ partnership: slug }} className="govuk-link">
          Totals of every year
        </Link>{' '}
        ·{' '}
        <Link to="/$partnership/public" params={{ partnership: slug }} className="govuk-link">
          What the public sees
        </Link>
      </PageTitle>
      <Answered answer={releases} what="the releases">
        {(answer) => (
          <ReleasedFiguresView
            path="/releases"
            partnership={slug}
            releases={answer}
            search={search}
            onChange={(change) => void navigate({ search: (now) => ({ ...now, ...change }), resetScroll: false })}
          />
        )}
      </Answered>
    </>
  )
}
