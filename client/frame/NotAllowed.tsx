import { Link } from '@tanstack/react-router'
import type { Action } from '../../server/contract/access.ts'
import { PolicyTable } from '../../server/contract/person.ts'
import { useAnswer } from '../api/answers.ts'
import { useMembership } from '../api/may.ts'
import { PageTitle } from '../ui/PageTitle.tsx'
import { NotFoundHere } from './NotFound.tsx'

/** Says plainly that a role does not include a page, and whose does. Behind the wall there is no such page at all. */
export function NotAllowed({ action }: { action: Action }) {
  const { isWalled } = useMembership()
  return isWalled ? <NotFoundHere /> : <NotIncluded action={action} />
}

function NotIncluded({ action }: { action: Action }) {
  const { roleNames, slug } = useMembership()
  const table = useAnswer(PolicyTable, '/policy').data
  const row = table?.actions.find((candidate) => candidate.action === action)
  const names = table?.roles.filter(({ role }) => row?.roles.some((held) => held.role === role)).map(({ name }) => name)
  return (
    <>
      <PageTitle title="Your role does not include this" />
      <p className="govuk-body vigil-prose">
        You are signed in as {roleNames.join(' and ').toLowerCase()}
        {row ? `, and this page needs somebody who may ${row.does}` : ''}.
      </p>
      {names && names.length > 0 && (
        <>
          <p className="govuk-body">These roles include it:</p>
          <ul className="govuk-list govuk-list--bullet">
            {names.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </>
      )}
      {action === 'figure:read' && (
        <p className="govuk-body">
          <Link to="/$partnership/figures" params={{ partnership: slug }} className="govuk-link">
            A map of what is published
          </Link>{' '}
          is for everybody.
        </p>
      )}
      <p className="govuk-body">If you need it for your work, ask the administrator of your partnership.</p>
    </>
  )
}
