import { Link } from '@tanstack/react-router'
import { People } from '../../../server/contract/person.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { instantInWords } from '../../words/day.ts'
import { StateTag } from './StateTag.tsx'

export function PeoplePage() {
  const { slug: partnership, timeZone } = usePartnership()
  const may = useMay()
  const people = useAnswer(People, '/people')
  const invite = (
    <Link to="/$partnership/people/invite" params={{ partnership }} className="govuk-button">
      Invite somebody
    </Link>
  )
  return (
    <>
      <PageTitle actions={may('person:write') && invite}>
        Who has an account here, and what each may do.{' '}
        <Link to="/$partnership/access" params={{ partnership }}>
          What the roles include
        </Link>
      </PageTitle>
      <Answered answer={people} what="people">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState sentence="Nobody has a role here yet.">
              {may('person:write') ? 'Invite the first with the button above.' : 'An administrator invites people.'}
            </EmptyState>
          ) : (
            <>
              <Table
                caption="People"
                isCaptionHidden
                rows={rows}
                rowKey={({ accountId }) => accountId}
                columns={[
                  {
                    heading: 'Name',
                    isRowHeading: true,
                    cell: ({ accountId, name, email }) => (
                      <>
                        <Link
                          to="/$partnership/people/$accountId"
                          params={{ partnership, accountId }}
                          className="govuk-link"
                        >
                          {name}
                        </Link>
                        <br />
                        <span className="vigil-quiet">{email}</span>
                      </>
                    ),
                  },
                  {
                    heading: 'Roles',
                    cell: ({ roles }) => (
                      <span className="vigil-phrase">{roles.map(({ roleName }) => roleName).join(', ') || 'none'}</span>
                    ),
                  },
                  { heading: 'Agency', cell: ({ agencyName }) => agencyName ?? '–' },
                  {
                    heading: 'State',
                    cell: ({ state, administratorState }) => (
                      <>
                        <StateTag state={state} />{' '}
                        {administratorState === 'waits' && <Tag colour="yellow">To confirm</Tag>}
                      </>
                    ),
                  },
                  {
                    heading: 'Second factor',
                    cell: ({ state, hasSecondFactor }) =>
                      state === 'invited' ? 'not known' : hasSecondFactor ? 'set up' : 'not yet',
                  },
                  {
                    heading: 'Last signed in',
                    cell: ({ state, lastSignedInAt }) =>
                      state === 'invited'
                        ? 'not known'
                        : lastSignedInAt
                          ? instantInWords(lastSignedInAt, timeZone)
                          : 'never',
                  },
                ]}
              />
              <CsvLink path="/people" what="these people" />
            </>
          )
        }
      </Answered>
    </>
  )
}
