import { Session } from '../../server/contract/session.ts'
import { rememberSession, useSession } from '../api/session.ts'
import { closeSecondFactor } from '../api/stepUp.ts'
import { usePost } from '../api/usePost.ts'
import { Modal } from '../ui/Modal.tsx'
import { SmallForm } from '../ui/SmallForm.tsx'
import { smallForm } from '../ui/smallForms.ts'
import { DemoCode } from './DemoCode.tsx'

const demoCodeRenewedMilliseconds = 10_000

export const showAgain = smallForm({
  fields: [{ path: 'code', label: 'Code', kind: 'code', missing: 'Enter the code' }],
})

/** Files and identities are given out only to somebody who has shown their second factor lately. */
export function StepUpDialog() {
  const { demoCode } = useSession({ refetchInterval: demoCodeRenewedMilliseconds }).data ?? {}
  const giving = usePost(Session, '/session/second-factor')
  return (
    <Modal title="Show again that it is you" onClose={() => closeSecondFactor(false)}>
      <p className="govuk-body">
        What you asked for leaves Vigil, or says who somebody was. Enter a code from your authenticator app, or a
        recovery code.
      </p>
      {demoCode && <DemoCode code={demoCode} />}
      <SmallForm
        form={showAgain}
        writing={giving}
        send={(body) =>
          giving.mutate(body, {
            onSuccess(session) {
              rememberSession(session)
              closeSecondFactor(true)
            },
          })
        }
        submitLabel="Continue"
        onLeave={() => closeSecondFactor(false)}
      />
    </Modal>
  )
}
