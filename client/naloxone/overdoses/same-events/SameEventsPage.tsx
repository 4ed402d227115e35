import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { SameEventPage, type SameEventPair } from '../../../../server/contract/same-event.ts'
import { useAnswer } from '../../../api/answers.ts'
import { usePartnership } from '../../../api/partnership.ts'
import { OwnAgencyNote } from '../../../record/OwnAgencyNote.tsx'
import { PairDecisions } from '../../../record/pairs/PairDecisions.tsx'
import { Answered } from '../../../ui/Answered.tsx'
import { CsvLink } from '../../../ui/CsvLink.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { PageTitle } from '../../../ui/PageTitle.tsx'
import { Pagination } from '../../../ui/Pagination.tsx'
import { SelectFilter } from '../../../ui/SelectFilter.tsx'
import { plural } from '../../../words/words.ts'
import { DecideEvent } from './DecideEvent.tsx'
import { MissingEventsPanel } from './MissingEventsPanel.tsx'
import { ReportsBeside, ToReport } from './ReportsBeside.tsx'
import { decidedWords, likelyWords, sayLikely, stateWords } from './sayEvent.ts'
import { Waterfall } from './Waterfall.tsx'

const route = getRouteApi('/$partnership/same-events')

/** Pairs of reports that may be of one event: a person says, and may take it back. */
export function SameEventsPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/same-events' })
  const { slug: partnership } = usePartnership()
  const page = useAnswer(SameEventPage, '/same-events', search)
  const { cursor: _cursor, ...filters } = search
  const isNarrowed = search.overdose !== undefined || search.import !== undefined
  return (
    <>
      <PageTitle>
        A peer, the ambulance and the police may report one overdose. Said to be one event, it counts once from today,
        in every figure; every report, note and source stays as it is, and it can be taken apart again. The report that
        tells of the most people counts; of equals, the one that knows the outcome, then the one known first; on the
        page of a report you can choose another.
      </PageTitle>
      <OwnAgencyNote />
      <fieldset className="vigil-filters" aria-label="Filters">
        <SelectFilter<'open' | 'same' | 'not_same'>
          path="state"
          label="Show"
          value={search.state ?? 'open'}
          words={stateWords}
          onChange={(state) => void navigate({ search: (now) => ({ ...now, cursor: undefined, state }) })}
        />
        {(search.state ?? 'open') === 'open' && (
          <SelectFilter<'10' | '50' | '90'>
            path="atLeast"
            label="How likely"
            value={search.atLeast ?? '50'}
            words={likelyWords}
            onChange={(atLeast) => void navigate({ search: (now) => ({ ...now, cursor: undefined, atLeast }) })}
          />
        )}
      </fieldset>
      {isNarrowed && (
        <p className="govuk-body">
          Only those {search.overdose ? 'of one report' : 'with what one import added'}.{' '}
          <Link
            to="/$partnership/same-events"
            params={{ partnership }}
            search={{ state: search.state }}
            className="govuk-link"
          >
            Show all
          </Link>
        </p>
      )}
      <Answered answer={page} what="possible reports of one event">
        {({ rows, total, nextCursor }) =>
          rows.length === 0 ? (
            <EmptyState sentence="No pairs here.">
              Reports are compared by time, place, people, product and doses when this page is opened and every night.
            </EmptyState>
          ) : (
            <>
              <p className="vigil-total">{plural(total, 'pair')}</p>
              <ul className="vigil-cards">
                {rows.map((pair) => (
                  <Pair key={pair.reports.map(({ overdoseId }) => overdoseId).join()} pair={pair} />
                ))}
              </ul>
              <Pagination
                shown={rows.length}
                total={total}
                nextCursor={nextCursor}
                isFirstPage={!search.cursor}
                onPage={(cursor) => void navigate({ search: (now) => ({ ...now, cursor }) })}
              />
              <CsvLink path="/same-events" query={filters} what="these pairs" />
            </>
          )
        }
      </Answered>
      <MissingEventsPanel />
    </>
  )
}

function Pair({ pair }: { pair: SameEventPair }) {
  const [one, other] = pair.reports
  const counted = pair.reports.find(({ countedWith, isWithdrawn }) => countedWith === null && !isWithdrawn)
  const metres =
    pair.metresApart === null ? '' : `; places ${Math.round(pair.metresApart).toLocaleString('en-GB')} m apart`
  return (
    <li className="vigil-card">
      <h2 className="govuk-heading-s">
        <ToReport {...one} /> and <ToReport {...other} />
      </h2>
      <p className="govuk-body">
        {sayLikely(pair.probability)}
        {metres}
        {pair.state === 'same' && counted && `. Counted once, as ${counted.reference}`}
      </p>
      <ReportsBeside reports={pair.reports} />
      <Waterfall weights={pair.weights} about={`${one.reference} and ${other.reference}`} />
      <DecideEvent pair={pair} />
      <PairDecisions decisions={pair.decisions} words={decidedWords} />
    </li>
  )
}
