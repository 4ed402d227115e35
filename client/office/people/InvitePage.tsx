import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { agencyRoles } from '../../../server/contract/access.ts'
import { InvitationLink, Invite } from '../../../server/contract/person.ts'
import { useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { TextField } from '../../ui/Field.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { Select } from '../../ui/Select.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { sayWrong } from '../../ui/sayWrong.ts'
import { roleNames, roleSentences } from '../../words/roleWords.ts'
import { AgencySelect } from './AgencySelect.tsx'
import { LinkShown } from './LinkShown.tsx'
import { useMailSwitch } from './mailSwitch.ts'

const nobody = { name: '', email: '', role: '', agencyId: '', by: 'hand' }
const labels = { name: 'Name', email: 'E-mail address', role: 'Role', agencyId: 'Agency', by: 'How they get the link' }
const ways = { hand: 'I hand it over', mail: 'By mail, to that address' }
const messages = {
  name: 'Enter their name',
  email: 'Enter their e-mail address, like name@example.org, in letters without accents',
  role: 'Choose a role',
  agencyId: 'Choose the agency they act for',
}

export function InvitePage() {
  const { slug: partnership } = usePartnership()
  const inviting = useWriting(InvitationLink, 'POST', '/people/invitations', { holdsSecret: true })
  const [invited, setInvited] = useState(nobody)
  const change = (field: keyof typeof nobody) => (value: string) => setInvited((now) => ({ ...now, [field]: value }))
  const needsAgency = agencyRoles.includes(invited.role)
  const isMailOn = useMailSwitch()
  const { by, ...asked } = invited
  const body = {
    ...asked,
    agencyId: needsAgency ? invited.agencyId || null : null,
    isMailed: isMailOn && by === 'mail',
  }

  const lacksAgency = needsAgency && !body.agencyId
  return (
    <>
      <Link to="/$partnership/people" params={{ partnership }} className="govuk-back-link">
        People
      </Link>
      <PageTitle>They get a link that works once, set their own password, and set up a second factor.</PageTitle>
      {inviting.data ? (
        <>
          <LinkShown link={inviting.data} name={invited.name} />
          <button
            type="button"
            className="govuk-button govuk-button--secondary"
            onClick={() => {
              setInvited(nobody)
              inviting.reset()
            }}
          >
            Invite somebody else
          </button>
        </>
      ) : (
        <SmallForm
          labels={labels}
          check={() => sayWrong(Invite, body, messages, labels, lacksAgency ? ['agencyId'] : [])}
          send={() => inviting.mutate({ body })}
          failure={inviting.error}
          isSending={inviting.isPending}
          submitLabel={body.isMailed ? 'Send the link' : 'Make the link'}
          fields={(errorAt) => (
            <>
              <TextField
                path="name"
                label={labels.name}
                width="wide"
                value={invited.name}
                error={errorAt('name')}
                onChange={change('name')}
              />
              <TextField
                path="email"
                label={labels.email}
                type="email"
                width="wide"
                value={invited.email}
                error={errorAt('email')}
                onChange={change('email')}
              />
              <Select
                path="role"
                label={labels.role}
                hint={roleSentences[invited.role]}
                value={invited.role}
                words={roleNames}
                noneLabel="choose"
                error={errorAt('role')}
                onChange={change('role')}
              />
              {needsAgency && (
                <AgencySelect value={invited.agencyId} error={errorAt('agencyId')} onChange={change('agencyId')} />
              )}
              {isMailOn && (
                <RadioGroup path="by" label={labels.by} value={invited.by} words={ways} onChange={change('by')} />
              )}
            </>
          )}
        />
      )}
    </>
  )
}
