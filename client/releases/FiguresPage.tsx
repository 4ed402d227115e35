import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Releases } from '../../server/contract/release.ts'
import { useAnswer } from '../answers.ts'
import { PageTitle } from '../shell/PageTitle.tsx'
import { usePartnership } from '../shell/partnership.ts'
import { Answered } from '../ui/Answered.tsx'
import { ReleasedFiguresView } from './ReleasedFiguresView.tsx'

const route = getRouteApi('/$partnership/figures')

/** What may leave the panel: for commissioners, experts by experience and everybody of the partnership who may see areas. */
export function FiguresPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/figures' })
  const { slug } = usePartnership()
  const releases = useAnswer(Releases, '/releases')
  return (
    <>
      <PageTitle title="Released figures">
        For people of the partnership who do not see the cases. Small counts are hidden.
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
