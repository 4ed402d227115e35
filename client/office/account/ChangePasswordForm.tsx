import { useState } from 'react'
import { Nothing, Password } from '../../../server/contract/session.ts'
import { usePost } from '../../api/usePost.ts'
import { PasswordField } from '../../ui/PasswordField.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { NewPasswordField } from '../sign-in/NewPasswordField.tsx'

export function ChangePasswordForm({ about }: { about: readonly string[] }) {
  const changing = usePost(Nothing, '/account/password')
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  return (
    <section className="vigil-panel" aria-labelledby="password-heading">
      <h2 className="govuk-heading-m" id="password-heading">
        Change your password
      </h2>
      {changing.isSuccess && (
        <p className="govuk-inset-text" role="status">
          Your password is changed. Wherever else you were signed in, sign in again.
        </p>
      )}
      <SmallForm
        labels={{ current: 'Password now', password: 'New password' }}
        check={() => {
          const parsed = Password.safeParse(password)
          return [
            ...(current ? [] : [{ path: 'current', message: 'Enter the password you have now' }]),
            ...(parsed.success
              ? []
              : [{ path: 'password', message: `New password ${parsed.error.issues[0]?.message}` }]),
          ]
        }}
        send={() =>
          changing.mutate(
            { current, password },
            {
              onSuccess() {
                setCurrent('')
                setPassword('')
              },
            },
          )
        }
        failure={changing.error}
        isSending={changing.isPending}
        submitLabel="Change password"
        fields={(errorAt) => (
          <>
            <PasswordField
              path="current"
              label="Password now"
              autoComplete="current-password"
              value={current}
              error={errorAt('current')}
              onChange={setCurrent}
            />
            <NewPasswordField
              path="password"
              label="New password"
              value={password}
              about={about}
              error={errorAt('password')}
              onChange={setPassword}
            />
          </>
        )}
      />
    </section>
  )
}
