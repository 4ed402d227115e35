import { Link } from '@tanstack/react-router'
import { type BorderCluster, BorderClusters } from '../../server/contract/border-cluster.ts'
import { useAnswer } from '../answers.ts'
import { usePartnership } from '../shell/partnership.ts'
import { Answered } from '../ui/Answered.tsx'
import { CsvLink } from '../ui/CsvLink.tsx'
import { DayText } from '../ui/DayText.tsx'
import { Table } from '../ui/Table.tsx'
import { Tag } from '../ui/Tag.tsx'
import { say } from '../words.ts'
import { sayOverBorder, sayPooled } from './sayOverBorder.ts'
import { streamWords, tierWords } from './signalWords.ts'
import { TierTag } from './TierTag.tsx'

/** What the national check found across the partnership's border: apart from its own signals, for it has only a part of each. */
export function OverBorders() {
  const answer = useAnswer(BorderClusters, '/signals/over-borders')
  return (
    <section className="vigil-panel vigil-panel--apart" aria-labelledby="over-borders">
      <h2 className="govuk-heading-m" id="over-borders">
        Clusters that cross the border
      </h2>
      <p className="govuk-body">
        From the national check, which looks at all partnerships of this installation together. You have a part of each;
        the partnership beside you is told of its own part.
      </p>
      <Answered answer={answer} what="the clusters that cross the border">
        {({ night, notJudged, clusters }) => (
          <>
            {night === null ? (
              <p className="govuk-body">
                The national check has not looked yet: whoever runs this installation runs it.
              </p>
            ) : (
              <p className="govuk-body">
                {clusters.some(({ state }) => state === 'found') ? 'Last looked' : 'None'} on the night of{' '}
                <DayText day={night} />.
                {notJudged.length > 0 &&
                  ` ${notJudged.map((stream) => say(streamWords, stream)).join(' and ')}: too little to go by, not judged.`}
              </p>
            )}
            {clusters.length > 0 && (
              <>
                <Table
                  caption="Clusters that cross the border"
                  isCaptionHidden
                  rows={clusters}
                  rowKey={({ borderClusterId }) => borderClusterId}
                  columns={[
                    {
                      heading: 'Cluster',
                      isRowHeading: true,
                      cell: (cluster) => <OverBorderLink cluster={cluster} />,
                    },
                    { heading: 'State', cell: (cluster) => <OverBorderTags cluster={cluster} /> },
                    {
                      heading: 'Days',
                      cell: ({ firstDay, lastDay }) => (
                        <>
                          <DayText day={firstDay} /> to <DayText day={lastDay} />
                        </>
                      ),
                    },
                    { heading: 'Here', isNumber: true, cell: ({ ownCases }) => ownCases },
                    { heading: 'In all', isNumber: true, cell: sayPooled },
                  ]}
                />
                <p className="govuk-body-s">
                  <CsvLink path="/signals/over-borders" what="these clusters" />
                </p>
              </>
            )}
          </>
        )}
      </Answered>
    </section>
  )
}

/** Of one night, beside its own signals; nothing where there is nothing. */
export function OverBordersOfNight({ night }: { night: string }) {
  const { data } = useAnswer(BorderClusters, '/signals/over-borders', { night })
  if (!data?.clusters.length) return null
  return (
    <>
      <h3 className="govuk-heading-s">
        {data.clusters.length === 1 ? 'A cluster that crosses the border' : 'Clusters that cross the border'}
      </h3>
      <ul className="govuk-list">
        {data.clusters.map((cluster) => (
          <li key={cluster.borderClusterId}>
            <TierTag tier={cluster.tier} /> <OverBorderLink cluster={cluster} /> In all {sayPooled(cluster)}.
          </li>
        ))}
      </ul>
    </>
  )
}

function OverBorderLink({ cluster }: { cluster: BorderCluster }) {
  const { slug: partnership } = usePartnership()
  return (
    <Link
      to="/$partnership/signals/over-borders/$borderClusterId"
      params={{ partnership, borderClusterId: cluster.borderClusterId }}
      className="govuk-link"
    >
      {sayOverBorder(cluster)}
    </Link>
  )
}

export function OverBorderTags({ cluster: { tier, state } }: { cluster: Pick<BorderCluster, 'tier' | 'state'> }) {
  return state === 'quiet' ? (
    <Tag colour="grey">Quiet (was {say(tierWords, tier).toLowerCase()})</Tag>
  ) : (
    <TierTag tier={tier} />
  )
}
