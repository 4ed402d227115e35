import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Compared, type ComparedDeath, DefinitionList } from '../../../server/contract/death-definition.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { ProvenanceNote } from '../../ui/Figure.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { Table } from '../../ui/Table.tsx'
import { plural } from '../../words/words.ts'
import { Because } from './Because.tsx'
import { BasisFilter } from './CountedBy.tsx'

const route = getRouteApi('/$partnership/how-many/compared')

/** Two definitions: the people who are in one and not the other, each with the fact that decided it. */
export function ComparedPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/how-many/compared' })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false })
  const asked = { ...search, one: search.one ?? 'local', other: search.other ?? 'ons-misuse' }
  const definitions = useAnswer(DefinitionList, '/definitions')
  const answer = useAnswer(Compared, '/deaths-by-definition/compared', asked)
  const titles = Object.fromEntries((definitions.data ?? []).map(({ code, title }) => [code, title]))
  return (
    <>
      <PageTitle>Who is in one number and not in the other, and which fact of the record decided it.</PageTitle>
      <fieldset className="vigil-filters" aria-label="What is shown">
        <SelectFilter<string>
          path="one"
          label="One"
          value={asked.one}
          words={titles}
          onChange={(one) => change({ one })}
        />
        <SelectFilter<string>
          path="other"
          label="The other"
          value={asked.other}
          words={titles}
          onChange={(other) => change({ other })}
        />
        <BasisFilter basis={search.basis} onChange={(basis) => change({ basis })} />
        <DayFilter
          path="asKnownOn"
          label="As known on"
          value={search.asKnownOn}
          onChange={(asKnownOn) => change({ asKnownOn })}
        />
      </fieldset>
      <Answered answer={answer} what="the two definitions" isPage>
        {(compared) => <Told compared={compared} query={asked} year={search.year} />}
      </Answered>
    </>
  )
}

type ToldProps = { compared: Compared; query: Record<string, string | number | undefined>; year: number | undefined }

function Told({ compared, query, year }: ToldProps) {
  const { slug: partnership } = usePartnership()
  const { one, other, inBoth, inNeither, differ, deaths, provenance } = compared
  return (
    <>
      <h2 className="govuk-heading-m">
        {year ? `${year}: ` : ''}
        {one.counted} by {one.title}; {other.counted} by {other.title}
      </h2>
      <p className="govuk-body">
        {inBoth} in both, {inNeither} in neither. {sayApart(compared)}
      </p>
      {deaths.length > 0 && (
        <Table<ComparedDeath>
          caption="Deaths of which the two do not say the same"
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
            { heading: 'Day', cell: ({ day }) => (day ? <DayText day={day} /> : 'not known') },
            { heading: one.title, cell: (death) => <Because judged={death.one} /> },
            { heading: other.title, cell: (death) => <Because judged={death.other} /> },
          ]}
        />
      )}
      {deaths.length === 0 && differ > 0 && (
        <p className="govuk-inset-text">Which they are is shown to those who may open deaths.</p>
      )}
      {deaths.length > 0 && deaths.length < differ && (
        <p className="govuk-body">
          The first {plural(deaths.length, 'death')} of {differ}. Choose a year to see fewer.
        </p>
      )}
      <p className="govuk-body-s">
        <CsvLink path="/deaths-by-definition/compared" query={query} what="these deaths" /> ·{' '}
        <Link to="/$partnership/how-many" params={{ partnership }} search={{ year }} className="govuk-link">
          All definitions
        </Link>
      </p>
      <ProvenanceNote provenance={provenance} />
    </>
  )
}

function sayApart({ differ, one, other }: Compared): string {
  if (differ === 0) return 'The two say the same of every death.'
  const open = [one, other].filter(({ cannotSay }) => cannotSay > 0)
  const unsaid = open.map(({ title, cannotSay }) => `${title} cannot say yet of ${cannotSay}`)
  return `They differ on ${plural(differ, 'death')}${unsaid.length ? `; ${unsaid.join(', ')}` : ''}.`
}
