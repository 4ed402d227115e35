import { Link } from '@tanstack/react-router'
import { Retention } from '../../../server/contract/retention.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Table } from '../../ui/Table.tsx'
import { HoldsPart } from './HoldsPart.tsx'
import { RemovalsPart } from './RemovalsPart.tsx'

/** How long each kind of record is kept, what the nights removed, and what a hold keeps. */
export function RetentionPage() {
  const { slug: partnership } = usePartnership()
  const may = useMay()
  const retention = useAnswer(Retention, '/retention')
  return (
    <>
      <PageTitle>
        How long each kind of record is kept. Every night Vigil removes what has been kept long enough, unless a legal
        hold stops it. When an identity goes, the record of the death stays.{' '}
        {may('subject:write') && (
          <Link to="/$partnership/subject-requests" params={{ partnership }}>
            Requests of living people about their data
          </Link>
        )}
      </PageTitle>
      <Answered answer={retention} what="the retention schedule">
        {({ isProposal, rules, runs }) => (
          <>
            {isProposal && (
              <p className="govuk-inset-text">These times are a proposal. The controller of the data decides them.</p>
            )}
            <HoldsPart />
            {may('hold:write') && <RemovalsPart />}
            <h2 className="govuk-heading-m">Schedule</h2>
            <Table
              caption="Schedule"
              isCaptionHidden
              rows={rules}
              rowKey={({ kind }) => kind}
              columns={[
                {
                  heading: 'What',
                  isRowHeading: true,
                  cell: ({ what }) => <span className="vigil-phrase">{what}</span>,
                },
                {
                  heading: 'Kept for',
                  cell: ({ keptFor, from }) => (
                    <span className="vigil-phrase">{keptFor ? `${keptFor} from ${from}` : 'Without end'}</span>
                  ),
                },
                { heading: 'Removed', cell: ({ isCarriedOut }) => (isCarriedOut ? 'Every night' : 'By people') },
                { heading: 'A hold stops it', cell: ({ isStoppedByHold }) => (isStoppedByHold ? 'Yes' : 'No') },
                {
                  heading: 'Last night it ran',
                  cell: ({ isCarriedOut, lastRanOn }) =>
                    isCarriedOut ? lastRanOn ? <DayText day={lastRanOn} /> : 'not yet' : '–',
                },
                { heading: 'Why', cell: ({ because }) => <span className="vigil-phrase">{because}</span> },
              ]}
            />
            <CsvLink path="/retention" what="the schedule" />
            <h2 className="govuk-heading-m vigil-panel--apart">What the last nights removed</h2>
            {runs.length === 0 ? (
              <EmptyState sentence="Nothing has been old enough to remove.">
                The schedule above says when something will be.
              </EmptyState>
            ) : (
              <>
                <Table
                  caption="What the last nights removed"
                  isCaptionHidden
                  rows={runs}
                  rowKey={({ ranOn, kind }) => `${ranOn} ${kind}`}
                  columns={[
                    { heading: 'Night', isRowHeading: true, cell: ({ ranOn }) => <DayText day={ranOn} /> },
                    { heading: 'What', cell: ({ what }) => what },
                    { heading: 'Removed', isNumber: true, cell: ({ removed }) => removed.toLocaleString('en-GB') },
                    { heading: 'Kept by a hold', isNumber: true, cell: ({ held }) => held.toLocaleString('en-GB') },
                  ]}
                />
                <CsvLink path="/retention/runs" what="these nights" needsSecondFactor={false} />
              </>
            )}
          </>
        )}
      </Answered>
    </>
  )
}
