import { Link } from '@tanstack/react-router'
import { StockAlerts } from '../../../server/contract/stock-alert.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say } from '../../words/words.ts'
import { alertKindWords } from './stockWords.ts'

/** Recalls and other alerts about kits: whom each reaches is one press further. */
export function AlertsPage() {
  const params = { partnership: usePartnership().slug }
  const may = useMay()
  const answer = useAnswer(StockAlerts, '/stock/alerts')
  return (
    <>
      <Link to="/$partnership/stock" params={params} className="govuk-back-link">
        Stock
      </Link>
      <PageTitle
        actions={
          may('stock-alert:write') && (
            <Link to="/$partnership/stock/alerts/new" params={params} className="govuk-button vigil-flush">
              Give out an alert
            </Link>
          )
        }
      >
        Each finds everybody who has or had kits of its batches, and counts who has answered.{' '}
        <Link to="/$partnership/public/naloxone" params={params} className="govuk-link">
          What the public reads
        </Link>
      </PageTitle>
      <Answered answer={answer} what="safety alerts">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState sentence="No safety alert has been given out here.">
              When one comes, paste its table of batches: who holds them is listed at once.
            </EmptyState>
          ) : (
            <>
              <Table
                caption="Safety alerts"
                isCaptionHidden
                rows={rows}
                rowKey={({ alertId }) => alertId}
                columns={[
                  {
                    heading: 'Alert',
                    isRowHeading: true,
                    cell: ({ alertId, reference, title }) => (
                      <>
                        <Link
                          to="/$partnership/stock/alerts/$alertId"
                          params={{ ...params, alertId }}
                          className="govuk-link"
                        >
                          {reference}
                        </Link>
                        <br />
                        {title}
                      </>
                    ),
                  },
                  { heading: 'Given out', cell: ({ issuedOn }) => <DayText day={issuedOn} /> },
                  { heading: 'To do', cell: ({ kind }) => say(alertKindWords, kind) },
                  { heading: 'Batches', isNumber: true, cell: ({ batches }) => batches },
                  { heading: 'Kits held', isNumber: true, cell: ({ kitsHeld }) => kitsHeld },
                  { heading: 'Answered', isNumber: true, cell: ({ answered, holders }) => `${answered} of ${holders}` },
                  {
                    heading: 'State',
                    cell: ({ endedOn }) =>
                      endedOn ? <Tag colour="grey">ended</Tag> : <Tag colour="orange">stands</Tag>,
                  },
                ]}
              />
              <p className="govuk-body-s">
                <CsvLink path="/stock/alerts" what="these alerts" needsSecondFactor={false} />
              </p>
            </>
          )
        }
      </Answered>
    </>
  )
}
