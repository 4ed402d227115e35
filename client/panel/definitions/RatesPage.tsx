import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type DefinedRate, DefinedRates } from '../../../server/contract/death-definition.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CountText } from '../../ui/CountText.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ProvenanceNote } from '../../ui/Figure.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { BasisFilter, YearFilter } from './CountedBy.tsx'
import { lastYears } from './lastYears.ts'

const route = getRouteApi('/$partnership/how-many/rates')

/** Rates by definition: of one year, or of three or five together, where one holds too few. */
export function RatesPage() {
  const search = route.useSearch()
  const { today } = usePartnership()
  const navigate = useNavigate({ from: '/$partnership/how-many/rates' })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false })
  const to = search.year ?? Number(today.slice(0, 4)) - 1
  const years = search.years ?? '3'
  const query = {
    ...{ from: to - Number(years) + 1, to, basis: search.basis },
    ...{ asKnownOn: search.asKnownOn, rulesOn: search.rulesOn },
  }
  const answer = useAnswer(DefinedRates, '/deaths-by-definition/rates', query)
  return (
    <>
      <PageTitle>
        Deaths for every 100,000 residents a year, as they are and age-standardised, with intervals.
      </PageTitle>
      <fieldset className="vigil-filters" aria-label="What is shown">
        <SelectFilter<'1' | '3' | '5'>
          path="years"
          label="Of"
          value={years}
          words={{ 1: 'One year', 3: 'Three years together', 5: 'Five years together' }}
          onChange={(chosen) => change({ years: chosen })}
        />
        <YearFilter label="Up to" year={to} years={lastYears(today)} onChange={(chosen) => change({ year: chosen })} />
        <BasisFilter basis={search.basis} onChange={(basis) => change({ basis })} />
        <DayFilter
          path="asKnownOn"
          label="As known on"
          value={search.asKnownOn}
          onChange={(asKnownOn) => change({ asKnownOn })}
        />
      </fieldset>
      <Answered answer={answer} what="rates" isPage>
        {(rates) => <Shown rates={rates} query={query} year={to} isWithAlcohol={search.alcohol === 'yes'} />}
      </Answered>
    </>
  )
}

interface ShownProps {
  rates: DefinedRates
  query: Record<string, string | number | undefined>
  year: number
  isWithAlcohol: boolean
}

const AGES: Column<DefinedRate>[] = [
  {
    heading: 'Age-standardised',
    isNumber: true,
    cell: ({ standardised, isRefused, isUnreliable }) =>
      isRefused ? 'fewer than 10' : sayRate(standardised, isUnreliable),
  },
  {
    heading: 'Age not known',
    isNumber: true,
    cell: ({ withoutAge }) => <CountText count={withoutAge} />,
  },
]

function Shown({ rates: { residents, hasAges, rates, provenance }, query, year, isWithAlcohol }: ShownProps) {
  const { slug: partnership } = usePartnership()
  if (residents === null)
    return (
      <EmptyState sentence="No residents are recorded, so there is no rate.">
        Import areas with their populations first.
      </EmptyState>
    )
  const shown = rates.filter(({ code }) => isWithAlcohol || code !== 'alcohol-specific')
  return (
    <>
      <p className="govuk-body">
        Of {residents.toLocaleString('en-GB')} residents.{' '}
        {!hasAges &&
          'They are not recorded by age in groups of five years, so nothing can be age-standardised: import populations by age for that.'}
      </p>
      <Table<DefinedRate>
        caption="Death rates by definition"
        isCaptionHidden
        rows={shown}
        rowKey={({ code }) => code}
        columns={[
          {
            heading: 'Definition',
            isRowHeading: true,
            cell: ({ code, title }) => (
              <Link to="/$partnership/definitions/$code" params={{ partnership, code }} className="govuk-link">
                {title}
              </Link>
            ),
          },
          { heading: 'Deaths', isNumber: true, cell: ({ deaths }) => <CountText count={deaths} /> },
          { heading: 'Crude rate', isNumber: true, cell: ({ crude, isUnreliable }) => sayRate(crude, isUnreliable) },
          ...(hasAges ? AGES : []),
        ]}
      />
      <p className="govuk-body-s">“u”: unreliable, fewer than 20 deaths.</p>
      <p className="govuk-body-s">
        <CsvLink path="/deaths-by-definition/rates" query={query} what="these rates" needsSecondFactor={false} /> ·{' '}
        <Link to="/$partnership/how-many" params={{ partnership }} search={{ year }} className="govuk-link">
          All definitions
        </Link>
      </p>
      <ProvenanceNote provenance={provenance} />
    </>
  )
}

function sayRate(rate: DefinedRate['crude'], isUnreliable: boolean) {
  if (!rate) return 'not known'
  return (
    <span className="vigil-whole">
      {rate.rate.toFixed(1)} ({rate.low.toFixed(1)}–{rate.high.toFixed(1)}){isUnreliable && ' u'}
    </span>
  )
}
