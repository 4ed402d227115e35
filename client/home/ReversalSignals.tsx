import { Link } from '@tanstack/react-router'
import { ReversalSignals as ReversalSignalsContract } from '../../server/contract/signal.ts'
import { useAnswer } from '../api/answers.ts'
import { usePartnership } from '../api/partnership.ts'
import { sayExpectedCount } from '../surveillance/signals/signalWords.ts'
import { Answered } from '../ui/Answered.tsx'
import { CsvLink } from '../ui/CsvLink.tsx'
import { DayText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Table } from '../ui/Table.tsx'

/** Where reversals cluster, for those who do not read signals: places, days and how many, never a case. */
export function ReversalSignals() {
  const { slug: partnership } = usePartnership()
  const answer = useAnswer(ReversalSignalsContract, '/signals/reversals')
  return (
    <section className="vigil-panel" aria-labelledby="cluster">
      <h2 className="govuk-heading-m" id="cluster">
        Where reversals cluster
      </h2>
      <Answered answer={answer} what="where reversals cluster">
        {(signals) =>
          signals.length === 0 ? (
            <EmptyState sentence="No cluster of reversals is open.">
              Each night looks for more reversals in one place than are usual there.
            </EmptyState>
          ) : (
            <>
              <Table
                caption="Where reversals cluster"
                isCaptionHidden
                rows={signals}
                rowKey={({ firstDay, lastDay, areas, stream }) =>
                  `${stream} ${firstDay} ${lastDay} ${areas[0]?.areaId}`
                }
                columns={[
                  {
                    heading: 'Place',
                    isRowHeading: true,
                    cell: ({ areas }) =>
                      areas.length === 0
                        ? 'The whole partnership'
                        : `${areas
                            .slice(0, 3)
                            .map(({ name }) => name)
                            .join(', ')}${areas.length > 3 ? ` and ${areas.length - 3} more` : ''}`,
                  },
                  {
                    heading: 'Days',
                    cell: ({ firstDay, lastDay }) => (
                      <Link
                        to="/$partnership/map"
                        params={{ partnership }}
                        search={{ events: 'reversals', from: firstDay, to: lastDay }}
                        className="govuk-link"
                      >
                        <DayText day={firstDay} /> to <DayText day={lastDay} />
                      </Link>
                    ),
                  },
                  { heading: 'Reported', isNumber: true, cell: ({ observed }) => observed },
                  { heading: 'Usual', isNumber: true, cell: ({ expected }) => sayExpectedCount(expected) },
                ]}
              />
              <p className="govuk-body-s">
                <CsvLink path="/signals/reversals" what="these clusters" needsSecondFactor={false} /> A statistical flag
                is no alert: only public health issues one.
              </p>
            </>
          )
        }
      </Answered>
    </section>
  )
}
