import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { DeathPage as DeathPageContract } from '../../server/contract/death.ts'
import { SUBSTANCE_COUNTS } from '../../server/contract/finding.ts'
import { useAnswer } from '../api/answers.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { ListFilters } from '../record/ListFilters.tsx'
import { placeWords } from '../record/placeWords.ts'
import { RecordList } from '../record/RecordList.tsx'
import { ToLookAtLink } from '../record/ToLookAtLink.tsx'
import { RoleFilter } from '../substances/RoleFilter.tsx'
import { DayFilter } from '../ui/DayFilter.tsx'
import { SelectFilter } from '../ui/SelectFilter.tsx'
import { statusWords } from '../words/deathWords.ts'
import { plural } from '../words/words.ts'
import { DeathsTable } from './DeathsTable.tsx'
import { deathKind } from './deathKind.ts'
import { SameDeathsLink } from './same-deaths/SameDeathsLink.tsx'

const route = getRouteApi('/$partnership/deaths')

export function DeathsPage() {
  const search = route.useSearch()
  const may = useMay()
  const params = { partnership: usePartnership().slug }
  const navigate = useNavigate({ from: '/$partnership/deaths' })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, cursor: undefined, ...changed }), resetScroll: false })
  const page = useAnswer(DeathPageContract, '/deaths', search)
  const { cursor: _cursor, ...filters } = search
  const { from, to, area, circle, substance, role, place } = filters
  // the map has neither of these filters
  const isOnMap = may('figure:read') && !filters.asKnownOn && !filters.status && !filters.toxicology
  return (
    <RecordList
      kind={deathKind}
      title="Deaths"
      above={
        may('figure:read') && (
          <p className="govuk-body">
            <Link to="/$partnership/how-many" params={params} className="govuk-link">
              How many died, by which definition
            </Link>
            {' · '}
            <Link to="/$partnership/substances-in-deaths" params={params} className="govuk-link">
              Substances in deaths
            </Link>
            {' · '}
            <Link to="/$partnership/deaths-by-month" params={params} className="govuk-link">
              Deaths by month, with how many there will be once all are known
            </Link>
            {' · '}
            <Link to="/$partnership/areas-above-expected" params={params} className="govuk-link">
              Areas with more deaths than expected
            </Link>
          </p>
        )
      }
      filters={
        <ListFilters search={search} hasSubstance onChange={change}>
          {search.substance && <RoleFilter value={search.role} onChange={(role) => change({ role })} />}
          <SelectFilter<NonNullable<typeof search.status>>
            path="status"
            label="Where it stands"
            value={search.status}
            words={statusWords}
            anyLabel="Any"
            onChange={(status) => change({ status })}
          />
          <SelectFilter<'awaited'>
            path="toxicology"
            label="Toxicology"
            value={search.toxicology}
            words={{ awaited: 'Awaited' }}
            anyLabel="Any"
            onChange={(toxicology) => change({ toxicology })}
          />
          <SelectFilter<'found' | 'residence'>
            path="place"
            label="Area means"
            value={search.place ?? 'found'}
            words={placeWords}
            onChange={(place) => change({ place })}
          />
          <DayFilter
            path="asKnownOn"
            label="As known on"
            value={search.asKnownOn}
            onChange={(asKnownOn) => change({ asKnownOn })}
          />
        </ListFilters>
      }
      answer={page}
      search={search}
      onPage={(cursor) => change({ cursor })}
      words={{ rows: 'deaths', none: 'No deaths recorded', these: 'these deaths' }}
      sayTotal={({ total, excluded, alcoholAlone, countedWithAnother }) => (
        <>
          {plural(total, 'death')}
          {sayApart(countedWithAnother, alcoholAlone, excluded)}
        </>
      )}
      note={({ excluded, alcoholAlone, countedWithAnother }) => (
        <>
          {search.substance && (
            <p className="govuk-body-s">{SUBSTANCE_COUNTS[search.role ?? 'implicated'].replace(/^a/, 'A')}.</p>
          )}
          {excluded + alcoholAlone + countedWithAnother > 0 && (
            <p className="govuk-body-s">
              They are listed and marked; no figure counts {excluded + alcoholAlone > 0 ? 'them' : 'a death twice'}.
            </p>
          )}
        </>
      )}
      listed={({ total, excluded, alcoholAlone, countedWithAnother }) =>
        total + excluded + alcoholAlone + countedWithAnother
      }
      table={(rows) => <DeathsTable deaths={rows} />}
    >
      {isOnMap && (
        <>
          <Link
            to="/$partnership/map"
            params={params}
            search={{ events: 'deaths', from, to, area, circle, substance, role, place }}
            className="govuk-link"
          >
            See these deaths on the map
          </Link>
          {' · '}
        </>
      )}
      <ToLookAtLink /> · <SameDeathsLink />
    </RecordList>
  )
}

/** ", and 1 counted with another, 3 of alcohol alone and 2 excluded" */
function sayApart(countedWithAnother: number, alcoholAlone: number, excluded: number) {
  const parts = [
    countedWithAnother > 0 && `${countedWithAnother.toLocaleString('en-GB')} counted with another`,
    alcoholAlone > 0 && `${alcoholAlone.toLocaleString('en-GB')} of alcohol alone`,
    excluded > 0 && `${excluded.toLocaleString('en-GB')} excluded`,
  ].filter(Boolean)
  return parts.length > 0 && `, and ${[parts.slice(0, -1).join(', '), parts.at(-1)].filter(Boolean).join(' and ')}`
}
