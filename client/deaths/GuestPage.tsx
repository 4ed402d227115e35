import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Death } from '../../server/contract/death.ts'
import { LinkToken, Nothing, type Session } from '../../server/contract/session.ts'
import { ask, type ProblemError } from '../api/ask.ts'
import { refreshSession, useSession } from '../api/session.ts'
import { usePost } from '../api/usePost.ts'
import { PlainPage } from '../frame/PlainPage.tsx'
import { Loading } from '../ui/Loading.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { instantInWords } from '../words/day.ts'
import { whenInWords } from '../words/partialDay.ts'
import { DeathSummaries } from './DeathSummaries.tsx'

const here = Intl.DateTimeFormat().resolvedOptions().timeZone

/** One case, for reading only, with what it is for and until when. The token stands after the #, which no browser sends by itself. */
export function GuestPage() {
  const [token] = useState(() => location.hash.slice(1))
  const isWhole = LinkToken.safeParse(token).success
  const { mutate: open, error, isPending } = usePost(Nothing, '/guest/open')
  const session = useSession()
  useEffect(
    function openTheLink() {
      if (!isWhole) return
      open(
        { token },
        {
          async onSuccess() {
            await refreshSession()
            // The session goes on without the token: it does not stay in the address or the history.
            history.replaceState(history.state, '', '/guest')
          },
        },
      )
    },
    [open, token, isWhole],
  )
  const guest = session.data?.guest
  if (error && error.problem.status !== 404 && error.problem.status !== 410) {
    return (
      <PlainPage title="A case in Vigil">
        <ProblemNotice failure={error} onRetry={() => open({ token })} />
      </PlainPage>
    )
  }
  if (isPending || session.isPending) return <Loading what="the case" />
  if (error || !guest) {
    return (
      <PlainPage title="No case is open">
        <p className="govuk-body vigil-prose">
          If you have read the case already, open the link again from where you keep it. It works for some days, and can
          be taken back. Perhaps it was not copied whole: ask whoever gave it to you.
        </p>
      </PlainPage>
    )
  }
  return <GuestCase guest={guest} />
}

function GuestCase({ guest }: { guest: NonNullable<Session['guest']> }) {
  const death = useQuery<Death, ProblemError>({
    queryKey: ['guest', guest.deathId],
    queryFn: () => ask(Death, '/guest/death', { partnership: guest.partnership }),
  })
  return (
    <PlainPage
      title={death.data ? `Death ${whenInWords(death.data.eventDay, death.data.eventDayPrecision)}` : 'A case in Vigil'}
    >
      <div className="govuk-inset-text">
        <p>
          You read this one case as a guest, until {instantInWords(guest.endsAt, here)}. What it is for: {guest.purpose}
        </p>
        <p>That you opened it is written down. Do not pass on what stands here, or the link.</p>
      </div>
      {death.isPending && <Loading what="the case" />}
      {death.error && <ProblemNotice failure={death.error} onRetry={() => void death.refetch()} />}
      {death.data && <DeathSummaries death={death.data} />}
    </PlainPage>
  )
}
