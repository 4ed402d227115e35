import { useState } from 'react'
import { SignInStep } from '../../../server/contract/session.ts'
import { usePost } from '../../api/usePost.ts'
import { CodeField } from '../../ui/CodeField.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'

interface PinFormProps {
  device: string
  onStep: (step: SignInStep) => void
  onPassword: () => void
}

/** A registered device knows whose it is, and asks only for the PIN. */
export function PinForm({ device, onStep, onPassword }: PinFormProps) {
  const giving = usePost(SignInStep, '/sign-in/pin')
  const [pin, setPin] = useState('')
  return (
    <SmallForm
      labels={{ pin: 'PIN' }}
      check={() => (/^\d{6}$/.test(pin) ? [] : [{ path: 'pin', message: 'Enter the six digits of your PIN' }])}
      send={() => giving.mutate({ pin }, { onSuccess: onStep, onError: () => setPin('') })}
      failure={giving.error}
      isSending={giving.isPending}
      submitLabel="Sign in"
      fields={(errorAt) => (
        <CodeField
          path="pin"
          label="PIN"
          hint={`This is a registered device: ${device}. Six digits.`}
          isPin
          value={pin}
          error={errorAt('pin')}
          onChange={setPin}
        />
      )}
    >
      <button type="button" className="vigil-link-button" onClick={onPassword}>
        Not you, or no PIN? Sign in with your password
      </button>
    </SmallForm>
  )
}
