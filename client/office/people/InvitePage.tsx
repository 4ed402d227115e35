import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { agencyRoles } from '../../../server/contract/access.ts'
import { InvitationLink, Invite } from '../../../server/contract/person.ts'
import { useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'
import { roleNames, roleSentences } from '../../words/roleWords.ts'
import { agencyField } from './AgencySelect.tsx'
import { LinkShown } from './LinkShown.tsx'
import { useMailSwitch } from './mailSwitch.ts'

export const invite = smallForm({
  fields: [
    { path: 'name', label: 'Name', kind: 'text', width: 'wide', missing: 'Enter their name' },
    {
      path: 'email',
      label: 'E-mail address',
      kind: 'email',
      width: 'wide',
      missing: 'Enter their e-mail address, like name@example.org, in letters without accents',
    },
    {
      path: 'role',
      label: 'Role',
      kind: 'select',
      words: roleNames,
      hintFor: ({ role = '' }) => roleSentences[role],
      noneLabel: 'choose',
      missing: 'Choose a role',
    },
    { ...agencyField, isAsked: ({ role = '' }) => agencyRoles.includes(role) },
    {
      path: 'by',
      label: 'How they get the link',
      kind: 'radios',
      words: { hand: 'I hand it over', mail: 'By mail, to that address' },
      initial: 'hand',
    },
  ],
  schema: Invite,
  toBody: ({ by, ...invited }) => ({ ...invited, isMailed: by === 'mail' }),
})

export function InvitePage() {
  const { slug: partnership } = usePartnership()
  const inviting = useWriting(InvitationLink, 'POST', '/people/invitations', { holdsSecret: true })
  const [name, setName] = useState('')
  const isMailOn = useMailSwitch()
  return (
    <>
      <Link to="/$partnership/people" params={{ partnership }} className="govuk-back-link">
        People
      </Link>
      <PageTitle>They get a link that works once, set their own password, and set up a second factor.</PageTitle>
      {inviting.data ? (
        <>
          <LinkShown link={inviting.data} name={name} />
          <button type="button" className="govuk-button govuk-button--secondary" onClick={() => inviting.reset()}>
            Invite somebody else
          </button>
        </>
      ) : (
        <SmallForm
          form={invite}
          given={{ by: { isAsked: () => isMailOn } }}
          writing={inviting}
          send={(body) => {
            setName(body.name)
            inviting.mutate({ body })
          }}
          submitLabel={({ by }) => (isMailOn && by === 'mail' ? 'Send the link' : 'Make the link')}
        />
      )}
    </>
  )
}
