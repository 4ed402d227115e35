import { agencyRoles } from '../../../server/contract/access.ts'
import { Person, SetRoles } from '../../../server/contract/person.ts'
import { useWriting } from '../../api/answers.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { chosenIn, smallForm } from '../../ui/smallForms.ts'
import { roleNames, roleSentences } from '../../words/roleWords.ts'
import { agencyField } from './AgencySelect.tsx'

export const setRoles = smallForm({
  fields: [
    {
      path: 'roles',
      label: 'Roles they hold from now on',
      shortLabel: 'Roles',
      kind: 'checkboxes',
      hint: 'No role at all: they can still sign in, and see nothing of this partnership.',
      words: Object.fromEntries(
        Object.entries(roleNames).map(([role, name]) => [role, `${name}. ${roleSentences[role]}`]),
      ),
    },
    { ...agencyField, isAsked: ({ roles }) => chosenIn(roles).some((role) => agencyRoles.includes(role)) },
  ],
  schema: SetRoles,
})

/** All the roles of one person, from now on. Police and prison roles stand alone: the server refuses another beside them. */
export function RolesForm({ person }: { person: Person }) {
  const setting = useWriting(Person, 'PUT', `/people/${person.accountId}/roles`)
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
        form={setRoles}
        initial={{ roles: person.roles.map(({ role }) => role).join(','), agencyId: person.agencyId ?? '' }}
        writing={setting}
        send={(body) => setting.mutate({ body })}
        submitLabel="Save these roles"
      />
    </section>
  )
}
