import { ReleasedTotals } from '../../server/contract/release.ts'
import { useAnswer } from '../answers.ts'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Answered } from '../ui/Answered.tsx'
import { CsvLink } from '../ui/CsvLink.tsx'
import { DayText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Table } from '../ui/Table.tsx'
import { say } from '../words.ts'
import { ReleasedCount } from './ReleasedCount.tsx'
import { RuleNote } from './RuleNote.tsx'
import { releaseKindWords } from './releaseWords.ts'

/** Totals of the whole partnership by year: all that everybody who signs in may see. */
export function TotalsPage() {
  const totals = useAnswer(ReleasedTotals, '/releases/totals')
  return (
    <>
      <PageTitle title="Partnership totals">The whole partnership, by year. Small counts are hidden.</PageTitle>
      <Answered answer={totals} what="the totals">
        {({ rows, rule }) =>
          rows.length === 0 ? (
            <EmptyState sentence="No figures have been released yet.">
              They are released for years that have ended.
            </EmptyState>
          ) : (
            <>
              <Table
                caption="Totals by year"
                isCaptionHidden
                rows={rows}
                rowKey={({ kind, year }) => `${kind}-${year}`}
                columns={[
                  { heading: 'What is counted', isRowHeading: true, cell: ({ kind }) => say(releaseKindWords, kind) },
                  { heading: 'Year', isNumber: true, cell: ({ year }) => year },
                  {
                    heading: 'Count',
                    isNumber: true,
                    cell: ({ count }) => <ReleasedCount count={count} rule={rule} />,
                  },
                  {
                    heading: '95% interval',
                    isNumber: true,
                    cell: ({ interval }) =>
                      interval ? `${interval.low.toFixed(1)} to ${interval.high.toFixed(1)}` : '–',
                  },
                  { heading: 'As known on', cell: ({ provenance }) => <DayText day={provenance.asKnownOn} /> },
                ]}
              />
              <p className="govuk-body">
                <CsvLink path="/releases/totals" what="these totals" />
              </p>
              <RuleNote rule={rule} />
              {[...new Set(rows.map(({ provenance }) => provenance.definition))].map((definition) => (
                <p className="vigil-provenance" key={definition}>
                  {definition}
                </p>
              ))}
            </>
          )
        }
      </Answered>
    </>
  )
}
