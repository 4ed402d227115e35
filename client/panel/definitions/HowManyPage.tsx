import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import type { z } from 'zod'
import { DefinedCounts } from '../../../server/contract/death-definition.ts'
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
import { plural } from '../../words/words.ts'
import { BasisFilter, YearFilter } from './CountedBy.tsx'
import { CountIntervals } from './CountIntervals.tsx'
import type { HowManySearch } from './howManySearch.ts'

const route = getRouteApi('/$partnership/how-many')
type Search = z.infer<typeof HowManySearch>
type Defined = DefinedCounts['definitions'][number]

/** One year, many numbers: how many died by each definition, and how many of whom it cannot be said yet. */
export function HowManyPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/how-many' })
  const change = (changed: Partial<Search>) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false })
  const { alcohol, year, ...asked } = search
  const answer = useAnswer(DefinedCounts, '/deaths-by-definition', asked)
  return (
    <>
      <PageTitle>
        One year has several right numbers: they differ by definition, by date and by what was known. Here they stand
        side by side; each opens to the rule, and two of them to the people who are in one and not the other.
      </PageTitle>
      <Answered answer={answer} what="deaths by definition" isPage>
        {(counts) =>
          counts.years.length === 0 ? (
            <EmptyState sentence="No deaths are recorded with such a day.">Record a death or import a file.</EmptyState>
          ) : (
            <Shown counts={counts} search={search} change={change} />
          )
        }
      </Answered>
    </>
  )
}

type ShownProps = { counts: DefinedCounts; search: Search; change: (changed: Partial<Search>) => void }

function Shown({ counts, search, change }: ShownProps) {
  const { slug: partnership } = usePartnership()
  const year = search.year ?? lastWholeYear(counts)
  const shown = counts.definitions.filter(({ code }) => search.alcohol === 'yes' || code !== 'alcohol-specific')
  const years = [year - 3, year - 2, year - 1, year].filter((one) => counts.years.includes(one) || one === year)
  const { alcohol: _, year: __, ...asked } = search
  const of = ({ years: known }: Defined, asks: number) => known.find((one) => one.year === asks)
  return (
    <>
      <fieldset className="vigil-filters" aria-label="What is shown">
        <YearFilter label="Year" year={year} years={counts.years} onChange={(chosen) => change({ year: chosen })} />
        <BasisFilter basis={search.basis} onChange={(basis) => change({ basis })} />
        <DayFilter
          path="asKnownOn"
          label="As known on"
          value={search.asKnownOn}
          onChange={(asKnownOn) => change({ asKnownOn })}
        />
        <DayFilter
          path="rulesOn"
          label="By the definitions of"
          value={search.rulesOn}
          onChange={(rulesOn) => change({ rulesOn })}
        />
        <SelectFilter<'yes'>
          path="alcohol"
          label="Alcohol"
          value={search.alcohol}
          words={{ yes: 'Deaths from alcohol too, apart' }}
          anyLabel="Drugs only"
          onChange={(chosen) => change({ alcohol: chosen })}
        />
      </fieldset>
      <h2 className="govuk-heading-m">{year}</h2>
      <CountIntervals
        rows={shown.map((one) => ({
          title: one.title,
          ...(of(one, year) ?? { counted: 0, cannotSay: 0, low: 0, high: 0 }),
        }))}
        year={year}
      />
      <Table<Defined>
        caption={`People who died, by definition, ${years.join(', ')}`}
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
          ...years.map(
            (one): Column<Defined> => ({
              heading: String(one),
              isNumber: true,
              cell: (row) => <YearCell found={of(row, one)} />,
            }),
          ),
          {
            heading: 'Beside the local count',
            cell: ({ code }) =>
              code !== 'local' && (
                <Link
                  to="/$partnership/how-many/compared"
                  params={{ partnership }}
                  search={{ ...asked, year, one: 'local', other: code }}
                  className="govuk-link"
                >
                  Who differs
                </Link>
              ),
          },
        ]}
      />
      <p className="govuk-body-s">
        “+ n” are people of whom it cannot be said yet, because a fact the definition needs is not known: they are never
        taken for not counting.
      </p>
      {withoutDay(shown)}
      <p className="govuk-body">
        <Link
          to="/$partnership/how-many/revised"
          params={{ partnership }}
          search={{ code: 'local', year, basis: search.basis }}
          className="govuk-link"
        >
          Why has a number changed since it was last given?
        </Link>
        {' · '}
        <Link
          to="/$partnership/how-many/rates"
          params={{ partnership }}
          search={{ year, basis: search.basis, asKnownOn: search.asKnownOn }}
          className="govuk-link"
        >
          Rates per 100,000 residents
        </Link>
        {' · '}
        <Link
          to="/$partnership/substances-in-deaths"
          params={{ partnership }}
          search={{ year, asKnownOn: search.asKnownOn }}
          className="govuk-link"
        >
          Substances in these deaths
        </Link>
      </p>
      <p className="govuk-body-s">
        <CsvLink path="/deaths-by-definition" query={asked} what="all years by definition" /> ·{' '}
        <CsvLink path="/definitions" what="the definitions" needsSecondFactor={false} />
      </p>
      <ProvenanceNote provenance={counts.provenance} />
    </>
  )
}

function YearCell({ found }: { found: Defined['years'][number] | undefined }) {
  if (!found) return <CountText count={0} />
  return (
    <span className="vigil-whole">
      <CountText count={found.counted} />
      {found.cannotSay > 0 && <span> + {found.cannotSay}</span>}
    </span>
  )
}

function withoutDay(definitions: readonly Defined[]) {
  const local = definitions.find(({ code }) => code === 'local')
  if (!local?.withoutDay) return null
  return (
    <p className="govuk-body-s">
      {plural(local.withoutDay, 'death')} without such a day: in no year, and in no column.
    </p>
  )
}

/** The newest year that has ended a while ago is what is asked for most. */
function lastWholeYear({ years, provenance }: DefinedCounts): number {
  const known = Number(provenance.asKnownOn.slice(0, 4))
  return years.filter((year) => year < known).at(-1) ?? (years.at(-1) as number)
}
