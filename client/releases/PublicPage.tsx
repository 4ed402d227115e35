import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Releases } from '../../server/contract/release.ts'
import { PlainPage } from '../shell/PlainPage.tsx'
import { Answered } from '../ui/Answered.tsx'
import { ReleasedFiguresView } from './ReleasedFiguresView.tsx'
import { useReleased } from './useReleased.ts'

const route = getRouteApi('/$partnership/public')

/** What everybody may see, without signing in. */
export function PublicPage() {
  const search = route.useSearch()
  const { partnership: slug } = route.useParams()
  const navigate = useNavigate({ from: '/$partnership/public' })
  const releases = useReleased(Releases, '/public/releases', { partnership: slug })
  const partnership = releases.data?.partnership
  return (
    <PlainPage
      title={partnership ? `${partnership.name}: public figures` : 'Public figures'}
      lede="Drug-related deaths and naloxone. Small counts are hidden and others rounded, so that nobody can be recognised."
    >
      {partnership?.isSynthetic && (
        <p className="govuk-inset-text">
          <strong>Synthetic data:</strong> nothing here is about a real person or place.
        </p>
      )}
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
    </PlainPage>
  )
}
