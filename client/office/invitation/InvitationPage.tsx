import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { InvitationSeen, LinkToken } from '../../../server/contract/session.ts'
import { ProblemError } from '../../api/ask.ts'
import { takeToken } from '../../api/keepToken.ts'
import { usePost } from '../../api/usePost.ts'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { AcceptInvitationForm } from './AcceptInvitationForm.tsx'
import { TakeRole } from './TakeRole.tsx'

const unknownAddress = 404

/** The token stands after the #: no browser sends it to a server by itself, and no server writes it into a log. */
export function InvitationPage() {
  const [token] = useState(() => location.hash.slice(1) || takeToken())
  const isWhole = LinkToken.safeParse(token).success
  const { mutate: look, data: invitation, error } = usePost(InvitationSeen, '/invitations/look')
  const navigate = useNavigate()
  useEffect(
    function lookAtIt() {
      if (isWhole) look({ token })
    },
    [look, token, isWhole],
  )
  if (!isWhole || (error instanceof ProblemError && error.problem.status === unknownAddress)) return <NoInvitation />
  if (error) {
    return (
      <PlainPage title="You are invited to Vigil">
        <ProblemNotice failure={error} onRetry={() => look({ token })} />
      </PlainPage>
    )
  }
  if (!invitation) {
    return (
      <PlainPage title="You are invited to Vigil">
        <Loading what="the invitation" />
      </PlainPage>
    )
  }
  if (invitation.asks !== 'password')
    return (
      <TakeRole
        invitation={invitation}
        token={token}
        // Anew, so that nothing that was read before hides the further partnership.
        onAnswered={(hasAccepted) => location.replace(hasAccepted ? `/${invitation.slug}` : '/')}
      />
    )
  return (
    <AcceptInvitationForm
      invitation={invitation}
      token={token}
      // The used link is not left behind in the history of the browser.
      onAccepted={() => void navigate({ to: '/sign-in', search: {}, replace: true })}
    />
  )
}

function NoInvitation() {
  return (
    <PlainPage title="This link does not work any more">
      <p className="govuk-body vigil-prose">
        Each link works once, and only for some days. It may have been used, replaced by a newer one, or not copied
        whole. Ask whoever sent it for a new one. If you have used it already, <a href="/sign-in">sign in</a>.
      </p>
    </PlainPage>
  )
}
