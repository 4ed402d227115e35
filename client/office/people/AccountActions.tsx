import { useState } from 'react'
import { InvitationLink, Person } from '../../../server/contract/person.ts'
import { useWriting } from '../../api/answers.ts'
import type { ProblemError } from '../../api/ask.ts'
import { ConfirmedButton } from '../../ui/ConfirmedButton.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { LinkShown } from './LinkShown.tsx'
import { useMailSwitch } from './mailSwitch.ts'

/** A new link, a lost authenticator, somebody who leaves. */
export function AccountActions({ person }: { person: Person }) {
  const path = `/people/${person.accountId}`
  const linking = useWriting(InvitationLink, 'POST', `${path}/invitation`, { holdsSecret: true })
  const resetting = useWriting(Person, 'POST', `${path}/reset-second-factor`)
  const disabling = useWriting(Person, 'POST', `${path}/disable`)
  const enabling = useWriting(Person, 'POST', `${path}/enable`)
  const isMailOn = useMailSwitch()
  const [done, setDone] = useState('')
  const failure: ProblemError | null = linking.error ?? resetting.error ?? disabling.error ?? enabling.error
  const saying = (sentence: string) => ({ onSuccess: () => setDone(sentence) })
  return (
    <section className="vigil-panel" aria-labelledby="actions-heading">
      <h2 className="govuk-heading-m" id="actions-heading">
        Their account
      </h2>
      {failure && <ProblemNotice failure={failure} />}
      {linking.data && <LinkShown link={linking.data} name={person.name} />}
      <p className="govuk-body" role="status">
        {done}
      </p>
      <ul className="govuk-list vigil-actions">
        {person.state !== 'disabled' && (
          <li>
            <ConfirmedButton
              label={person.state === 'invited' ? 'Make a new invitation link' : 'Make a link to set a new password'}
              question="A link made before stops working."
              isSending={linking.isPending}
              onConfirm={() => linking.mutate({ body: {} })}
            />
          </li>
        )}
        {person.state !== 'disabled' && isMailOn && (
          <li>
            <ConfirmedButton
              label={
                person.state === 'invited'
                  ? 'Send a new invitation by mail'
                  : 'Send a link to set a new password by mail'
              }
              question={`It goes to ${person.email}. A link made before stops working.`}
              isSending={linking.isPending}
              onConfirm={() => linking.mutate({ body: { isMailed: true } })}
            />
          </li>
        )}
        {person.hasSecondFactor && (
          <li>
            <ConfirmedButton
              label="Reset the second factor"
              question={`Do this only when you know that it is ${person.name} who asks. They set up a new one when they next sign in.`}
              isSending={resetting.isPending}
              onConfirm={() => resetting.mutate({ body: {} }, saying('The second factor is reset.'))}
            />
          </li>
        )}
        <li>
          {person.state === 'disabled' ? (
            <ConfirmedButton
              label="Enable this account"
              question="They can sign in again, with the roles above."
              isSending={enabling.isPending}
              onConfirm={() => enabling.mutate({ body: {} }, saying('The account is enabled.'))}
            />
          ) : (
            <ConfirmedButton
              label="Disable this account"
              question="They are signed out everywhere at once. What they did stays in the audit."
              isSending={disabling.isPending}
              isWarning
              onConfirm={() => disabling.mutate({ body: {} }, saying('The account is disabled.'))}
            />
          )}
        </li>
      </ul>
    </section>
  )
}
