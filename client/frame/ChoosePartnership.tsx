import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { type Partnership, Partnerships } from '../../server/contract/partnership.ts'
import { ask, type ProblemError } from '../api/ask.ts'
import { useSession } from '../api/session.ts'
import { Loading } from '../ui/Loading.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { PlainPage } from './PlainPage.tsx'

export function usePartnerships(enabled: boolean) {
  return useQuery<Partnership[], ProblemError>({
    queryKey: ['partnerships'],
    queryFn: () => ask(Partnerships, '/partnerships'),
    staleTime: 600_000,
    enabled,
  })
}

/** The bare address leads to the first partnership that the person belongs to. */
export function ChoosePartnership() {
  const session = useSession()
  if (session.isLoadingError) {
    return (
      <PlainPage title="Vigil">
        <ProblemNotice failure={session.error} onRetry={() => void session.refetch()} />
      </PlainPage>
    )
  }
  if (session.isPending) return <Loading what="Vigil" />
  const { person, guest, next, memberships } = session.data
  if (guest) return <Navigate to="/guest" replace />
  if (!person || next) return <Navigate to="/sign-in" search={{}} replace />
  const first = memberships[0]
  if (first) return <Navigate to="/$partnership" params={{ partnership: first.slug }} replace />
  return (
    <PlainPage title="You have no role in any partnership">
      <p className="govuk-body vigil-prose">
        You are signed in as {person.name}, but nobody has given you a role, or it was taken away. Ask the administrator
        of your partnership for an invitation to {person.email}.
      </p>
    </PlainPage>
  )
}
