import { SignIn, SignInStep } from '../../../server/contract/session.ts'
import { usePost } from '../../api/usePost.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'

export const signIn = smallForm({
  fields: [
    {
      path: 'email',
      label: 'E-mail address',
      kind: 'email',
      width: 'wide',
      autoComplete: 'username',
      missing: 'Enter your e-mail address',
    },
    { path: 'password', label: 'Password', kind: 'password', missing: 'Enter your password' },
  ],
  schema: SignIn,
})

interface PasswordFormProps {
  onStep: (step: SignInStep) => void
  onPin: (() => void) | undefined
}

export function PasswordForm({ onStep, onPin }: PasswordFormProps) {
  const signingIn = usePost(SignInStep, '/sign-in')
  return (
    <SmallForm
      form={signIn}
      writing={signingIn}
      send={(body, forget) => signingIn.mutate(body, { onSuccess: onStep, onError: forget })}
      submitLabel="Sign in"
    >
      {onPin && (
        <button type="button" className="vigil-link-button" onClick={onPin}>
          Sign in with the PIN of this device
        </button>
      )}
    </SmallForm>
  )
}
