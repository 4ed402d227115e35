import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { SupplyPage as SupplyPageContract } from '../../../server/contract/supply.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { ListFilters } from '../../record/ListFilters.tsx'
import { RecordList } from '../../record/RecordList.tsx'
import { ToLookAtLink } from '../../record/ToLookAtLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { Table } from '../../ui/Table.tsx'
import { supplySettingWords } from '../../words/supplySettingWords.ts'
import { plural, say } from '../../words/words.ts'
import { supplyKind } from './supplyKind.ts'
import { recipientWords } from './supplyWords.ts'

const route = getRouteApi('/$partnership/supplies')

export function SuppliesPage() {
  const search = route.useSearch()
  const params = { partnership: usePartnership().slug }
  const navigate = useNavigate({ from: '/$partnership/supplies' })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, cursor: undefined, ...changed }), resetScroll: false })
  const page = useAnswer(SupplyPageContract, '/supplies', search)
  return (
    <RecordList
      kind={supplyKind}
      title="Naloxone supply"
      filters={
        <ListFilters search={search} onChange={({ substance: _, ...changed }) => change(changed)}>
          <SelectFilter<NonNullable<typeof search.status>>
            path="status"
            label="Setting"
            value={search.status}
            words={supplySettingWords}
            anyLabel="Any"
            onChange={(status) => change({ status })}
          />
        </ListFilters>
      }
      answer={page}
      search={search}
      onPage={(cursor) => change({ cursor })}
      words={{ rows: 'supplies', none: 'No naloxone supplies recorded', these: 'these supplies' }}
      sayTotal={({ total }) => plural(total, 'supply', 'supplies')}
      table={(rows) => (
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
                  <Link to="/$partnership/supplies/$supplyId" params={{ ...params, supplyId }} className="govuk-link">
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
      )}
    >
      <ToLookAtLink />
      {' · '}
      <Link to="/$partnership/trainings" params={params} className="govuk-link">
        Training
      </Link>
      {' · '}
      <Link to="/$partnership/supply-law" params={params} className="govuk-link">
        Who may supply naloxone
      </Link>
    </RecordList>
  )
}
