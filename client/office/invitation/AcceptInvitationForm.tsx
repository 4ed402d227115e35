import { useState } from 'react'
import { type InvitationSeen, Password, SignInStep } from '../../../server/contract/session.ts'
import { refreshSession } from '../../api/session.ts'
import { usePost } from '../../api/usePost.ts'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { dayInWords } from '../../words/day.ts'
import { NewPasswordField } from '../sign-in/NewPasswordField.tsx'

interface AcceptInvitationFormProps {
  invitation: InvitationSeen
  token: string
  onAccepted: () => void
}

/** A first place here: a password of one's own, and the account is theirs. */
export function AcceptInvitationForm({ invitation, token, onAccepted }: AcceptInvitationFormProps) {
  const accepting = usePost(SignInStep, '/invitations/accept')
  const [password, setPassword] = useState('')
  const { name, email, partnership, roleName, expiresAt } = invitation
  return (
    <PlainPage
      title={`Welcome, ${name}`}
      lede={`${partnership} invites you to Vigil as ${roleName}. This link works once, until ${dayInWords(expiresAt.slice(0, 10))}.`}
    >
      <SmallForm
        labels={{ password: 'Password' }}
        check={() => {
          const parsed = Password.safeParse(password)
          return parsed.success ? [] : [{ path: 'password', message: `Password ${parsed.error.issues[0]?.message}` }]
        }}
        send={() =>
          accepting.mutate(
            { token, password },
            {
              onSuccess: async () => {
                await refreshSession()
                onAccepted()
              },
            },
          )
        }
        failure={accepting.error}
        isSending={accepting.isPending}
        submitLabel="Set this password"
        fields={(errorAt) => (
          <>
            {/* So that a password manager keeps the password under the right name. */}
            <input type="hidden" name="email" autoComplete="username" value={email} />
            <p className="govuk-body">
              You sign in with <strong>{email}</strong> and a password. Choose it now.
            </p>
            <NewPasswordField
              path="password"
              label="Password"
              value={password}
              about={[name, email]}
              error={errorAt('password')}
              onChange={setPassword}
            />
          </>
        )}
      />
      <p className="govuk-body-s">Next you set up a second factor: have your phone at hand.</p>
    </PlainPage>
  )
}
