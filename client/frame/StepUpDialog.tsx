import { useState } from 'react'
import { Session } from '../../server/contract/session.ts'
import { rememberSession, useSession } from '../api/session.ts'
import { closeSecondFactor } from '../api/stepUp.ts'
import { usePost } from '../api/usePost.ts'
import { CodeField } from '../ui/CodeField.tsx'
import { Modal } from '../ui/Modal.tsx'
import { SmallForm } from '../ui/SmallForm.tsx'
import { DemoCode } from './DemoCode.tsx'

const demoCodeRenewedMilliseconds = 10_000

/** Files and identities are given out only to somebody who has shown their second factor lately. */
export function StepUpDialog() {
  const { demoCode } = useSession({ refetchInterval: demoCodeRenewedMilliseconds }).data ?? {}
  const giving = usePost(Session, '/session/second-factor')
  const [code, setCode] = useState('')
  return (
    <Modal title="Show again that it is you" onClose={() => closeSecondFactor(false)}>
      <p className="govuk-body">
        What you asked for leaves Vigil, or says who somebody was. Enter a code from your authenticator app, or a
        recovery code.
      </p>
      {demoCode && <DemoCode code={demoCode} />}
      <SmallForm
        labels={{ code: 'Code' }}
        check={() => (code.trim() ? [] : [{ path: 'code', message: 'Enter the code' }])}
        send={() =>
          giving.mutate(
            { code },
            {
              onSuccess(session) {
                rememberSession(session)
                closeSecondFactor(true)
              },
            },
          )
        }
        failure={giving.error}
        isSending={giving.isPending}
        submitLabel="Continue"
        fields={(errorAt) => (
          <CodeField path="code" label="Code" value={code} error={errorAt('code')} onChange={setCode} />
        )}
        onLeave={() => closeSecondFactor(false)}
      />
    </Modal>
  )
}
