import { getRouteApi, Link, lazyRouteComponent as lazy, useNavigate } from '@tanstack/react-router'
import { Suspense, useMemo, useState } from 'react'
import { NaloxoneAllocation, NaloxoneGaps } from '../../../server/contract/naloxone-allocation.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ProvenanceNote } from '../../ui/Figure.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say, type Words } from '../../words/words.ts'
import { AcceptAllocation } from './AcceptAllocation.tsx'
import type { AllocationSearch } from './allocationSearch.ts'
import { GapSwatch } from './GapsLegend.tsx'
import { classifyGaps } from './gapClasses.ts'
import { events, gapWords, sayAllocation, sayChannel, sayWhy, share, wayWords, whyWords } from './sayAllocation.ts'

const route = getRouteApi('/$partnership/allocation')

const kitChoices = { '25': '25', '50': '50', '100': '100', '200': '200', '500': '500', '1000': '1,000' }
const floorChoices = { '0': 'None', '0.05': '5 in 100 each', '0.1': '10 in 100 each', '0.2': '20 in 100 each' }
const travelChoices = { '2': '2 km', '5': '5 km', '10': '10 km', '20': '20 km' }

/** What an address asks that no choice offers is one of them. */
const withAsked = (choices: Words, asked: string | undefined): Words =>
  asked === undefined || asked in choices ? choices : { ...choices, [asked]: asked }

/** The next kits: over sites and channels, where they are expected to be used most, with the reason of each line. */
export function AllocationPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/allocation' })
  const change = (changed: Partial<AllocationSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false })
  const answer = useAnswer(NaloxoneAllocation, '/naloxone/allocation', search)
  return (
    <>
      <PageTitle>
        Where the next kits are expected to reach most people who overdose. An estimate to think with, not an order.
      </PageTitle>
      <fieldset className="vigil-filters" aria-label="What is asked">
        <SelectFilter<string>
          path="kits"
          label="The next"
          value={search.kits ?? '100'}
          words={withAsked(kitChoices, search.kits)}
          onChange={(kits) => change({ kits })}
        />
        <SelectFilter<string>
          path="floor"
          label="At least to each authority"
          value={search.floor ?? '0'}
          words={withAsked(floorChoices, search.floor)}
          onChange={(floor) => change({ floor })}
        />
        <SelectFilter<string>
          path="travelKm"
          label="Kits are carried"
          value={search.travelKm ?? '5'}
          words={withAsked(travelChoices, search.travelKm)}
          onChange={(travelKm) => change({ travelKm })}
        />
      </fieldset>
      <Answered answer={answer} what="where the next kits go" isPage>
        {(allocation) => <Allocation allocation={allocation} query={search} />}
      </Answered>
      <Gaps />
    </>
  )
}

function Allocation({ allocation, query }: { allocation: NaloxoneAllocation; query: AllocationSearch }) {
  const { lines, beside, leftOut, gain, provenance, rule } = allocation
  const may = useMay()
  const { slug: partnership } = usePartnership()
  if (lines.length === 0 && leftOut.length === 0)
    return (
      <EmptyState sentence="There is no site to give kits to yet.">
        <Link to="/$partnership/stock" params={{ partnership }} className="govuk-link">
          Add the places that hold stock
        </Link>
        , each with its place.
      </EmptyState>
    )
  return (
    <>
      <p className="govuk-body">{sayAllocation(allocation)}</p>
      <Table
        caption="The next kits, by site and channel"
        rows={lines}
        rowKey={({ holderId, channel }) => `${holderId} ${channel}`}
        columns={[
          {
            heading: 'Site, and why',
            isRowHeading: true,
            cell: (line) => (
              <>
                {line.name}
                <span className="govuk-body-s vigil-flush vigil-why">{sayWhy(line)}</span>
              </>
            ),
          },
          { heading: 'Channel', cell: ({ channel }) => sayChannel(channel) },
          { heading: 'Kits', isNumber: true, cell: ({ kits }) => kits },
          { heading: 'Events reached a year', isNumber: true, cell: ({ reaches }) => events(reaches) },
        ]}
      />
      <p className="govuk-body-s">
        <CsvLink path="/naloxone/allocation" query={query} what="these lines" needsSecondFactor={false} />
      </p>
      {may('stock:write') && lines.length > 0 && <AcceptAllocation allocation={allocation} />}
      <Table
        caption="Beside simpler ways"
        rows={[{ way: 'this', gain }, ...beside]}
        rowKey={({ way }) => way}
        columns={[
          { heading: 'Way', isRowHeading: true, cell: ({ way }) => (way === 'this' ? 'As above' : say(wayWords, way)) },
          { heading: 'Events reached a year', isNumber: true, cell: (row) => events(row.gain) },
          {
            heading: 'Of the above',
            isNumber: true,
            cell: (row) => (gain > 0 ? `${Math.round((row.gain / gain) * 100)} %` : 'nothing to compare'),
          },
        ]}
      />
      {leftOut.length > 0 && (
        <p className="govuk-body-s">
          Left out: {leftOut.map(({ name, why }) => `${name} (${say(whyWords, why)})`).join(', ')}.
        </p>
      )}
      <DefinitionOnDemand term="How this is worked out">
        <p>{rule}</p>
      </DefinitionOnDemand>
      <ProvenanceNote provenance={provenance} />
    </>
  )
}

