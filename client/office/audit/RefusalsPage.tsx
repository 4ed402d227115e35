import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Refusals } from '../../../server/contract/person.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Table } from '../../ui/Table.tsx'
import { instantInWords } from '../../words/day.ts'
import { OlderRows } from './OlderRows.tsx'
import { sayWho } from './sayWho.ts'

const route = getRouteApi('/$partnership/refusals')

export function RefusalsPage() {
  const { before } = route.useSearch()
  const { timeZone } = usePartnership()
  const navigate = useNavigate({ from: '/$partnership/refusals' })
  const page = useAnswer(Refusals, '/refusals', { before })
  return (
    <>
      <PageTitle>
        Somebody asked for what their role does not include. Most are a wrong turning; several alike are a question to
        ask. What it would have shown is never written down.
      </PageTitle>
      <Answered answer={page} what="refused attempts">
        {({ rows, nextBefore }) =>
          rows.length === 0 ? (
            <EmptyState sentence="Nothing has been refused.">
              Nothing to do. An attempt that is refused will stand here.
            </EmptyState>
          ) : (
            <>
              <Table
                caption="Refused attempts"
                isCaptionHidden
                rows={rows}
                rowKey={({ entry }) => String(entry)}
                columns={[
                  {
                    heading: 'When',
                    isRowHeading: true,
                    cell: ({ at }) => <span className="vigil-phrase">{instantInWords(at, timeZone)}</span>,
                  },
                  { heading: 'Who', cell: sayWho },
                  { heading: 'Tried', cell: ({ operationName }) => operationName },
                ]}
              />
              <OlderRows
                isFirstPage={!before}
                nextBefore={nextBefore}
                onPage={(next) => void navigate({ search: { before: next }, resetScroll: false })}
              />
              <CsvLink path="/refusals" what="these attempts" />
            </>
          )
        }
      </Answered>
    </>
  )
}
