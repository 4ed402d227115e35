import { useState } from 'react'
import { Nothing, SignInStep } from '../../../server/contract/session.ts'
import { refreshSession } from '../../api/session.ts'
import { usePost } from '../../api/usePost.ts'
import { DemoCode } from '../../frame/DemoCode.tsx'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { CodeField } from '../../ui/CodeField.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'

interface SecondFactorFormProps {
  demoCode: string | null
  onStep: (step: SignInStep) => void
}

export function SecondFactorForm({ demoCode, onStep }: SecondFactorFormProps) {
  const giving = usePost(SignInStep, '/sign-in/second-factor')
  const leaving = usePost(Nothing, '/sign-out')
  const [code, setCode] = useState('')
  return (
    <PlainPage title="Enter your code">
      {demoCode && <DemoCode code={demoCode} />}
      <SmallForm
        labels={{ code: 'Code' }}
        check={() => (code.trim() ? [] : [{ path: 'code', message: 'Enter the code' }])}
        send={() =>
          giving.mutate(
            { code },
            {
              onSuccess: onStep,
              onError({ problem }) {
                setCode('')
                // half-way for too long: back to the password
                if (problem.status === 401) void refreshSession()
              },
            },
          )
        }
        failure={giving.error}
        isSending={giving.isPending}
        submitLabel="Continue"
        fields={(errorAt) => (
          <CodeField
            path="code"
            label="Code"
            hint="Six digits from your authenticator app. Without the app: one of your recovery codes."
            value={code}
            error={errorAt('code')}
            onChange={setCode}
          />
        )}
      >
        <button
          type="button"
          className="vigil-link-button"
          onClick={() => leaving.mutate({}, { onSuccess: refreshSession })}
        >
          Sign in as somebody else
        </button>
      </SmallForm>
    </PlainPage>
  )
}
