import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReachSplit } from '../../../server/contract/filters.ts'
import { NaloxoneReach, ReachAssumption } from '../../../server/contract/naloxone-reach.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CountText } from '../../ui/CountText.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Figure, ProvenanceNote } from '../../ui/Figure.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Table } from '../../ui/Table.tsx'
import { monthInWords } from '../../words/day.ts'
import { LiveKitsBars } from './LiveKitsBars.tsx'
import { newReachAssumption } from './reachForm.ts'
import type { ReachSearch } from './reachSearch.ts'
import { nameOfPart, reachSplitWords, sayRange, sayReach, sayShare, whole } from './sayReach.ts'

const route = getRouteApi('/$partnership/reach')

/** Kits that can still be used and whom they reach, beside cumulative reach, benchmarks and what is reported. */
export function ReachPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/reach' })
  const change = (changed: Partial<ReachSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false })
  const { by = 'channel', ...more } = search
  const query = { ...more, by }
  const answer = useAnswer(NaloxoneReach, '/naloxone/reach', query)
  return (
    <>
      <PageTitle>Kits that can still be used, whom they reach, and what is reported of their use.</PageTitle>
      <fieldset className="vigil-filters" aria-label="What is shown">
        <DayFilter path="on" label="On" value={search.on} onChange={(on) => change({ on })} />
        <SelectFilter<ReachSplit>
          path="by"
          label="Told apart by"
          value={by}
          words={reachSplitWords}
          onChange={(chosen) => change({ by: chosen })}
        />
      </fieldset>
      <Answered answer={answer} what="the reach of naloxone" isPage>
        {(reach) =>
          reach.kits.supplied === 0 ? (
            <EmptyState sentence="No supply of naloxone is recorded yet.">
              Record a supply, or import a file.
            </EmptyState>
          ) : (
            <Reach reach={reach} query={query} />
          )
        }
      </Answered>
    </>
  )
}

function Reach({ reach, query }: { reach: NaloxoneReach; query: Record<string, string | undefined> }) {
  const { kits, people, lastYear, months, provenance, uses } = reach
  const { slug: partnership } = usePartnership()
  return (
    <>
      <div className="vigil-columns">
        <section className="vigil-panel" aria-labelledby="live">
          <h2 className="govuk-heading-m" id="live">
            Kits
          </h2>
          <dl className="vigil-lives">
            <Line term="Kits that can still be used, about" told={whole(kits.live.estimate)} />
            <Line term="with people who may need or use one" told={whole(kits.liveWithPeople)} isPart />
            <Line term="with workers, peers, boxes and vehicles" told={whole(kits.liveElsewhere)} isPart />
            <Line term="expire within 90 days" told={whole(kits.liveExpiringSoon)} isPart />
            <Line term="People reached by a live kit" told={sayShare(people.liveReach)} />
            <Line term="Ever supplied (cumulative, as Scotland publishes)" told={sayShare(people.cumulativeReach)} />
          </dl>
          <p className="govuk-body-s">
            {sayReach(reach)}
            {people.liveReach === null &&
              ' What share of people is reached is not known: enter below how many people use opiates here.'}
          </p>
          <p className="govuk-body-s">
            <Link to="/$partnership/allocation" params={{ partnership }} className="govuk-link">
              Where the next kits are used most
            </Link>
          </p>
        </section>
        <section className="vigil-panel" aria-labelledby="by-month">
          <h2 className="govuk-heading-m" id="by-month">
            Month by month
          </h2>
          <Figure
            title="Live kits at the end of each month"
            sentence={`About ${whole(months.at(0)?.live ?? 0)} a year ago, ${whole(months.at(-1)?.live ?? 0)} now.`}
            drawing={<LiveKitsBars months={months} />}
            table={
              <Table
                caption="Kits month by month"
                isCaptionHidden
                rows={months}
                rowKey={({ month }) => month}
                columns={[
                  { heading: 'Month', isRowHeading: true, cell: ({ month }) => monthInWords(month) },
                  { heading: 'Kits supplied', isNumber: true, cell: ({ supplied }) => <CountText count={supplied} /> },
                  { heading: 'Uses reported', isNumber: true, cell: (row) => <CountText count={row.uses} /> },
                  { heading: 'Live at its end, about', isNumber: true, cell: ({ live }) => whole(live) },
                ]}
              />
            }
            provenance={provenance}
          />
        </section>
      </div>
      <section className="vigil-panel" aria-labelledby="benchmarks">
        <h2 className="govuk-heading-m" id="benchmarks">
          Beside what is thought to be enough, in the last year
        </h2>
        <Table
          caption="Benchmarks"
          isCaptionHidden
          rows={benchmarks(reach)}
          rowKey={({ what }) => what}
          columns={[
            { heading: 'What', isRowHeading: true, cell: ({ what }) => what },
            { heading: 'Here', cell: ({ here }) => here },
            { heading: 'Beside', cell: ({ beside }) => beside },
          ]}
        />
        <p className="govuk-body-s">
          Not told, because nothing here records it: how many events somebody saw, releases from prison that did not get
          a kit, and who started treatment within three weeks. <CountText count={lastYear.firstContacts} /> supplies
          were at a first contact; those who were not given one at theirs are not recorded.
        </p>
      </section>
      <section className="vigil-panel" aria-labelledby="apart">
        <h2 className="govuk-heading-m" id="apart">
          By {reachSplitWords[reach.by]?.toLowerCase()}
        </h2>
        <Table
          caption={`Kits by ${reachSplitWords[reach.by]?.toLowerCase()}`}
          isCaptionHidden
          rows={reach.rows}
          rowKey={({ part }) => part ?? 'not known'}
          columns={[
            { heading: reachSplitWords[reach.by] ?? '', isRowHeading: true, cell: (row) => nameOfPart(reach.by, row) },
            { heading: 'Live kits, about', isNumber: true, cell: ({ live }) => whole(live) },
            {
              heading: 'Supplied in a year',
              isNumber: true,
              cell: (row) => <CountText count={row.suppliedLastYear} />,
            },
            { heading: 'Ever supplied', isNumber: true, cell: ({ supplied }) => <CountText count={supplied} /> },
            {
              heading: 'Uses reported in a year',
              isNumber: true,
              cell: ({ usesLastYear }) =>
                usesLastYear === null ? 'cannot be told' : <CountText count={usesLastYear} />,
            },
          ]}
        />
        <p className="govuk-body-s">
          <CsvLink path="/naloxone/reach" query={query} what="these rows" needsSecondFactor={false} />
        </p>
        <DefinitionOnDemand term="How live kits are worked out">
          <p>{reach.rule}</p>
          <p>
            The batch was read off in <CountText count={uses.ofKnownBatch} /> of <CountText count={uses.all} /> uses. Of
            all kits that are gone, about {whole(kits.used)} were used, {whole(kits.expired)} expired and{' '}
            {whole(kits.lost)} were lost.
          </p>
          <p>
            People are told apart by the code of their service: <CountText count={people.known} />;{' '}
            <CountText count={people.suppliesWithoutCode} /> supplies had no code, and are somebody known at the lowest
            and somebody else at the highest.
          </p>
        </DefinitionOnDemand>
        <ProvenanceNote provenance={provenance} />
      </section>
      <Assumption assumption={reach.assumption} lossSeen={reach.lossSeen} />
    </>
  )
}

