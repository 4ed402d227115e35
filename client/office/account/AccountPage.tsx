import { Navigate } from '@tanstack/react-router'
import { useSession } from '../../api/session.ts'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { ChangePasswordForm } from './ChangePasswordForm.tsx'
import { OpenSessionsPanel } from './OpenSessionsPanel.tsx'
import { PastNotices } from './PastNotices.tsx'
import { RecoveryCodesPanel } from './RecoveryCodesPanel.tsx'
import { ThisDevice } from './ThisDevice.tsx'

export function AccountPage() {
  const session = useSession()
  if (session.isLoadingError) {
    return (
      <PlainPage>
        <ProblemNotice failure={session.error} onRetry={() => void session.refetch()} />
      </PlainPage>
    )
  }
  if (session.isPending) return <Loading what="your account" />
  const { person, next, memberships, mayRegisterDevice, isDevice } = session.data
  if (!person || next) return <Navigate to="/sign-in" search={{ to: '/account' }} replace />
  return (
    <PlainPage
      lede={`${person.name}, ${person.email}`}
      back={
        <a href="/" className="govuk-back-link">
          Back to Vigil
        </a>
      }
    >
      <h2 className="govuk-heading-m">Your roles</h2>
      {memberships.length === 0 ? (
        <p className="govuk-body">You have no role in any partnership.</p>
      ) : (
        <dl className="govuk-summary-list vigil-prose">
          {memberships.map(({ slug, name, roleNames, agencyName }) => (
            <div className="govuk-summary-list__row" key={slug}>
              <dt className="govuk-summary-list__key">{name}</dt>
              <dd className="govuk-summary-list__value">
                {roleNames.join(', ')}
                {agencyName && `, for ${agencyName}`}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <PastNotices />
      <ChangePasswordForm about={[person.name, person.email]} />
      <OpenSessionsPanel />
      {(mayRegisterDevice || isDevice) && <ThisDevice isDevice={isDevice} />}
      <RecoveryCodesPanel />
    </PlainPage>
  )
}
