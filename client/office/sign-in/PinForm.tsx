import { GivePin, SignInStep } from '../../../server/contract/session.ts'
import { usePost } from '../../api/usePost.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'

export const givePin = smallForm({
  fields: [{ path: 'pin', label: 'PIN', kind: 'pin', missing: 'Enter the six digits of your PIN' }],
  schema: GivePin,
})

interface PinFormProps {
  device: string
  onStep: (step: SignInStep) => void
  onPassword: () => void
}

/** A registered device knows whose it is, and asks only for the PIN. */
export function PinForm({ device, onStep, onPassword }: PinFormProps) {
  const giving = usePost(SignInStep, '/sign-in/pin')
  return (
    <SmallForm
      form={givePin}
      given={{ pin: { hint: `This is a registered device: ${device}. Six digits.` } }}
      writing={giving}
      send={(body, forget) => giving.mutate(body, { onSuccess: onStep, onError: forget })}
      submitLabel="Sign in"
    >
      <button type="button" className="vigil-link-button" onClick={onPassword}>
        Not you, or no PIN? Sign in with your password
      </button>
    </SmallForm>
  )
}
