import { useState } from 'react'
import { SignInStep } from '../../../server/contract/session.ts'
import { usePost } from '../../api/usePost.ts'
import { TextField } from '../../ui/Field.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'

interface PasswordFormProps {
  onStep: (step: SignInStep) => void
  onPin: (() => void) | undefined
}

export function PasswordForm({ onStep, onPin }: PasswordFormProps) {
  const signingIn = usePost(SignInStep, '/sign-in')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  return (
    <SmallForm
      labels={{ email: 'E-mail address', password: 'Password' }}
      check={() => [
        ...(email.trim() ? [] : [{ path: 'email', message: 'Enter your e-mail address' }]),
        ...(password ? [] : [{ path: 'password', message: 'Enter your password' }]),
      ]}
      send={() => signingIn.mutate({ email, password }, { onSuccess: onStep, onError: () => setPassword('') })}
      failure={signingIn.error}
      isSending={signingIn.isPending}
      submitLabel="Sign in"
      fields={(errorAt) => (
        <>
          <TextField
            path="email"
            label="E-mail address"
            type="email"
            autoComplete="username"
            width="wide"
            value={email}
            error={errorAt('email')}
            onChange={setEmail}
          />
          <PasswordField
            path="password"
            label="Password"
            autoComplete="current-password"
            value={password}
            error={errorAt('password')}
            onChange={setPassword}
          />
        </>
      )}
    >
      {onPin && (
        <button type="button" className="vigil-link-button" onClick={onPin}>
          Sign in with the PIN of this device
        </button>
      )}
    </SmallForm>
  )
}
