import { AcceptInvitation, type InvitationSeen, SignInStep } from '../../../server/contract/session.ts'
import { refreshSession } from '../../api/session.ts'
import { usePost } from '../../api/usePost.ts'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'
import { dayInWords } from '../../words/day.ts'

/** The token stands in the link. */
export const acceptInvitation = smallForm({
  fields: [{ path: 'password', label: 'Password', kind: 'new password' }],
  schema: AcceptInvitation.omit({ token: true }),
})

interface AcceptInvitationFormProps {
  invitation: InvitationSeen
  token: string
  onAccepted: () => void
}

/** A first place here: a password of one's own, and the account is theirs. */
export function AcceptInvitationForm({ invitation, token, onAccepted }: AcceptInvitationFormProps) {
  const accepting = usePost(SignInStep, '/invitations/accept')
  const { name, email, partnership, roleName, expiresAt } = invitation
  return (
    <PlainPage
      title={`Welcome, ${name}`}
      lede={`${partnership} invites you to Vigil as ${roleName}. This link works once, until ${dayInWords(expiresAt.slice(0, 10))}.`}
    >
      <SmallForm
        form={acceptInvitation}
        given={{
          password: {
            about: [name, email],
            before: (
              <>
                {/* So that a password manager keeps the password under the right name. */}
                <input type="hidden" name="email" autoComplete="username" value={email} />
                <p className="govuk-body">
                  You sign in with <strong>{email}</strong> and a password. Choose it now.
                </p>
              </>
            ),
          },
        }}
        writing={accepting}
        send={(body) =>
          accepting.mutate(
            { token, ...body },
            {
              onSuccess: async () => {
                await refreshSession()
                onAccepted()
              },
            },
          )
        }
        submitLabel="Set this password"
      />
      <p className="govuk-body-s">Next you set up a second factor: have your phone at hand.</p>
    </PlainPage>
  )
}
