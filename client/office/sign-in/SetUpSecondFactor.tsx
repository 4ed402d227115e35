import { useEffect, useEffectEvent } from 'react'
import { NewSecondFactor, RecoveryCodes } from '../../../server/contract/session.ts'
import { usePost } from '../../api/usePost.ts'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'
import { KeepRecoveryCodes } from './KeepRecoveryCodes.tsx'

export const confirmCode = smallForm({
  fields: [
    {
      path: 'code',
      label: 'Code from the app',
      shortLabel: 'Code',
      kind: 'code',
      missing: 'Enter the code that the app shows',
    },
  ],
})

interface SetUpSecondFactorProps {
  onStart: () => void
  onDone: () => void
}

/** An authenticator app is joined to the account; then the recovery codes are shown, this once. */
export function SetUpSecondFactor({ onStart, onDone }: SetUpSecondFactorProps) {
  const { mutate, data: made, error, isPending } = usePost(NewSecondFactor, '/sign-in/second-factor/set-up')
  const confirming = usePost(RecoveryCodes, '/sign-in/second-factor/confirm')
  const begin = useEffectEvent(() => {
    onStart()
    mutate({})
  })
  // Once: another secret would make the one in the app useless.
  useEffect(() => begin(), [])
  if (confirming.data) {
    return (
      <PlainPage title="Keep your recovery codes">
        <KeepRecoveryCodes codes={confirming.data.recoveryCodes} onKept={onDone} />
      </PlainPage>
    )
  }
  return (
    <PlainPage
      title="Set up your second factor"
      lede="A password can be guessed or stolen; together with a code from your phone it is no use to anybody else."
    >
      {isPending && <Loading what="your code" />}
      {error && <ProblemNotice failure={error} onRetry={() => mutate({})} />}
      {made && (
        <>
          <ol className="govuk-list govuk-list--number vigil-prose">
            <li>Open an authenticator app on your phone. Any will do: your organisation may have one.</li>
            <li>
              Let it read this picture, or{' '}
              <a className="govuk-link" href={made.uri}>
                open it in the app
              </a>{' '}
              if you are on the phone now.
            </li>
            <li>Enter the six digits that the app shows.</li>
          </ol>
          <QrCode text={made.uri} label="QR code for your authenticator app. The same secret stands below as text." />
          <p className="govuk-body">
            No camera? Type this secret into the app:{' '}
            <strong className="vigil-code">{made.secret.match(/.{1,4}/g)?.join(' ')}</strong>
          </p>
          <SmallForm
            form={confirmCode}
            writing={confirming}
            send={(body, forget) => confirming.mutate(body, { onError: forget })}
            submitLabel="Continue"
          />
        </>
      )}
    </PlainPage>
  )
}
