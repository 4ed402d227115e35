import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { AgencyRequests } from '../../../server/contract/agency-request.ts'
import { useAnswer } from '../../api/answers.ts'
import { OwnAgencyNote } from '../../record/OwnAgencyNote.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { plural } from '../../words/words.ts'
import { RequestsTable } from './RequestsTable.tsx'
import { showWords } from './requestWords.ts'

const route = getRouteApi('/$partnership/agency-requests')

/** Everything that is asked or owed, the soonest due first. */
export function RequestsPage() {
  const { show = 'open' } = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/agency-requests' })
  const requests = useAnswer(AgencyRequests, '/agency-requests', { show })
  return (
    <>
      <PageTitle>
        What agencies are asked to tell of the life before a death. Due in five working days, Monday to Friday; days on
        which banks are closed are not left out.
      </PageTitle>
      <OwnAgencyNote />
      <div className="vigil-filters">
        <SelectFilter<typeof show>
          path="show"
          label="Show"
          value={show}
          words={showWords}
          onChange={(chosen) => void navigate({ search: { show: chosen } })}
        />
      </div>
      <Answered answer={requests} what="requests to agencies">
        {({ rows, isCut }) =>
          rows.length === 0 ? (
            <EmptyState sentence={show === 'late' ? 'Nothing is overdue.' : 'Nothing is asked.'}>
              Agencies are asked when a first notice that names them is accepted, or from the page of a death.
            </EmptyState>
          ) : (
            <>
              <p className="vigil-total">{plural(rows.length, 'request')}</p>
              {isCut && <p className="govuk-inset-text">These are the first 1,000. The file has no more either.</p>}
              <RequestsTable rows={rows} />
              <CsvLink path="/agency-requests" query={{ show }} what="these requests" />
            </>
          )
        }
      </Answered>
    </>
  )
}
