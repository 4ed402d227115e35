import { Nothing, SignInStep } from '../../../server/contract/session.ts'
import { refreshSession } from '../../api/session.ts'
import { usePost } from '../../api/usePost.ts'
import { DemoCode } from '../../frame/DemoCode.tsx'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'

interface SecondFactorFormProps {
  demoCode: string | null
  onStep: (step: SignInStep) => void
}

/** Whether a code is right only the server can say. */
export const giveCode = smallForm({
  fields: [
    {
      path: 'code',
      label: 'Code',
      kind: 'code',
      hint: 'Six digits from your authenticator app. Without the app: one of your recovery codes.',
      missing: 'Enter the code',
    },
  ],
})

export function SecondFactorForm({ demoCode, onStep }: SecondFactorFormProps) {
  const giving = usePost(SignInStep, '/sign-in/second-factor')
  const leaving = usePost(Nothing, '/sign-out')
  return (
    <PlainPage title="Enter your code">
      {demoCode && <DemoCode code={demoCode} />}
      <SmallForm
        form={giveCode}
        writing={giving}
        send={(body, forget) =>
          giving.mutate(body, {
            onSuccess: onStep,
            onError({ problem }) {
              forget()
              // half-way for too long: back to the password
              if (problem.status === 401) void refreshSession()
            },
          })
        }
        submitLabel="Continue"
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
