import { Link } from '@tanstack/react-router'
import { type BorderCluster, BorderClusters } from '../../../server/contract/border-cluster.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say } from '../../words/words.ts'
import { sayOverBorder, sayPooled } from './sayOverBorder.ts'
import { recordWords, streamWords, tierWords } from './signalWords.ts'
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
                <OverBorderList clusters={clusters} />
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

/** At home, those that the last look found; nothing where there is none. */
export function OverBordersFound() {
  const { data } = useAnswer(BorderClusters, '/signals/over-borders')
  const found = data?.clusters.filter(({ state }) => state === 'found') ?? []
  if (!found.length) return null
  return (
    <section className="vigil-panel" aria-labelledby="over-borders">
      <h2 className="govuk-heading-m" id="over-borders">
        {found.length === 1 ? 'A cluster that crosses the border' : 'Clusters that cross the border'}
      </h2>
      <OverBorderList clusters={found} />
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
      <OverBorderList clusters={data.clusters.map((cluster) => ({ ...cluster, state: 'found' as const }))} />
    </>
  )
}

function OverBorderList({ clusters }: { clusters: readonly BorderCluster[] }) {
  return (
    <ul className="govuk-list govuk-list--spaced">
      {clusters.map((cluster) => (
        <li key={cluster.borderClusterId}>
          <OverBorderLine cluster={cluster} />
        </li>
      ))}
    </ul>
  )
}

function OverBorderLine({ cluster }: { cluster: BorderCluster }) {
  const { slug: partnership } = usePartnership()
  return (
    <>
      <OverBorderTags cluster={cluster} />{' '}
      <Link
        to="/$partnership/signals/over-borders/$borderClusterId"
        params={{ partnership, borderClusterId: cluster.borderClusterId }}
        className="govuk-link"
      >
        {sayOverBorder(cluster)}
      </Link>{' '}
      <OverBorderFacts cluster={cluster} />
    </>
  )
}

/** "14 to 31 reversals in all, 8 March 2026 to 13 March 2026." */
export function OverBorderFacts({ cluster }: { cluster: BorderCluster }) {
  return (
    <>
      {sayPooled(cluster)} {recordWords[cluster.stream].many} in all, <DayText day={cluster.firstDay} /> to{' '}
      <DayText day={cluster.lastDay} />.
    </>
  )
}

export function OverBorderTags({ cluster: { tier, state } }: { cluster: Pick<BorderCluster, 'tier' | 'state'> }) {
  return state === 'quiet' ? (
    <Tag colour="grey">Quiet (was {say(tierWords, tier).toLowerCase()})</Tag>
  ) : (
    <TierTag tier={tier} />
  )
}
