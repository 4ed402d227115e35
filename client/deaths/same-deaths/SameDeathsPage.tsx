import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { SameDeathPage, type SameDeathPair } from '../../../server/contract/same-death.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { OwnAgencyNote } from '../../record/OwnAgencyNote.tsx'
import { PairDecisions } from '../../record/pairs/PairDecisions.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Pagination } from '../../ui/Pagination.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { plural } from '../../words/words.ts'
import { DecideDeath } from './DecideDeath.tsx'
import { SideBySide, ToDeath } from './SideBySide.tsx'
import { decidedWords, sayAgreements, stateWords } from './sayPair.ts'

const route = getRouteApi('/$partnership/same-deaths')

/** Pairs of records that may be of one death: a person says, and may take it back. */
export function SameDeathsPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/same-deaths' })
  const { slug: partnership } = usePartnership()
  const page = useAnswer(SameDeathPage, '/same-deaths', search)
  const { cursor: _cursor, ...filters } = search
  const isNarrowed = search.death !== undefined || search.import !== undefined
  return (
    <>
      <PageTitle>
        Two sources may have recorded one death. Said to be the same, it counts once from today, in every figure;
        nothing is merged, and figures as known before stay as they were. The record with complete toxicology counts,
        else the one that says which drugs were implicated; of equals, the one known first.
      </PageTitle>
      <OwnAgencyNote />
      <div className="vigil-filters">
        <SelectFilter<'open' | 'same' | 'not_same'>
          path="state"
          label="Show"
          value={search.state ?? 'open'}
          words={stateWords}
          onChange={(state) => void navigate({ search: (now) => ({ ...now, cursor: undefined, state }) })}
        />
      </div>
      {isNarrowed && (
        <p className="govuk-body">
          Only those {search.death ? 'of one record' : 'with what one import added'}.{' '}
          <Link
            to="/$partnership/same-deaths"
            params={{ partnership }}
            search={{ state: search.state }}
            className="govuk-link"
          >
            Show all
          </Link>
        </p>
      )}
      <Answered answer={page} what="possible same deaths">
        {({ rows, total, nextCursor }) =>
          rows.length === 0 ? (
            <EmptyState sentence="No pairs here.">
              Records are compared by day, age, sex and place, when this page is opened and every night.
            </EmptyState>
          ) : (
            <>
              <p className="vigil-total">{plural(total, 'pair')}</p>
              <ul className="vigil-cards">
                {rows.map((pair) => (
                  <Pair key={pair.records.map(({ deathId }) => deathId).join()} pair={pair} />
                ))}
              </ul>
              <Pagination
                shown={rows.length}
                total={total}
                nextCursor={nextCursor}
                isFirstPage={!search.cursor}
                onPage={(cursor) => void navigate({ search: (now) => ({ ...now, cursor }) })}
              />
              <CsvLink path="/same-deaths" query={filters} what="these pairs" />
            </>
          )
        }
      </Answered>
    </>
  )
}

function Pair({ pair }: { pair: SameDeathPair }) {
  const { slug: partnership } = usePartnership()
  const [one, other] = pair.records
  const counted = pair.records.find(({ countedWith }) => countedWith === null)
  return (
    <li className="vigil-card">
      <h2 className="govuk-heading-s">
        <ToDeath {...one} /> and <ToDeath {...other} />
      </h2>
      <p className="govuk-body">
        {sayAgreements(pair)}
        {pair.state === 'same' && counted && `. Counted once, as ${counted.reference}`}
      </p>
      <SideBySide pair={pair} />
      <DecideDeath pair={pair} />
      <PairDecisions decisions={pair.decisions} words={decidedWords} />
      <p className="govuk-body-s vigil-flush">
        <Link
          to="/$partnership/same-deaths"
          params={{ partnership }}
          search={{ death: other.deathId, state: pair.state === 'open' ? undefined : (pair.state as 'same') }}
          className="govuk-link"
        >
          Link to this<span className="govuk-visually-hidden"> pair, {`${one.reference} and ${other.reference}`}</span>
        </Link>
      </p>
    </li>
  )
}
