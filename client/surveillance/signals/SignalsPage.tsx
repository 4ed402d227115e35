import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { SignalPage as SignalPageContract } from '../../../server/contract/signal.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Pagination } from '../../ui/Pagination.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { say } from '../../words/words.ts'
import { OverBorders } from './OverBorders.tsx'
import { PlainNotices } from './PlainNotices.tsx'
import { SignalSentences } from './SignalSentences.tsx'
import { stateMeanings, stateWords, tierMeanings, tierWords } from './signalWords.ts'

const route = getRouteApi('/$partnership/signals')

export function SignalsPage() {
  const search = route.useSearch()
  const params = { partnership: usePartnership().slug }
  const navigate = useNavigate({ from: '/$partnership/signals' })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, cursor: undefined, ...changed }), resetScroll: false })
  const page = useAnswer(SignalPageContract, '/signals', search)
  const { cursor: _cursor, ...filters } = search
  return (
    <>
      <PageTitle>
        What the nightly checks found unusual. A signal is a statistical flag: it does not say why.{' '}
        <Link to="/$partnership/signals/register" params={params}>
          What signals turned out to be
        </Link>
      </PageTitle>
      <fieldset className="vigil-filters" aria-label="Filters">
        <SelectFilter<'open' | 'closed' | 'all'>
          path="state"
          label="State"
          value={search.state ?? 'open'}
          words={{ open: 'Open', closed: 'Closed', all: 'All' }}
          onChange={(state) => change({ state })}
        />
        <SelectFilter<'notify' | 'watch' | 'notice'>
          path="tier"
          label="Tier"
          value={search.tier}
          words={tierWords}
          anyLabel="Any"
          onChange={(tier) => change({ tier })}
        />
        <DayFilter path="from" label="From" value={search.from} onChange={(from) => change({ from })} />
        <DayFilter path="to" label="To" value={search.to} onChange={(to) => change({ to })} />
      </fieldset>
      <DefinitionOnDemand term="What notify, watch, notice, and the states mean">
        <dl className="vigil-terms">
          {Object.entries(tierMeanings).map(([tier, meaning]) => (
            <div key={tier}>
              <dt>{say(tierWords, tier)}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
          {Object.entries(stateMeanings).map(([state, meaning]) => (
            <div key={state}>
              <dt>{say(stateWords, state)}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </DefinitionOnDemand>
      <Answered answer={page} what="signals">
        {({ rows, total, nextCursor }) =>
          rows.length === 0 ? (
            <EmptyState sentence="No signal matches these filters.">
              Choose a longer period or all states, or see{' '}
              <Link to="/$partnership/nights" params={params}>
                what each night could judge
              </Link>
              .
            </EmptyState>
          ) : (
            <>
              <SignalSentences signals={rows} />
              <Pagination
                shown={rows.length}
                total={total}
                nextCursor={nextCursor}
                isFirstPage={!search.cursor}
                onPage={(cursor) => change({ cursor })}
              />
              <CsvLink path="/signals" query={filters} what="these signals" />
            </>
          )
        }
      </Answered>
      <OverBorders />
      <PlainNotices />
    </>
  )
}
