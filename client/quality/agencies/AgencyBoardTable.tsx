import { AgencyBoard, type AgencyReports } from '../../../server/contract/agency-board.ts'
import { useAnswer } from '../../api/answers.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Table } from '../../ui/Table.tsx'

const titles = { overdose: 'Overdoses', death: 'Deaths' } as const
const counted = { overdose: 'Persons', death: 'Deaths' } as const

export function AgencyBoardTable({ kind }: { kind: 'overdose' | 'death' }) {
  const path = `/agencies/${kind}-reports`
  const board = useAnswer(AgencyBoard, path)
  return (
    <section aria-labelledby={`board-${kind}`}>
      <h2 className="govuk-heading-m" id={`board-${kind}`}>
        {titles[kind]}
      </h2>
      <Answered answer={board} what={`the ${kind} reports`}>
        {({ from, to, asked, feeds, isCut }) =>
          feeds.length === 0 ? (
            <EmptyState sentence="Nothing has been reported yet.">
              Each agency gets a row with its first report, or the source it came from where no agency is named.
            </EmptyState>
          ) : (
            <>
              <p className="govuk-body">
                Events from <DayText day={from} /> to <DayText day={to} />. Asked of each: {asked.join(', ')}.
              </p>
              <Table
                caption={`${titles[kind]} by who reports them`}
                isCaptionHidden
                rows={feeds}
                rowKey={({ feed, isAgency }) => `${feed} ${isAgency}`}
                columns={[
                  { heading: 'Agency', isRowHeading: true, cell: sayFeed },
                  { heading: counted[kind], isNumber: true, cell: ({ records }) => records },
                  { heading: 'Nothing unknown', isNumber: true, cell: ({ completeShare }) => sayShare(completeShare) },
                  { heading: 'Share unknown', isNumber: true, cell: ({ unknownShare }) => sayShare(unknownShare) },
                  { heading: 'Half within', isNumber: true, cell: ({ medianDelayDays }) => sayDays(medianDelayDays) },
                  { heading: '9 in 10 within', isNumber: true, cell: ({ mostDelayDays }) => sayDays(mostDelayDays) },
                  {
                    heading: 'Last report',
                    cell: ({ lastReportOn }) => (lastReportOn ? <DayText day={lastReportOn} /> : 'not known'),
                  },
                  { heading: 'To look at', isNumber: true, cell: ({ toLookAt }) => toLookAt },
                ]}
              />
              {isCut && (
                <p className="govuk-body">There is more to look at than was counted: the first 500 records were.</p>
              )}
              <p className="govuk-body">
                <CsvLink path={path} what={`how each agency reports ${titles[kind].toLowerCase()}`} needsSecondFactor />
              </p>
            </>
          )
        }
      </Answered>
    </section>
  )
}

function sayFeed({ feed, isAgency }: AgencyReports) {
  return isAgency ? feed : `${feed} (no agency named)`
}

const sayShare = (share: number | null) => (share === null ? '–' : `${Math.round(100 * share)} %`)
const sayDays = (days: number | null) => (days === null ? '–' : days === 1 ? '1 day' : `${days} days`)
