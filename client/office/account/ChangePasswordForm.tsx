import { ChangePassword, Nothing } from '../../../server/contract/session.ts'
import { usePost } from '../../api/usePost.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'

export const changePassword = smallForm({
  fields: [
    { path: 'current', label: 'Password now', kind: 'password', missing: 'Enter the password you have now' },
    { path: 'password', label: 'New password', kind: 'new password' },
  ],
  schema: ChangePassword,
})

export function ChangePasswordForm({ about }: { about: readonly string[] }) {
  const changing = usePost(Nothing, '/account/password')
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
        form={changePassword}
        given={{ password: { about } }}
        writing={changing}
        send={(body, forget) => changing.mutate(body, { onSuccess: forget })}
        submitLabel="Change password"
      />
    </section>
  )
}
