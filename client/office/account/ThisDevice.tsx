import { RegisterDevice, Session } from '../../../server/contract/session.ts'
import { rememberSession } from '../../api/session.ts'
import { usePost } from '../../api/usePost.ts'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'

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

export const registerDevice = smallForm({
  fields: [
    {
      path: 'name',
      label: 'Name of this device',
      shortLabel: 'Name',
      kind: 'text',
      hint: 'For example, work phone',
      width: 'short',
      missing: 'Enter a name for this device',
    },
    {
      path: 'pin',
      label: 'PIN',
      kind: 'pin',
      hint: 'Six digits; not a birthday, and not the PIN of the phone.',
      missing: 'Enter a PIN of six digits',
    },
  ],
  schema: RegisterDevice,
})

function RegisterDeviceForm() {
  const registering = usePost(Session, '/session/device')
  return (
    <>
      <p className="govuk-body vigil-prose">
        Register this phone or computer, if nobody else uses it: you then come back with a PIN for 30 days, instead of
        password and code.
      </p>
      <SmallForm
        form={registerDevice}
        writing={registering}
        send={(body) => registering.mutate(body, { onSuccess: rememberSession })}
        submitLabel="Register this device"
      />
    </>
  )
}
