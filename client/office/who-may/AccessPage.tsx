import { PolicyTable } from '../../../server/contract/person.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMembership } from '../../api/may.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ActionAccess } from './ActionAccess.tsx'
import { RoleAccess } from './RoleAccess.tsx'

/** The table that the server's guards read, said in two ways: what a role may do, and who may do a thing. */
export function AccessPage() {
  const table = useAnswer(PolicyTable, '/policy')
  const { roles: mine } = useMembership()
  return (
    <>
      <PageTitle>
        Every request is checked against this table, and the database holds to it too. Names, dates of birth and NHS
        numbers are kept apart from all of it.
      </PageTitle>
      <Answered answer={table} what="the table">
        {(known) => (
          <>
            <h2 className="govuk-heading-m">By role</h2>
            {known.roles.map((role) => (
              <RoleAccess key={role.role} table={known} role={role} isMine={mine.includes(role.role)} />
            ))}
            <h2 className="govuk-heading-m vigil-panel--apart">By what is done</h2>
            <ActionAccess
              title="With records of people"
              table={known}
              actions={known.actions.filter(({ reachesCases, everyone }) => reachesCases && !everyone)}
            />
            <ActionAccess
              title="Apart from records of people"
              table={known}
              actions={known.actions.filter(({ reachesCases, everyone }) => !reachesCases && !everyone)}
            />
            <p className="govuk-body">
              <CsvLink path="/policy" what="this table" needsSecondFactor={false} />
            </p>
            <p className="govuk-body">
              Without signing in anybody may:{' '}
              {known.actions
                .filter(({ everyone }) => everyone)
                .map(({ does }) => does)
                .join('; ')}
              .
            </p>
          </>
        )}
      </Answered>
    </>
  )
}
