import { getRouteApi, Link } from '@tanstack/react-router'
import { BorderClusterDetail } from '../../../server/contract/border-cluster.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Table } from '../../ui/Table.tsx'
import { OverBorderFacts, OverBorderTags } from './OverBorders.tsx'
import { SignalCases } from './SignalCases.tsx'
import { sayOverBorder, sayPooled } from './sayOverBorder.ts'
import { recordWords } from './signalWords.ts'
import { TierTag } from './TierTag.tsx'

const route = getRouteApi('/$partnership/signals/over-borders/$borderClusterId')

/** A cluster of which the partnership has a part: what it may know of the whole, and its own records. */
export function OverBorderPage() {
  const { borderClusterId } = route.useParams()
  const path = `/signals/over-borders/${borderClusterId}`
  const answer = useAnswer(BorderClusterDetail, path)
  const params = { partnership: usePartnership().slug }
  return (
    <>
      <Link to="/$partnership/signals" params={params} className="govuk-back-link">
        All signals
      </Link>
      <Answered answer={answer} what="the cluster" isPage>
        {(cluster) => (
          <>
            <PageTitle />
            <p className="vigil-signal__tags">
              <OverBorderTags cluster={cluster} />
            </p>
            <p className="vigil-signal__headline">{sayOverBorder(cluster)}</p>
            <p className="govuk-body">
              <OverBorderFacts cluster={cluster} />
            </p>
            <p className="govuk-body">
              {cluster.isExact
                ? 'Told exactly: the partnerships in it have recorded sharing agreements with each other for this.'
                : `How many ${recordWords[cluster.stream].many} the others have is told in steps (1 to 9, 10 to 19, 20 to 49 and so on), each of them at its most so far, so that nobody can be counted out. Exact numbers come with a sharing agreement that each partnership records with each other.`}
            </p>
            <DefinitionOnDemand term="What this is, and what to do">
              <p className="govuk-body">
                Found by the national check, on districts of all partnerships together; no partnership need have noticed
                its part. It is a statistical flag and does not say why. Speak to {cluster.neighbours.join(', ')}: they
                have been told of their part.
              </p>
            </DefinitionOnDemand>
            <SignalCases records={cluster.cases} path={path} heading="Your records in it" />
            <section aria-labelledby="versions">
              <h2 className="govuk-heading-m" id="versions">
                Night by night
              </h2>
              <Table
                caption="What each night told of it"
                isCaptionHidden
                rows={cluster.nights}
                rowKey={({ night }) => night}
                columns={[
                  { heading: 'Night', isRowHeading: true, cell: ({ night }) => <DayText day={night} /> },
                  { heading: 'Tier', cell: ({ tier }) => <TierTag tier={tier} /> },
                  { heading: 'With', cell: ({ neighbours }) => neighbours.join(', ') },
                  { heading: 'Here', isNumber: true, cell: ({ ownCases }) => ownCases },
                  { heading: 'In all', isNumber: true, cell: (night) => sayPooled({ ...cluster, ...night }) },
                ]}
              />
              <p className="govuk-body-s">
                <CsvLink path={`${path}/nights`} what="these nights" />
              </p>
            </section>
          </>
        )}
      </Answered>
    </>
  )
}