function Line({ term, told, isPart }: { term: string; told: string; isPart?: boolean }) {
  return (
    <div className={isPart ? 'vigil-lives__part' : undefined}>
      <dt>{term}</dt>
      <dd>{told}</dd>
    </div>
  )
}

function benchmarks({ lastYear }: NaloxoneReach) {
  const { kits, kitsADeath, opioidDeaths, kitsPer100AtRisk, uses, usesExpected } = lastYear
  return [
    {
      what: 'Kits for each death with an opioid implicated',
      here: kitsADeath === null ? 'no such death' : `${kitsADeath.toFixed(1)} (${kits} kits, ${opioidDeaths} deaths)`,
      beside: 'At least 9, better 20 (Bird, Parmar and Strang 2015)',
    },
    {
      what: 'Kits for 100 people at risk',
      here: kitsPer100AtRisk ? sayRange(kitsPer100AtRisk) : 'not known: enter how many people are at risk',
      beside: 'England: 12, then 16, on release from prison',
    },
    {
      what: 'Uses reported',
      here: `${uses}`,
      beside: `${sayRange(usesExpected)} if everybody with a live kit reported as in McAuley 2015: a rough ceiling, which says how much is not reported`,
    },
  ]
}

function Assumption({ assumption, lossSeen }: { assumption: ReachAssumption; lossSeen: number | null }) {
  const may = useMay()
  const [isEntering, setEntering] = useState(false)
  const entering = useWriting(ReachAssumption, 'PUT', '/naloxone/reach/assumption')
  const { peopleAtRisk, peopleAtRiskLow, peopleAtRiskHigh, lossAYear, lossAYearLow, lossAYearHigh } = assumption
  const written = { peopleAtRisk, peopleAtRiskLow, peopleAtRiskHigh, lossAYear, lossAYearLow, lossAYearHigh }
  return (
    <section className="vigil-card" aria-labelledby="assumption">
      <h2 className="govuk-heading-s" id="assumption">
        What this is worked out with
      </h2>
      <p className="govuk-body-s">
        {peopleAtRisk === null
          ? 'How many people use opiates here is not entered.'
          : `${whole(peopleAtRisk)} people who use opiates (${whole(peopleAtRiskLow ?? 0)} to ${whole(peopleAtRiskHigh ?? 0)}).`}{' '}
        A share of {lossAYear} of kits is lost in a year ({lossAYearLow} to {lossAYearHigh}). Source:{' '}
        {assumption.source}
        {assumption.enteredByName ? `; entered by ${assumption.enteredByName}` : ''}.
        {lossSeen !== null && (
          <>
            {' '}
            The reasons of repeat supplies say at least {lossSeen.toFixed(2)}: not everybody who loses a kit asks for
            another.
          </>
        )}
      </p>
      {isEntering ? (
        <SmallForm
          form={newReachAssumption}
          initial={{
            ...Object.fromEntries(Object.entries(written).map(([path, one]) => [path, one === null ? '' : `${one}`])),
            source: '',
          }}
          writing={entering}
          send={(body) =>
            entering.mutate(
              { body },
              {
                onSuccess: () => setEntering(false),
              },
            )
          }
          submitLabel="Save"
          onLeave={() => setEntering(false)}
        />
      ) : (
        may('product:write') && (
          <button
            type="button"
            className="govuk-button govuk-button--secondary vigil-flush"
            onClick={() => setEntering(true)}
          >
            Enter your own
          </button>
        )
      )}
    </section>
  )
}
