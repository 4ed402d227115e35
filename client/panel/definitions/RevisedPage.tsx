import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { DefinitionList, RevisedCount } from '../../../server/contract/death-definition.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { ProvenanceNote } from '../../ui/Figure.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { Table } from '../../ui/Table.tsx'
import { dayInWords } from '../../words/day.ts'
import { Because } from './Because.tsx'
import { BasisFilter, YearFilter } from './CountedBy.tsx'
import { lastYears } from './lastYears.ts'

const route = getRouteApi('/$partnership/how-many/revised')

/** "42 as known in June, 45 as known in March": the deaths that came in and went out between two days of knowing, and why. */
export function RevisedPage() {
  const search = route.useSearch()
  const { today } = usePartnership()
  const navigate = useNavigate({ from: '/$partnership/how-many/revised' })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false })
  const year = search.year ?? Number(today.slice(0, 4)) - 1
  const asked = {
    ...{ code: search.code ?? 'local', year, basis: search.basis },
    ...{ from: search.from ?? firstLook(year, today), to: search.to ?? today },
  }
  const definitions = useAnswer(DefinitionList, '/definitions')
  const answer = useAnswer(RevisedCount, '/deaths-by-definition/revised', asked)
  return (
    <>
      <PageTitle>
        A number given last year was right by what was known then. Here is what has been learnt since, death by death.
      </PageTitle>
      <fieldset className="vigil-filters" aria-label="What is shown">
        <SelectFilter<string>
          path="code"
          label="Definition"
          value={asked.code}
          words={Object.fromEntries((definitions.data ?? []).map(({ code, title }) => [code, title]))}
          onChange={(code) => change({ code })}
        />
        <YearFilter label="Year" year={year} years={lastYears(today)} onChange={(chosen) => change({ year: chosen })} />
        <BasisFilter basis={search.basis} onChange={(basis) => change({ basis })} />
        <DayFilter path="from" label="As known on" value={asked.from} onChange={(from) => change({ from })} />
        <DayFilter path="to" label="And as known on" value={asked.to} onChange={(to) => change({ to })} />
      </fieldset>
      <Answered answer={answer} what="what changed" isPage>
        {(revised) => <Told revised={revised} query={asked} />}
      </Answered>
    </>
  )
}

function Told({ revised, query }: { revised: RevisedCount; query: { year: number; from: string; to: string } }) {
  const { slug: partnership } = usePartnership()
  const { before, after, deaths, title, provenance } = revised
  const { year, from, to } = query
  return (
    <>
      <h2 className="govuk-heading-m">
        {before} as known on {dayInWords(from)}; {after} as known on {dayInWords(to)}
      </h2>
      <p className="govuk-body">
        “{title}”, {year}. {sayChange(revised)}
      </p>
      {deaths.length > 0 && (
        <Table
          caption="Deaths that came in or went out"
          rows={deaths}
          rowKey={({ deathId }) => deathId}
          columns={[
            {
              heading: 'Death',
              isRowHeading: true,
              cell: ({ deathId, reference }) => (
                <Link to="/$partnership/deaths/$deathId" params={{ partnership, deathId }} className="govuk-link">
                  {reference}
                </Link>
              ),
            },
            { heading: 'Change', cell: ({ change }) => (change === 'came in' ? 'Came in' : 'Went out') },
            {
              heading: `As known on ${dayInWords(from)}`,
              cell: ({ before: said }) => (said ? <Because judged={said} /> : 'Not known of yet'),
            },
            { heading: `As known on ${dayInWords(to)}`, cell: ({ after: said }) => <Because judged={said} /> },
          ]}
        />
      )}
      <p className="govuk-body-s">
        <CsvLink path="/deaths-by-definition/revised" query={query} what="these deaths" /> ·{' '}
        <Link to="/$partnership/how-many" params={{ partnership }} search={{ year }} className="govuk-link">
          All definitions
        </Link>
      </p>
      <ProvenanceNote provenance={provenance} />
    </>
  )
}

function sayChange({ deaths, before, after }: RevisedCount): string {
  const came = deaths.filter(({ change }) => change === 'came in').length
  const went = deaths.length - came
  if (deaths.length === 0) return before === after ? 'Nothing has changed.' : ''
  return `${came} came in and ${went} went out.`
}

/** Half a year after its end most of a year is known. */
const firstLook = (year: number, today: string) => {
  const settled = `${year + 1}-06-30`
  return settled < today ? settled : `${year}-12-31` < today ? `${year}-12-31` : today
}
