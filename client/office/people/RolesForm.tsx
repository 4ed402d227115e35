import { useState } from 'react'
import { agencyRoles } from '../../../server/contract/access.ts'
import { Person } from '../../../server/contract/person.ts'
import { useWriting } from '../../api/answers.ts'
import { Checkboxes } from '../../ui/Checkboxes.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { roleNames, roleSentences } from '../../words/roleWords.ts'
import { AgencySelect } from './AgencySelect.tsx'

const words = Object.fromEntries(
  Object.entries(roleNames).map(([role, name]) => [role, `${name}. ${roleSentences[role]}`]),
)

/** All the roles of one person, from now on. Police and prison roles stand alone: the server refuses another beside them. */
export function RolesForm({ person }: { person: Person }) {
  const setting = useWriting(Person, 'PUT', `/people/${person.accountId}/roles`)
  const [roles, setRoles] = useState<string[]>(person.roles.map(({ role }) => role))
  const [agencyId, setAgency] = useState(person.agencyId ?? '')
  const needsAgency = roles.some((role) => agencyRoles.includes(role))
  return (
    <section className="vigil-panel" aria-labelledby="roles-heading">
      <h2 className="govuk-heading-m" id="roles-heading">
        Roles
      </h2>
      {setting.isSuccess && (
        <p className="govuk-inset-text" role="status">
          Saved. It counts from the next thing they do.
        </p>
      )}
      <SmallForm
        labels={{ roles: 'Roles', agencyId: 'Agency' }}
        check={() =>
          needsAgency && !agencyId ? [{ path: 'agencyId', message: 'Choose the agency they act for' }] : []
        }
        send={() => setting.mutate({ body: { roles, agencyId: needsAgency ? agencyId : null } })}
        failure={setting.error}
        isSending={setting.isPending}
        submitLabel="Save these roles"
        fields={(errorAt) => (
          <>
            <Checkboxes
              path="roles"
              label="Roles they hold from now on"
              hint="No role at all: they can still sign in, and see nothing of this partnership."
              chosen={roles}
              words={words}
              error={errorAt('roles')}
              onChange={setRoles}
            />
            {needsAgency && <AgencySelect value={agencyId} error={errorAt('agencyId')} onChange={setAgency} />}
          </>
        )}
      />
    </section>
  )
}
