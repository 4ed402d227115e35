import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { SupplyPage as SupplyPageContract } from '../../../server/contract/supply.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { ListFilters } from '../../record/ListFilters.tsx'
import { OwnAgencyNote } from '../../record/OwnAgencyNote.tsx'
import { ToLookAtLink } from '../../record/ToLookAtLink.tsx'
import { WaysToAdd } from '../../record/WaysToAdd.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Pagination } from '../../ui/Pagination.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { sayPeriod } from '../../ui/sayPeriod.ts'
import { Table } from '../../ui/Table.tsx'
import { plural, say } from '../../words/words.ts'
import { recipientWords, supplySettingWords } from './supplyWords.ts'

const route = getRouteApi('/$partnership/supplies')

export function SuppliesPage() {
  const search = route.useSearch()
  const may = useMay()
  const params = { partnership: usePartnership().slug }
  const navigate = useNavigate({ from: '/$partnership/supplies' })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, cursor: undefined, ...changed }), resetScroll: false })
  const page = useAnswer(SupplyPageContract, '/supplies', search)
  const { cursor: _cursor, ...filters } = search
  return (
    <>
      <PageTitle
        actions={
          may('supply:write') && (
            <Link to="/$partnership/supplies/new" params={params} className="govuk-button">
              Record a supply
            </Link>
          )
        }
      />
      <OwnAgencyNote />
      <ListFilters search={search} onChange={({ from, to, area }) => change({ from, to, area })}>
        <SelectFilter<NonNullable<typeof search.status>>
          path="status"
          label="Setting"
          value={search.status}
          words={supplySettingWords}
          anyLabel="Any"
          onChange={(status) => change({ status })}
        />
      </ListFilters>
      <Answered answer={page} what="supplies">
        {({ rows, total, nextCursor }) =>
          rows.length === 0 ? (
            <EmptyState sentence={`No naloxone supplies recorded${sayPeriod(search)} match these filters.`}>
              <WaysToAdd to="/$partnership/supplies/new" action="supply:write" label="Record a supply" />
            </EmptyState>
          ) : (
            <>
              <p className="vigil-total">
                {plural(total, 'supply', 'supplies')}
                {sayPeriod(search)}
              </p>
              <Table
                caption="Naloxone supplies"
                isCaptionHidden
                rows={rows}
                rowKey={({ supplyId }) => supplyId}
                columns={[
                  {
                    heading: 'Day',
                    isRowHeading: true,
                    cell: ({ supplyId, suppliedOn, isWithdrawn }) => (
                      <>
                        <Link
                          to="/$partnership/supplies/$supplyId"
                          params={{ ...params, supplyId }}
                          className="govuk-link"
                        >
                          <DayText day={suppliedOn} />
                        </Link>
                        {isWithdrawn && ' (withdrawn)'}
                      </>
                    ),
                  },
                  { heading: 'Kits', isNumber: true, cell: ({ kits }) => kits },
                  { heading: 'Product', cell: ({ productName }) => productName },
                  { heading: 'To', cell: ({ recipientKind }) => say(recipientWords, recipientKind) },
                  { heading: 'Setting', cell: ({ setting }) => say(supplySettingWords, setting) },
                  { heading: 'Agency', cell: ({ agencyName }) => agencyName ?? 'not recorded' },
                  {
                    heading: 'Expires',
                    cell: ({ expiresOn, expiresPrecision }) => (
                      <DayText day={expiresOn} precision={expiresPrecision ?? 'day'} />
                    ),
                  },
                ]}
              />
              <Pagination
                shown={rows.length}
                total={total}
                nextCursor={nextCursor}
                isFirstPage={!search.cursor}
                onPage={(cursor) => change({ cursor })}
              />
              <CsvLink path="/supplies" query={filters} what="these supplies" />
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
