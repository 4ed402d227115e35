import { KitRequest } from '../../../server/contract/reversal-report.ts'
import { NaloxoneProducts } from '../../../server/contract/supply.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { DayText } from '../../ui/DayText.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say, wordsFor } from '../../words/words.ts'

const howWords = wordsFor<KitRequest['how']>({ collect: 'Will collect it', post: 'By post', outreach: 'From outreach' })
const stateWords = wordsFor<KitRequest['state']>({
  asked: 'Waits',
  answered: 'Answered',
  not_possible: 'Not possible',
})

export function KitRequestsTable({ requests }: { requests: readonly KitRequest[] }) {
  const products = useAnswer(NaloxoneProducts, '/naloxone/products')
  const productName = (code: string | null) =>
    products.data?.find((product) => product.code === code)?.name ?? code ?? 'Any'
  return (
    <Table
      caption="Requests for a kit"
      isCaptionHidden
      rows={requests}
      rowKey={({ kitRequestId }) => kitRequestId}
      columns={[
        { heading: 'How to reach them', isRowHeading: true, cell: ({ contact }) => contact },
        { heading: 'How', cell: ({ how }) => say(howWords, how) },
        { heading: 'Town', cell: ({ town }) => town ?? 'Not said' },
        { heading: 'Product', cell: ({ product }) => productName(product) },
        { heading: 'Opened', cell: ({ openedOn }) => <DayText day={openedOn} /> },
        {
          heading: 'State',
          cell: ({ state, closedOn }) => (
            <>
              <Tag colour={state === 'asked' ? 'yellow' : 'grey'}>{say(stateWords, state)}</Tag>
              {closedOn && (
                <>
                  {' '}
                  <DayText day={closedOn} />
                </>
              )}
            </>
          ),
        },
        { heading: 'What became of it', cell: (request) => <KitRequestAnswerButtons request={request} /> },
      ]}
    />
  )
}

function KitRequestAnswerButtons({ request }: { request: KitRequest }) {
  const may = useMay()
  const answering = useWriting(KitRequest, 'PUT', `/kit-requests/${request.kitRequestId}`, { holdsSecret: true })
  if (!may('kit-request:answer')) return null
  const offered = request.state === 'asked' ? (['answered', 'not_possible'] as const) : (['asked'] as const)
  const labels = { answered: 'A kit was given', not_possible: 'Not possible', asked: 'It waits again' }
  return (
    <div className="vigil-actions">
      {offered.map((state) => (
        <button
          key={state}
          type="button"
          className="govuk-button govuk-button--secondary vigil-flush"
          disabled={answering.isPending}
          onClick={() => answering.mutate({ body: { state } })}
        >
          {labels[state]}
          <span className="govuk-visually-hidden">: {request.contact}</span>
        </button>
      ))}
      {answering.error && <ProblemNotice failure={answering.error} />}
    </div>
  )
}
