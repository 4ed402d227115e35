import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import type { z } from 'zod'
import {
  type Combination,
  CombinationsInDeaths,
  type SubstanceInDeaths,
  SubstancesInDeaths,
} from '../../../server/contract/substances-in-deaths.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CountText } from '../../ui/CountText.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ProvenanceNote } from '../../ui/Figure.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Table } from '../../ui/Table.tsx'
import { plural } from '../../words/words.ts'
import { YearFilter } from '../definitions/CountedBy.tsx'
import type { SubstancesSearch } from './substancesSearch.ts'

const route = getRouteApi('/$partnership/substances-in-deaths')
type Search = z.infer<typeof SubstancesSearch>

/** Which drugs were found in the people who died, in how many of those tested, and which came together. */
export function SubstancesPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/substances-in-deaths' })
  const change = (changed: Partial<Search>) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false })
  const answer = useAnswer(SubstancesInDeaths, '/substances-in-deaths', search)
  return (
    <>
      <PageTitle>
        What was implicated, what was found, what was believed taken, and of how many it was looked for. Not tested is
        not negative.
      </PageTitle>
      <Answered answer={answer} what="substances in deaths" isPage>
        {(known) => (
          <>
            <fieldset className="vigil-filters" aria-label="What is shown">
              <YearFilter
                label="Year of death"
                year={search.year}
                years={known.years}
                anyLabel="All years"
                onChange={(year) => change({ year })}
              />
              <DayFilter
                path="asKnownOn"
                label="As known on"
                value={search.asKnownOn}
                onChange={(asKnownOn) => change({ asKnownOn })}
              />
            </fieldset>
            {known.substances.length === 0 ? (
              <EmptyState sentence="No substance is recorded in these deaths.">
                Toxicology is entered on the page of a death, or comes with a file.
              </EmptyState>
            ) : (
              <Found known={known} search={search} />
            )}
          </>
        )}
      </Answered>
      <Together search={search} />
    </>
  )
}

function Found({ known, search }: { known: SubstancesInDeaths; search: Search }) {
  const { slug: partnership } = usePartnership()
  const { deaths, withToxicology, notInTree, substances, provenance } = known
  return (
    <>
      <p className="govuk-body">
        {plural(deaths, 'death')}, {withToxicology} with complete toxicology.
        {notInTree > 0 && ` In ${notInTree} a name is not in the tree: it is in no row until somebody places it.`}
      </p>
      <Table<SubstanceInDeaths>
        caption="Deaths by class and drug"
        isCaptionHidden
        rows={substances}
        rowKey={({ code }) => code}
        columns={[
          {
            heading: 'Substance',
            isRowHeading: true,
            cell: ({ code, name, above, level }) => (
              <span style={{ paddingLeft: `${above.length * 18}px` }}>
                <Link
                  to="/$partnership/deaths"
                  params={{ partnership }}
                  search={{
                    substance: code,
                    ...(search.year && { from: `${search.year}-01-01`, to: `${search.year}-12-31` }),
                    asKnownOn: search.asKnownOn,
                  }}
                  className="govuk-link"
                >
                  {level === 'class' ? <strong>{name}</strong> : name}
                </Link>
              </span>
            ),
          },
          { heading: 'Implicated', isNumber: true, cell: ({ implicated }) => <CountText count={implicated} /> },
          { heading: 'Found', isNumber: true, cell: ({ detected }) => <CountText count={detected} /> },
          { heading: 'Looked for', isNumber: true, cell: ({ tested }) => <CountText count={tested} /> },
          { heading: 'Found of those', isNumber: true, cell: sayShare },
          { heading: 'Believed taken', isNumber: true, cell: ({ believed }) => <CountText count={believed} /> },
        ]}
      />
      <p className="govuk-body-s">
        <CsvLink path="/substances-in-deaths" query={search} what="these substances" />
      </p>
      <ProvenanceNote provenance={provenance} />
    </>
  )
}

function sayShare({ shareFound }: SubstanceInDeaths) {
  if (!shareFound) return 'not tested'
  const percent = (share: number) => Math.round(share * 100)
  return (
    <span className="vigil-whole">
      {percent(shareFound.share)} % ({percent(shareFound.low)}–{percent(shareFound.high)})
    </span>
  )
}

function Together({ search }: { search: Search }) {
  const answer = useAnswer(CombinationsInDeaths, '/substances-in-deaths/together', search)
  return (
    <Answered answer={answer} what="drugs implicated together">
      {({ withDrug, withSeveral, pairs, triples, provenance }) =>
        pairs.length === 0 ? null : (
          <>
            <h2 className="govuk-heading-m vigil-after-note">Implicated together</h2>
            <p className="govuk-body">
              More than one drug in {withSeveral} of {plural(withDrug, 'death')} with an implicated drug.
            </p>
            <Combinations caption="Pairs most often implicated together" rows={pairs} />
            {triples.length > 0 && <Combinations caption="Triples most often implicated together" rows={triples} />}
            <p className="govuk-body-s">
              “By chance”: how many there would be if each drug were as common and they came without each other. More
              than that says that they come together, never why.
            </p>
            <p className="govuk-body-s">
              <CsvLink path="/substances-in-deaths/together" query={search} what="pairs and triples" />
            </p>
            <ProvenanceNote provenance={provenance} />
          </>
        )
      }
    </Answered>
  )
}

function Combinations({ caption, rows }: { caption: string; rows: readonly Combination[] }) {
  return (
    <Table<Combination>
      caption={caption}
      rows={rows}
      rowKey={({ codes }) => codes.join('-')}
      columns={[
        { heading: 'Drugs', isRowHeading: true, cell: ({ names }) => names.join(' + ') },
        { heading: 'Deaths', isNumber: true, cell: ({ deaths }) => <CountText count={deaths} /> },
        { heading: 'By chance', isNumber: true, cell: ({ expected }) => expected.toFixed(1) },
      ]}
    />
  )
}
