import type { PolicyTable } from '../../../server/contract/person.ts'
import { roleSentences } from '../../words/roleWords.ts'

interface RoleAccessProps {
  table: PolicyTable
  role: PolicyTable['roles'][number]
  isMine: boolean
}

/** All that one role may do; one's own stands open. */
export function RoleAccess({ table, role, isMine }: RoleAccessProps) {
  const held = table.actions
    .filter(({ everyone }) => !everyone)
    .flatMap((action) => {
      const scope = action.roles.find((candidate) => candidate.role === role.role)?.scope
      return scope ? [{ ...action, scope }] : []
    })
  const onCases = held.filter(({ reachesCases }) => reachesCases)
  const apart = held.filter(({ reachesCases }) => !reachesCases)
  return (
    <details className="govuk-details vigil-definition" open={isMine}>
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">
          {role.name}
          {isMine && ' (your role)'}
        </span>
      </summary>
      <div className="govuk-details__text">
        <p>{roleSentences[role.role]}</p>
        {role.isWalled && (
          <p>
            <strong>Behind the wall:</strong> nothing that peers report reaches this role, on any page, map or list.
          </p>
        )}
        <p>
          <strong>With records of people:</strong>
          {onCases.length === 0 && ' nothing. No case reaches this role.'}
        </p>
        <ul className="govuk-list govuk-list--bullet">
          {onCases.map(({ action, does, scope }) => (
            <li key={action}>
              {does}
              {scope === 'own agency' && ', only what their own agency recorded'}
            </li>
          ))}
        </ul>
        <p>
          <strong>Apart from them:</strong>
        </p>
        <ul className="govuk-list govuk-list--bullet">
          {apart.map(({ action, does }) => (
            <li key={action}>{does}</li>
          ))}
        </ul>
      </div>
    </details>
  )
}
