import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { type Partnership, Partnerships } from '../../server/contract/partnership.ts'
import { ask, type ProblemError } from '../api.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Loading } from '../ui/Loading.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'

export function usePartnerships() {
  return useQuery<Partnership[], ProblemError>({
    queryKey: ['partnerships'],
    queryFn: () => ask(Partnerships, '/partnerships'),
    staleTime: 600_000,
  })
}

/** The bare address leads to the first partnership. */
export function ChoosePartnership() {
  const partnerships = usePartnerships()
  if (partnerships.isError) {
    return (
      <main className="govuk-width-container govuk-main-wrapper">
        <h1 className="govuk-heading-l">Vigil</h1>
        <ProblemNotice failure={partnerships.error} onRetry={() => void partnerships.refetch()} />
      </main>
    )
  }
  if (partnerships.isPending) return <Loading what="Vigil" />
  const first = partnerships.data[0]
  if (first) return <Navigate to="/$partnership" params={{ partnership: first.slug }} replace />
  return (
    <main className="govuk-width-container govuk-main-wrapper">
      <h1 className="govuk-heading-l">Vigil has no partnership yet</h1>
      <EmptyState sentence="Nothing can be recorded until there is a partnership to record it for.">
        Add one: <code>npm run vigil -- partnership add "Name" --time-zone Europe/London --country GB</code>, or see how
        Vigil looks with <code>npm run demo</code>.
      </EmptyState>
    </main>
  )
}
