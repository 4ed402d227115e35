import type { ReactNode } from 'react'
import { ReleasedTotals } from '../../../server/contract/release.ts'
import { useAnswer } from '../../api/answers.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Table } from '../../ui/Table.tsx'
import { say } from '../../words/words.ts'
import { ReleasedCount } from './ReleasedCount.tsx'
import { RuleNote } from './RuleNote.tsx'
import { releaseKindWords } from './releaseWords.ts'

/** Totals of the whole partnership by year: all that everybody who signs in may see. */
export function TotalsPage({ children }: { children?: ReactNode }) {
  const totals = useAnswer(ReleasedTotals, '/releases/totals')
  return (
    <>
      <PageTitle title="Partnership totals">The whole partnership, by year. Small counts are hidden.</PageTitle>
      {children}
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
                rowKey={({ kind, slice }) => `${kind}-${slice}`}
                columns={[
                  {
                    heading: 'What is counted',
                    isRowHeading: true,
                    cell: ({ kind, group, name }) =>
                      group === 'time' ? say(releaseKindWords, kind) : `${say(releaseKindWords, kind)}: ${name}`,
                  },
                  { heading: 'Years', isNumber: true, cell: ({ slice }) => yearsOf(slice) },
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

/** "2025", or "2023 to 2025" of what is counted over years together. */
function yearsOf(slice: string) {
  const [, from, to] = /^(\d{4})(?:-(\d{4}))?/.exec(slice) ?? []
  return to === undefined ? from : `${from} to ${to}`
}
