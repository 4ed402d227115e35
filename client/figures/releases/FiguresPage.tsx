import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Releases } from '../../../server/contract/release.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ReleasedFiguresView } from './ReleasedFiguresView.tsx'
import { TotalsPage } from './TotalsPage.tsx'
import { useReleased } from './useReleased.ts'

const route = getRouteApi('/$partnership/figures')

/** What may leave the panel: by area for those who may see areas; totals, and what is public, for everybody else who signs in. */
export function FiguresPage() {
  const may = useMay()
  if (may('release:read')) return <FiguresByAreaPage />
  return (
    <TotalsPage>
      <PublicByArea />
    </TotalsPage>
  )
}

/** The map of those whose role has no figures by area: what is published anyway, as everybody reads it, and nothing else. */
function PublicByArea() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/figures' })
  const { slug } = usePartnership()
  const releases = useReleased(Releases, '/public/releases', { partnership: slug })
  return (
    <section aria-labelledby="as-the-public">
      <h2 className="govuk-heading-l" id="as-the-public">
        Map of what is published
      </h2>
      <p className="govuk-body vigil-prose">
        By area, exactly as anybody reads it without signing in: small counts are hidden and others rounded. What your
        agency recorded itself stands in its lists.
      </p>
      <Answered answer={releases} what="the figures">
        {(answer) => (
          <ReleasedFiguresView
            path="/public"
            partnership={slug}
            releases={answer}
            search={search}
            onChange={(change) => void navigate({ search: (now) => ({ ...now, ...change }), resetScroll: false })}
          />
        )}
      </Answered>
    </section>
  )
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
