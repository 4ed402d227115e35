import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { WholeAudit } from '../../../server/contract/audit.ts'
import type { AuditAction } from '../../../server/contract/filters.ts'
import { People } from '../../../server/contract/person.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { plural, wordsFor } from '../../words/words.ts'
import { AnchoredNote } from './AnchoredNote.tsx'
import { AuditTable } from './AuditTable.tsx'
import { OlderRows } from './OlderRows.tsx'
import { RecordFilter } from './RecordFilter.tsx'

const route = getRouteApi('/$partnership/audit')

const actionWords = wordsFor<AuditAction>({
  read: 'Read',
  write: 'Written',
  export: 'Files taken',
  identity: 'Identities',
  sign_in: 'Signed in',
  permission: 'Permissions changed',
  refused: 'Refused',
})

/** Who did what, for the information governance lead: which record, which fields, how many; never what stands in them. */
export function AuditPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/audit' })
  const may = useMay()
  const people = useAnswer(People, '/people', {}, { enabled: may('person:read') }).data ?? []
  const page = useAnswer(WholeAudit, '/audit', search)
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, before: undefined, ...changed }), resetScroll: false })
  const { before: _before, ...filters } = search
  return (
    <>
      <PageTitle>
        Who read, wrote and took what. It can be added to and never changed: <code>vigil verify</code> finds any entry
        that was altered, deleted or moved.
      </PageTitle>
      {page.data && <AnchoredNote anchored={page.data.anchored} length={page.data.length} />}
      <fieldset className="vigil-filters" aria-label="Filters">
        <DayFilter path="from" label="From" value={search.from} onChange={(from) => change({ from })} />
        <DayFilter path="to" label="To" value={search.to} onChange={(to) => change({ to })} />
        <SelectFilter
          path="user"
          label="Who"
          value={search.user}
          words={Object.fromEntries(people.map(({ accountId, name }) => [accountId, name]))}
          anyLabel="Anybody"
          onChange={(user) => change({ user })}
        />
        <SelectFilter<AuditAction>
          path="action"
          label="What"
          value={search.action}
          words={actionWords}
          anyLabel="Anything"
          onChange={(action) => change({ action })}
        />
        <RecordFilter value={search.record} onChange={(record) => change({ record })} />
      </fieldset>
      <Answered answer={page} what="the audit">
        {({ rows, nextBefore, length }) =>
          rows.length === 0 ? (
            <EmptyState sentence="Nothing of this kind stands in the audit.">Choose fewer filters.</EmptyState>
          ) : (
            <>
              <p className="govuk-body-s">
                {plural(rows.length, 'entry', 'entries')} shown, newest first. The whole chain has{' '}
                {length.toLocaleString('en-GB')}.
              </p>
              <AuditTable rows={rows} caption="Audit" onRecord={(record) => change({ record })} />
              <OlderRows
                isFirstPage={!search.before}
                nextBefore={nextBefore}
                onPage={(next) => change({ before: next })}
              />
              <CsvLink path="/audit" query={filters} what="these entries" />
            </>
          )
        }
      </Answered>
    </>
  )
}
