import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { SignInOptions, SignInStep } from '../../../server/contract/session.ts'
import { apiAddress } from '../../api/address.ts'
import { safePath } from '../../api/leave.ts'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { ErrorSummary } from '../../ui/ErrorSummary.tsx'
import { DemoAccounts } from './DemoAccounts.tsx'
import { NoAccounts } from './NoAccounts.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { PinForm } from './PinForm.tsx'

const route = getRouteApi('/sign-in')

interface FirstStepProps {
  options: SignInOptions
  onStep: (step: SignInStep) => void
}

/** Every way in that this installation and this browser have. */
export function FirstStep({ options, onStep }: FirstStepProps) {
  const { to, failed, ended } = route.useSearch()
  const [isWithPin, setWithPin] = useState(options.device !== null)
  const { singleSignOn, device, demoAccounts, hasAccounts } = options
  if (!hasAccounts && !demoAccounts && !singleSignOn) return <NoAccounts />
  return (
    <PlainPage>
      {failed && (
        <ErrorSummary
          errors={[
            {
              path: 'single-sign-on',
              message: `${singleSignOn ?? 'Your organisation’s sign-in'} did not lead to an account here. Try again, or ask the administrator of your partnership to invite you.`,
            },
          ]}
        />
      )}
      {ended && !failed && (
        <p className="govuk-inset-text" role="status">
          You were signed out, because nothing happened for a while or your time was up. What you had written in a form
          is still in this tab: sign in here, and go on.
        </p>
      )}
      {device && isWithPin && <PinForm device={device.name} onStep={onStep} onPassword={() => setWithPin(false)} />}
      {demoAccounts && <DemoAccounts accounts={demoAccounts} onStep={onStep} />}
      {singleSignOn && (
        <p className="govuk-body">
          <a
            id="single-sign-on"
            className="govuk-button vigil-flush"
            href={apiAddress('/sign-in/sso', { to: safePath(to) })}
          >
            Sign in with {singleSignOn}
          </a>
        </p>
      )}
      {!isWithPin && (
        <>
          {(demoAccounts || singleSignOn) && <h2 className="govuk-heading-m">With e-mail address and password</h2>}
          <PasswordForm onStep={onStep} onPin={device ? () => setWithPin(true) : undefined} />
        </>
      )}
      <p className="govuk-body-s vigil-prose">
        Lost your password or your authenticator? The administrator of your partnership can send you a new link, or
        reset the second factor.
      </p>
    </PlainPage>
  )
}
