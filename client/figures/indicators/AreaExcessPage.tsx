import { Link } from '@tanstack/react-router'
import { AreaExcess, type AreaExcessPeriod } from '../../../server/contract/area-excess.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { sayExpectedCount, tidy } from '../../surveillance/signals/signalWords.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CountText } from '../../ui/CountText.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ProvenanceNote } from '../../ui/Figure.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Table } from '../../ui/Table.tsx'

/** Where deaths are more than the residents lead one to expect: where rates are high, which says nothing of what is new. */
export function AreaExcessPage() {
  const answer = useAnswer(AreaExcess, '/indicators/area-excess')
  return (
    <>
      <PageTitle>
        Where more people died than the number of residents leads one to expect. A report once a month, not a signal: it
        says where rates are high, not what is new.
      </PageTitle>
      <Answered answer={answer} what="the areas above expected" isPage>
        {({ periods, provenance }) =>
          periods.length === 0 ? (
            <EmptyState sentence="This report has not been made yet.">
              It is made after the first night, and once a month from then on.
            </EmptyState>
          ) : (
            <>
              {periods.map((period) => (
                <Period key={period.years} period={period} />
              ))}
              <p className="govuk-body">
                <CsvLink path="/indicators/area-excess" what="these areas" needsSecondFactor={false} />
              </p>
              <HowItIsMade />
              <ProvenanceNote provenance={provenance} />
            </>
          )
        }
      </Answered>
    </>
  )
}

const standardWords: Record<AreaExcessPeriod['standardisedBy'], string> = {
  residents: 'the number of residents',
  'age and sex': 'the number of residents, their age and their sex',
}

function Period({ period }: { period: AreaExcessPeriod }) {
  const { years, firstDay, lastDay, deaths, withoutArea, standardisedBy, notJudged, groups, areas } = period
  const { slug } = usePartnership()
  const title = years === 1 ? 'The last year' : `The last ${years} years`
  const id = `years-${years}`
  return (
    <section className="vigil-panel" aria-labelledby={id}>
      <h2 className="govuk-heading-m" id={id}>
        {title}
      </h2>
      <p className="govuk-body">
        <CountText count={deaths} /> deaths from <DayText day={firstDay} /> to <DayText day={lastDay} />; how many are
        expected is worked out from {standardWords[standardisedBy]}.{' '}
        {withoutArea !== 0 && (
          <>
            <CountText count={withoutArea} /> more are in no area with known residents.
          </>
        )}{' '}
        <Link
          to="/$partnership/map"
          params={{ partnership: slug }}
          search={{ events: 'deaths', from: firstDay, to: lastDay, place: 'residence' }}
          className="govuk-link"
        >
          See them on the map
        </Link>
      </p>
      {notJudged ? (
        <EmptyState sentence={`${notJudged.charAt(0).toUpperCase()}${notJudged.slice(1)}.`}>
          Pooling with neighbours under a sharing agreement would help.
        </EmptyState>
      ) : (
        <>
          <h3 className="govuk-heading-s">Neighbouring areas that stand out together</h3>
          {groups.length === 0 ? (
            <p className="govuk-body">
              None: no group of neighbouring areas has more deaths than chance alone could well have brought somewhere
              on the map (p&nbsp;≤&nbsp;0.05).
            </p>
          ) : (
            <ul className="govuk-list govuk-list--bullet">
              {groups.map(({ areas: members, observed, expected, pValue }) => (
                <li key={members.map(({ areaId }) => areaId).join()}>
                  {nameGroup(members.map(({ name }) => name))}: <CountText count={observed} /> deaths, about{' '}
                  {sayExpectedCount(expected)} expected (p&nbsp;=&nbsp;{tidy(pValue)}: chance alone brings so clear a
                  group somewhere on the map {sayChanceOf(pValue)}).
                </li>
              ))}
            </ul>
          )}
          <h3 className="govuk-heading-s">Areas with five deaths or more</h3>
          {areas.length === 0 ? (
            <p className="govuk-body">No area has five deaths or more in this time.</p>
          ) : (
            <>
              <p className="govuk-body">
                {groups.length === 0
                  ? 'Of many areas some stand out by chance; none of these does more than that, whatever its own ratio.'
                  : 'Of many areas some stand out by chance: go by the groups above, not by one ratio below.'}
              </p>
              <Table
                caption={`Areas with five deaths or more, ${title.toLowerCase()}`}
                isCaptionHidden
                rows={areas}
                rowKey={({ areaId }) => `${years} ${areaId}`}
                columns={[
                  { heading: 'Area', isRowHeading: true, cell: ({ name }) => name },
                  { heading: 'Deaths', isNumber: true, cell: ({ observed }) => <CountText count={observed} /> },
                  { heading: 'Expected', isNumber: true, cell: ({ expected }) => sayExpectedCount(expected) },
                  { heading: 'Ratio', isNumber: true, cell: ({ ratio }) => ratio.toFixed(1) },
                  {
                    heading: '95% interval',
                    isNumber: true,
                    cell: ({ interval: { low, high } }) => `${low.toFixed(1)} to ${high.toFixed(1)}`,
                  },
                ]}
              />
            </>
          )}
        </>
      )}
    </section>
  )
}

function sayChanceOf(pValue: number) {
  return pValue < 0.01 ? 'less than once in 100 such maps' : `about ${Math.round(pValue * 100)} times in 100 such maps`
}

const named = 6

function nameGroup(names: readonly string[]) {
  if (names.length <= named) return names.join(', ')
  return `${names.slice(0, named).join(', ')} and ${names.length - named} more`
}

function HowItIsMade() {
  return (
    <DefinitionOnDemand term="How this is worked out">
      <p>
        Expected is how many deaths an area would have if its residents died at the rates of the whole partnership, by
        age and sex where these are known of residents and of nearly all who died. The ratio is observed over expected,
        with its exact or Byar’s 95% interval: with few deaths it is wide.
      </p>
      <p>
        Groups come from a spatial scan (Kulldorff, Poisson): circles of areas up to 30 km and half of the expected
        deaths, each compared with 999 simulated maps without any excess. The p value says how often chance brings so
        clear a group anywhere on the map.
      </p>
    </DefinitionOnDemand>
  )
}
