import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ReleasedTotals, Releases } from '../../../server/contract/release.ts'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { PublicSavedLives } from './PublicSavedLives.tsx'
import { ReleasedFiguresView } from './ReleasedFiguresView.tsx'
import { RuleNote } from './RuleNote.tsx'
import { SubstancesFigure } from './SubstancesFigure.tsx'
import { useReleased } from './useReleased.ts'
import { YearsFigure } from './YearsFigure.tsx'

const route = getRouteApi('/$partnership/public')

/** What everybody may see, without signing in: lives saved, years as a trend, what was implicated, and where. */
export function PublicPage() {
  const search = route.useSearch()
  const { partnership: slug } = route.useParams()
  const navigate = useNavigate({ from: '/$partnership/public' })
  const releases = useReleased(Releases, '/public/releases', { partnership: slug })
  const totals = useReleased(ReleasedTotals, '/public/totals', { partnership: slug })
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
      <Answered answer={totals} what="the totals">
        {({ rows, rule }) => {
          const of = (kind: 'deaths' | 'reversals' | 'supplies') => rows.filter((row) => row.kind === kind)
          const years = (kind: 'deaths' | 'supplies') => of(kind).filter(({ slice }) => /^\d{4}$/.test(slice))
          return (
            <>
              <PublicSavedLives partnership={slug} rows={of('reversals')} rule={rule} />
              <YearsFigure
                kind="deaths"
                partnership={slug}
                heading="Drug-related deaths by year"
                rows={years('deaths')}
                rule={rule}
              />
              <SubstancesFigure partnership={slug} rows={of('deaths')} rule={rule} />
              <YearsFigure
                kind="supplies"
                partnership={slug}
                heading="Naloxone kits supplied by year"
                rows={years('supplies')}
                rule={rule}
              />
            </>
          )
        }}
      </Answered>
      <Answered answer={releases} what="the figures">
        {(answer) => (
          <>
            <ReleasedFiguresView
              path="/public"
              partnership={slug}
              releases={answer}
              search={search}
              onChange={(change) => void navigate({ search: (now) => ({ ...now, ...change }), resetScroll: false })}
            />
            <RuleNote rule={answer.rule} />
            <p className="govuk-body">
              <Link to="/$partnership/public/naloxone" params={{ partnership: slug }} className="govuk-link">
                Safety notices about naloxone kits
              </Link>
            </p>
          </>
        )}
      </Answered>
    </PlainPage>
  )
}
