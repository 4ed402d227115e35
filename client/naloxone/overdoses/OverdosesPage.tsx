import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { REVERSAL } from '../../../server/contract/indicator.ts'
import { OverdosePage as OverdosePageContract } from '../../../server/contract/overdose.ts'
import { useAnswer } from '../../api/answers.ts'
import { ListFilters } from '../../record/ListFilters.tsx'
import { RecordList } from '../../record/RecordList.tsx'
import { ToLookAtLink } from '../../record/ToLookAtLink.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { plural } from '../../words/words.ts'
import { FollowUpLink } from './follow-up/FollowUpLink.tsx'
import { OverdosesTable } from './OverdosesTable.tsx'
import { overdoseKind } from './overdoseKind.ts'
import { listStatusWords, outcomeWords } from './overdoseWords.ts'
import { SameEventsLink } from './same-events/SameEventsNotice.tsx'

const route = getRouteApi('/$partnership/reversals')

export function OverdosesPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/reversals' })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, cursor: undefined, ...changed }), resetScroll: false })
  const page = useAnswer(OverdosePageContract, '/overdoses', search)
  return (
    <RecordList
      kind={overdoseKind}
      title="Reversals and overdoses"
      lede={<>A reversal is {REVERSAL}.</>}
      filters={
        <ListFilters search={search} hasSubstance onChange={change}>
          <SelectFilter<NonNullable<typeof search.status>>
            path="status"
            label="Which events"
            value={search.status}
            words={listStatusWords}
            anyLabel="All overdose events"
            onChange={(status) => change({ status })}
          />
          <SelectFilter<NonNullable<typeof search.outcome>>
            path="outcome"
            label="Outcome"
            value={search.outcome}
            words={outcomeWords}
            anyLabel="Any outcome"
            onChange={(outcome) => change({ outcome })}
          />
        </ListFilters>
      }
      answer={page}
      search={search}
      onPage={(cursor) => change({ cursor })}
      words={{ rows: 'reversals', none: 'No overdose events recorded', these: 'these events' }}
      sayTotal={({ total }) => plural(total, 'event')}
      table={(rows) => <OverdosesTable overdoses={rows} />}
    >
      {search.by && search.part && (
        <p className="govuk-inset-text">
          Only events whose reversals count in one row of what naloxone has done.{' '}
          <button
            type="button"
            className="vigil-link-button"
            onClick={() => change({ by: undefined, part: undefined })}
          >
            Show all events
          </button>
        </p>
      )}
      <ToLookAtLink /> · <SameEventsLink /> · <FollowUpLink />
    </RecordList>
  )
}
