import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { NO_PART, type SavedLivesSplit } from '../../../server/contract/filters.ts'
import { SavedLives, SavedLivesBy } from '../../../server/contract/indicator.ts'
import { apiAddress } from '../../api/address.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { BarLegend } from '../../charts/BarLegend.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { CountText } from '../../ui/CountText.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Figure, ProvenanceNote } from '../../ui/Figure.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { Table } from '../../ui/Table.tsx'
import { lastDayOf } from '../../words/day.ts'
import { SavedLivesBars } from './SavedLivesBars.tsx'
import { SavedLivesLines } from './SavedLivesLines.tsx'
import type { SavedLivesSearch } from './savedLivesSearch.ts'
import { nameOfPart, type SavedLivesRow, sayAverted, saySplit, splitWords } from './saySavedLives.ts'

const route = getRouteApi('/$partnership/saved-lives')

/** Drawn; the table has all of them. */
const mostDrawn = 36

/** The four figures of saved lives for any period, as known on any day, and told apart by month, area, kind of agency or channel. */
export function SavedLivesPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/saved-lives' })
  const change = (changed: Partial<SavedLivesSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false })
  const { by = 'month', ...period } = search
  const lives = useAnswer(SavedLives, '/indicators/saved-lives', period)
  const split = useAnswer(SavedLivesBy, '/indicators/saved-lives/by', { ...period, by })
  return (
    <>
      <PageTitle>
        Reversals that were reported, and apart from them an estimate of deaths averted: never one number.
      </PageTitle>
      <fieldset className="vigil-filters" aria-label="What is shown">
        <DayFilter path="from" label="From" value={search.from} onChange={(from) => change({ from })} />
        <DayFilter path="to" label="To" value={search.to} onChange={(to) => change({ to })} />
        <DayFilter
          path="asKnownOn"
          label="As known on"
          value={search.asKnownOn}
          onChange={(asKnownOn) => change({ asKnownOn })}
        />
        <SelectFilter<SavedLivesSplit>
          path="by"
          label="Told apart by"
          value={by}
          words={splitWords}
          onChange={(chosen) => change({ by: chosen })}
        />
      </fieldset>
      <div className="vigil-columns">
        <section className="vigil-panel" aria-labelledby="all">
          <h2 className="govuk-heading-m" id="all">
            In all
          </h2>
          <Answered answer={lives} what="what naloxone has done">
            {(answered) => (
              <>
                <SavedLivesLines lives={answered} />
                <p className="govuk-body-s">
                  <CsvLink
                    path="/indicators/saved-lives"
                    query={period}
                    what="these figures"
                    needsSecondFactor={false}
                  />
                </p>
                <Asked path="/indicators/saved-lives" query={period} />
                <ProvenanceNote provenance={answered.provenance} />
              </>
            )}
          </Answered>
        </section>
        <section className="vigil-panel" aria-labelledby="apart">
          <h2 className="govuk-heading-m" id="apart">
            By {splitWords[by]?.toLowerCase()}
          </h2>
          <Answered answer={split} what={`what naloxone has done, by ${splitWords[by]?.toLowerCase()}`}>
            {(answered) => <Split split={answered} query={{ ...period, by }} />}
          </Answered>
        </section>
      </div>
    </>
  )
}

function Split({ split, query }: { split: SavedLivesBy; query: Record<string, string | undefined> }) {
  const { by, rows, provenance } = split
  const nameOf = (row: SavedLivesRow) => `${nameOfPart(by, row)}${isInPart(split, row) ? ' (in part)' : ''}`
  if (rows.every(({ reversals }) => reversals === 0))
    return (
      <EmptyState sentence="No reversals were reported in this period.">
        Choose a longer one, record a reversal, or import a file.
      </EmptyState>
    )
  const drawn = rows.slice(0, mostDrawn)
  return (
    <>
      <Figure
        title={`Reversals reported, by ${splitWords[by]?.toLowerCase()}`}
        sentence={saySplit(split)}
        drawing={
          <>
            <BarLegend
              kinds={[
                { kind: 'whole', words: 'Known to have survived' },
                { kind: 'incomplete', words: 'Outcome unknown: never added to the survivors' },
              ]}
            />
            <SavedLivesBars rows={drawn} nameOf={nameOf} />
            {drawn.length < rows.length && (
              <p className="govuk-body-s">{rows.length - drawn.length} more rows stand in the table.</p>
            )}
          </>
        }
        table={<SplitTable split={split} nameOf={nameOf} isPast={query.asKnownOn !== undefined} />}
        provenance={provenance}
        csv={<CsvLink path="/indicators/saved-lives/by" query={query} what="these rows" needsSecondFactor={false} />}
      />
      <Asked path="/indicators/saved-lives/by" query={query} />
    </>
  )
}

interface SplitTableProps {
  split: SavedLivesBy
  nameOf: (row: SavedLivesRow) => string
  isPast: boolean
}

function SplitTable({ split, nameOf, isPast }: SplitTableProps) {
  const { by, rows } = split
  return (
    <Table
      caption={`What naloxone has done, by ${splitWords[by]?.toLowerCase()}`}
      rows={rows}
      rowKey={({ part }) => part ?? 'not known'}
      columns={[
        {
          heading: splitWords[by] ?? '',
          isRowHeading: true,
          cell: (row) => <RowsOf split={split} row={row} name={nameOf(row)} isPast={isPast} />,
        },
        { heading: 'Reversals reported', isNumber: true, cell: ({ reversals }) => <CountText count={reversals} /> },
        { heading: 'Survivors known', isNumber: true, cell: (row) => <CountText count={row.survivorsKnown} /> },
        { heading: 'Outcome unknown', isNumber: true, cell: (row) => <CountText count={row.outcomeUnknown} /> },
        { heading: 'Estimate: deaths averted', isNumber: true, cell: sayAverted },
      ]}
    />
  )
}

/** The records that a row counts, for whoever may open them. */
function RowsOf({
  split: { by, from, to },
  row: { part, reversals },
  name,
  isPast,
}: {
  split: SavedLivesBy
  row: SavedLivesRow
  name: string
  /** as known on a day gone by: lists are of today */
  isPast: boolean
}) {
  const { slug } = usePartnership()
  const may = useMay()
  if (isPast || !may('overdose:read') || reversals === 0) return name
  return (
    <Link
      to="/$partnership/reversals"
      params={{ partnership: slug }}
      search={{ from, to, status: 'reversal', by, part: part ?? NO_PART }}
      className="govuk-link"
    >
      {name}
    </Link>
  )
}

/** A month of which the period has only some days, or that is not over: fewer in it are no fall. */
function isInPart({ by, from, to, provenance: { asKnownOn } }: SavedLivesBy, { part }: SavedLivesRow) {
  if (by !== 'month' || part === null) return false
  return from > `${part}-01` || earlier(to, asKnownOn) < lastDayOf('month', `${part}-01`)
}

const earlier = (a: string, b: string) => (a < b ? a : b)

/** The question that this answers, for whoever wants to ask it again. */
function Asked({ path, query }: { path: string; query: Record<string, string | undefined> }) {
  const { slug } = usePartnership()
  return (
    <p className="govuk-body-s">
      <a className="govuk-link" href={apiAddress(path, { ...query, partnership: slug })}>
        The same answer from the API
      </a>
    </p>
  )
}
