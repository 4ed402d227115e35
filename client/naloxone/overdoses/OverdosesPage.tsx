import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { REVERSAL } from '../../../server/contract/indicator.ts'
import { OverdosePage as OverdosePageContract } from '../../../server/contract/overdose.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { ListFilters } from '../../record/ListFilters.tsx'
import { OwnAgencyNote } from '../../record/OwnAgencyNote.tsx'
import { ToLookAtLink } from '../../record/ToLookAtLink.tsx'
import { WaysToAdd } from '../../record/WaysToAdd.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Pagination } from '../../ui/Pagination.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { sayPeriod } from '../../ui/sayPeriod.ts'
import { plural } from '../../words/words.ts'
import { OverdosesTable } from './OverdosesTable.tsx'
import { listStatusWords } from './overdoseWords.ts'

const route = getRouteApi('/$partnership/reversals')

export function OverdosesPage() {
  const search = route.useSearch()
  const may = useMay()
  const params = { partnership: usePartnership().slug }
  const navigate = useNavigate({ from: '/$partnership/reversals' })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, cursor: undefined, ...changed }), resetScroll: false })
  const page = useAnswer(OverdosePageContract, '/overdoses', search)
  const { cursor: _cursor, ...filters } = search
  return (
    <>
      <PageTitle
        actions={
          may('overdose:write') && (
            <Link to="/$partnership/reversals/new" params={params} className="govuk-button">
              Record a reversal
            </Link>
          )
        }
      >
        A reversal is {REVERSAL}.
      </PageTitle>
      <OwnAgencyNote />
      <ListFilters search={search} hasSubstance onChange={change}>
        <SelectFilter<NonNullable<typeof search.status>>
          path="status"
          label="Which events"
          value={search.status}
          words={listStatusWords}
          anyLabel="All overdose events"
          onChange={(status) => change({ status })}
        />
      </ListFilters>
      <Answered answer={page} what="reversals">
        {({ rows, total, nextCursor }) =>
          rows.length === 0 ? (
            <EmptyState sentence={`No overdose events recorded${sayPeriod(search)} match these filters.`}>
              <WaysToAdd to="/$partnership/reversals/new" action="overdose:write" label="Record a reversal" />
            </EmptyState>
          ) : (
            <>
              <p className="vigil-total">
                {plural(total, 'event')}
                {sayPeriod(search)}
              </p>
              <OverdosesTable overdoses={rows} />
              <Pagination
                shown={rows.length}
                total={total}
                nextCursor={nextCursor}
                isFirstPage={!search.cursor}
                onPage={(cursor) => change({ cursor })}
              />
              <CsvLink path="/overdoses" query={filters} what="these events" />
              <p className="govuk-body vigil-panel--apart">
                <ToLookAtLink />
              </p>
            </>
          )
        }
      </Answered>
    </>
  )
}