/** Its code comes after what it is drawn of: Leaflet is as large as the rest of the page. */
const GapsMap = lazy(() => import('./GapsMap.tsx'), 'GapsMap')

const mostGaps = 20

/** Harm beside live kits: where they are far apart. */
function Gaps() {
  const answer = useAnswer(NaloxoneGaps, '/naloxone/gaps')
  return (
    <section className="vigil-panel" aria-labelledby="gaps">
      <h2 className="govuk-heading-m" id="gaps">
        Harm beside live kits
      </h2>
      <Answered answer={answer} what="harm beside live kits">
        {(gaps) =>
          gaps.rows.length === 0 ? (
            <EmptyState sentence="There are no areas yet.">Import areas, with their residents.</EmptyState>
          ) : (
            <GapsOfAreas gaps={gaps} />
          )
        }
      </Answered>
    </section>
  )
}

function GapsOfAreas({ gaps: { rows, provenance } }: { gaps: NaloxoneGaps }) {
  const { slug: partnership } = usePartnership()
  const [isWhole, setIsWhole] = useState(false)
  const { classOf } = useMemo(() => classifyGaps(rows), [rows])
  return (
    <>
      <Suspense fallback={<Loading what="the map" />}>
        <GapsMap rows={rows} />
      </Suspense>
      <Table
        caption="Areas, the widest gap first"
        isCaptionHidden
        rows={isWhole ? rows : rows.slice(0, mostGaps)}
        rowKey={({ areaId }) => areaId}
        columns={[
          { heading: 'Area', isRowHeading: true, cell: ({ name }) => name },
          {
            heading: 'Gap',
            cell: (row) => (
              <span className="vigil-gap">
                <GapSwatch colour={classOf(row).colour} />
                <Tag colour={row.gap === 'much_harm_few_kits' ? 'red' : 'grey'}>{say(gapWords, row.gap)}</Tag>
              </span>
            ),
          },
          { heading: 'Events a year', isNumber: true, cell: (row) => events(row.events) },
          { heading: 'Live kits, about', isNumber: true, cell: ({ liveKits }) => Math.round(liveKits) },
          { heading: 'Reached', isNumber: true, cell: ({ reached }) => share(reached) },
        ]}
      />
      <p className="govuk-body-s">
        {rows.length > mostGaps && (
          <>
            {!isWhole && `The first ${mostGaps} of ${rows.length} areas. `}
            <button type="button" className="vigil-link-button" onClick={() => setIsWhole(!isWhole)}>
              {isWhole ? `Show the first ${mostGaps} alone` : 'Show all areas'}
            </button>{' '}
          </>
        )}
        <CsvLink path="/naloxone/gaps" what="all areas" needsSecondFactor={false} />
      </p>
      <p className="govuk-body-s">
        <Link to="/$partnership/map" params={{ partnership }} search={{ events: 'reversals' }} className="govuk-link">
          Reversals on the map
        </Link>
      </p>
      <ProvenanceNote provenance={provenance} />
    </>
  )
}
