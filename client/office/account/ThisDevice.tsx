import { useState } from 'react'
import { Pin, Session } from '../../../server/contract/session.ts'
import { rememberSession } from '../../api/session.ts'
import { usePost } from '../../api/usePost.ts'
import { CodeField } from '../../ui/CodeField.tsx'
import { TextField } from '../../ui/Field.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'

/** A record must take twenty seconds: on a registered phone a PIN is enough for 30 days. */
export function ThisDevice({ isDevice }: { isDevice: boolean }) {
  const forgetting = usePost(Session, '/session/device/forget')
  return (
    <section className="vigil-panel" aria-labelledby="device">
      <h2 className="govuk-heading-m" id="device">
        This device
      </h2>
      {isDevice ? (
        <>
          <p className="govuk-body vigil-prose">
            This browser is registered: you come back to it with your PIN, for 30 days.
          </p>
          {forgetting.error && <ProblemNotice failure={forgetting.error} />}
          <button
            type="button"
            className="govuk-button govuk-button--secondary"
            onClick={() => forgetting.mutate({}, { onSuccess: rememberSession })}
          >
            Forget this device
          </button>
        </>
      ) : (
        <RegisterDeviceForm />
      )}
    </section>
  )
}

function RegisterDeviceForm() {
  const registering = usePost(Session, '/session/device')
  const [name, setName] = useState('')
  const [pin, setPin] = useState('')
  return (
    <>
      <p className="govuk-body vigil-prose">
        Register this phone or computer, if nobody else uses it: you then come back with a PIN for 30 days, instead of
        password and code.
      </p>
      <SmallForm
        labels={{ name: 'Name', pin: 'PIN' }}
        check={() => [
          ...(name.trim() ? [] : [{ path: 'name', message: 'Enter a name for this device' }]),
          ...(Pin.safeParse(pin).success ? [] : [{ path: 'pin', message: 'Enter a PIN of six digits' }]),
        ]}
        send={() => registering.mutate({ name, pin }, { onSuccess: rememberSession })}
        failure={registering.error}
        isSending={registering.isPending}
        submitLabel="Register this device"
        fields={(errorAt) => (
          <>
            <TextField
              path="name"
              label="Name of this device"
              hint="For example, work phone"
              width="short"
              value={name}
              error={errorAt('name')}
              onChange={setName}
            />
            <CodeField
              path="pin"
              label="PIN"
              hint="Six digits; not a birthday, and not the PIN of the phone."
              isPin
              value={pin}
              error={errorAt('pin')}
              onChange={setPin}
            />
          </>
        )}
      />
    </>
  )
}
