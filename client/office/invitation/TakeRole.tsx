import { useNavigate } from '@tanstack/react-router'
import { type InvitationSeen, Nothing, SignInStep } from '../../../server/contract/session.ts'
import { keepToken } from '../../api/keepToken.ts'
import { refreshSession } from '../../api/session.ts'
import { usePost } from '../../api/usePost.ts'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { dayInWords } from '../../words/day.ts'

interface TakeRoleProps {
  invitation: InvitationSeen
  token: string
  onAnswered: (hasAccepted: boolean) => void
}

/** A further place for somebody who signs in here already: they take it signed in as themself, or say no. */
export function TakeRole({ invitation, token, onAnswered }: TakeRoleProps) {
  const accepting = usePost(SignInStep, '/invitations/accept')
  const declining = usePost(Nothing, '/invitations/decline')
  const signingOut = usePost(Nothing, '/sign-out')
  const navigate = useNavigate()
  const { name, email, partnership, roleName, expiresAt, asks } = invitation
  const failure = accepting.error ?? declining.error ?? signingOut.error
  const isSending = accepting.isPending || declining.isPending || signingOut.isPending
  const answer = (by: typeof accepting | typeof declining) => () =>
    by.mutate(
      { token },
      {
        onSuccess: async () => {
          await refreshSession()
          onAnswered(by === accepting)
        },
      },
    )
  function goToSignIn() {
    keepToken(token)
    void navigate({ to: '/sign-in', search: { to: '/invitation' } })
  }
  return (
    <PlainPage
      title={`A further role for you, ${name}`}
      lede={`${partnership} invites you as ${roleName}. This link works once, until ${dayInWords(expiresAt.slice(0, 10))}.`}
    >
      {failure && <ProblemNotice failure={failure} />}
      {asks === 'nothing' && (
        <>
          <p className="govuk-body vigil-prose">
            You are signed in as {email}. If you know this partnership and expected this, accept: the role is yours at
            once, and nothing changes where you belong already.
          </p>
          <div className="govuk-button-group">
            <button type="button" className="govuk-button" disabled={isSending} onClick={answer(accepting)}>
              Accept
            </button>
            <button
              type="button"
              className="govuk-button govuk-button--secondary"
              disabled={isSending}
              onClick={answer(declining)}
            >
              Decline
            </button>
          </div>
        </>
      )}
      {asks === 'sign_in' && (
        <>
          <p className="govuk-body vigil-prose">
            Somebody signs in to Vigil as <strong>{email}</strong> already. If that is you, sign in as always, and then
            accept. If you never have, tell whoever sent you this link, by a way you trust: somebody else may be using
            your address.
          </p>
          <button type="button" className="govuk-button" onClick={goToSignIn}>
            Sign in
          </button>
        </>
      )}
      {asks === 'other_person' && (
        <>
          <p className="govuk-body vigil-prose">
            This invitation is for <strong>{email}</strong>, and somebody else is signed in here. Sign out, then sign in
            as the one it is for.
          </p>
          <button
            type="button"
            className="govuk-button"
            disabled={isSending}
            onClick={() =>
              signingOut.mutate(undefined, {
                onSuccess: async () => {
                  await refreshSession()
                  goToSignIn()
                },
              })
            }
          >
            Sign out, and sign in as {email}
          </button>
        </>
      )}
    </PlainPage>
  )
}
