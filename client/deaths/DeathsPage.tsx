import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { DeathPage as DeathPageContract } from '../../server/contract/death.ts'
import { SUBSTANCE_COUNTS } from '../../server/contract/finding.ts'
import { useAnswer } from '../api/answers.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { ListFilters } from '../record/ListFilters.tsx'
import { OwnAgencyNote } from '../record/OwnAgencyNote.tsx'
import { placeWords } from '../record/placeWords.ts'
import { ToLookAtLink } from '../record/ToLookAtLink.tsx'
import { WaysToAdd } from '../record/WaysToAdd.tsx'
import { RoleFilter } from '../substances/RoleFilter.tsx'
import { Answered } from '../ui/Answered.tsx'
import { CsvLink } from '../ui/CsvLink.tsx'
import { DayFilter } from '../ui/DayFilter.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'
import { Pagination } from '../ui/Pagination.tsx'
import { SelectFilter } from '../ui/SelectFilter.tsx'
import { sayPeriod } from '../ui/sayPeriod.ts'
import { statusWords } from '../words/deathWords.ts'
import { plural } from '../words/words.ts'
import { DeathsTable } from './DeathsTable.tsx'
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
  const { from, to, area, substance, role, place } = filters
  // the map has neither of these filters
  const isOnMap = may('figure:read') && !filters.asKnownOn && !filters.status && !filters.toxicology
  return (
    <>
      <PageTitle
        actions={
          may('death:write') && (
            <Link to="/$partnership/deaths/new" params={params} className="govuk-button">
              Record a death
            </Link>
          )
        }
      />
      <OwnAgencyNote />
      {may('figure:read') && (
        <p className="govuk-body">
          <Link to="/$partnership/deaths-by-month" params={params} className="govuk-link">
            Deaths by month, with how many there will be once all are known
          </Link>
          {' · '}
          <Link to="/$partnership/areas-above-expected" params={params} className="govuk-link">
            Areas with more deaths than expected
          </Link>
        </p>
      )}
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
      <Answered answer={page} what="deaths">
        {({ rows, total, excluded, countedWithAnother, nextCursor }) =>
          rows.length === 0 ? (
            <EmptyState sentence={`No deaths recorded${sayPeriod(search)} match these filters.`}>
              <WaysToAdd to="/$partnership/deaths/new" action="death:write" label="Record a death" />
            </EmptyState>
          ) : (
            <>
              <p className="vigil-total">
                {plural(total, 'death')}
                {sayApart(countedWithAnother, excluded)}
                {sayPeriod(search)}
              </p>
              {search.substance && (
                <p className="govuk-body-s">{SUBSTANCE_COUNTS[search.role ?? 'implicated'].replace(/^a/, 'A')}.</p>
              )}
              {excluded + countedWithAnother > 0 && (
                <p className="govuk-body-s">
                  They are listed and marked; no figure counts {excluded > 0 ? 'them' : 'a death twice'}.
                </p>
              )}
              <DeathsTable deaths={rows} />
              <Pagination
                shown={rows.length}
                total={total + excluded + countedWithAnother}
                nextCursor={nextCursor}
                isFirstPage={!search.cursor}
                onPage={(cursor) => change({ cursor })}
              />
              <CsvLink path="/deaths" query={filters} what="these deaths" />
              <p className="govuk-body vigil-panel--apart">
                {isOnMap && (
                  <>
                    <Link
                      to="/$partnership/map"
                      params={params}
                      search={{ events: 'deaths', from, to, area, substance, role, place }}
                      className="govuk-link"
                    >
                      See these deaths on the map
                    </Link>
                    {' · '}
                  </>
                )}
                <ToLookAtLink /> · <SameDeathsLink />
              </p>
            </>
          )
        }
      </Answered>
    </>
  )
}

/** ", and 1 counted with another and 2 excluded" */
function sayApart(countedWithAnother: number, excluded: number) {
  const parts = [
    countedWithAnother > 0 && `${countedWithAnother.toLocaleString('en-GB')} counted with another`,
    excluded > 0 && `${excluded.toLocaleString('en-GB')} excluded`,
  ].filter(Boolean)
  return parts.length > 0 && `, and ${parts.join(' and ')}`
}
