import { Batch, NaloxoneProducts } from '../../../server/contract/supply.ts'
import { DoubleBatches } from '../../../server/contract/to-look-at.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { Answered } from '../../ui/Answered.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { Table } from '../../ui/Table.tsx'
import { plural } from '../../words/words.ts'

type Double = DoubleBatches[number]

/** Batches whose numbers are one but for their spelling: a person says that they are one, and which expiry holds. */
export function DoubleBatchesList() {
  const doubles = useAnswer(DoubleBatches, '/to-look-at/batches')
  return (
    <Answered answer={doubles} what="batches">
      {(found) =>
        found.length > 0 && (
          <section className="vigil-panel" aria-labelledby="batches">
            <h2 className="govuk-heading-m" id="batches">
              Batches in several spellings
            </h2>
            <p className="govuk-body">
              Look at the kits, and choose the line that is right. The supplies of the others then count as of this
              batch, with its expiry; no supply is changed.
            </p>
            {found.map((double) => (
              <DoubleBatch key={`${double.batches[0]?.batchId}`} double={double} />
            ))}
          </section>
        )
      }
    </Answered>
  )
}

function DoubleBatch({ double }: { double: Double }) {
  const products = useAnswer(NaloxoneProducts, '/naloxone/products').data ?? []
  const [first] = double.batches
  const product = products.find(({ code }) => code === first?.productCode)?.name ?? first?.productCode
  return (
    <Table
      caption={`${double.batchNumber}, ${product}`}
      rows={double.batches}
      rowKey={({ batchId }) => batchId}
      columns={[
        {
          heading: 'As it was typed',
          isRowHeading: true,
          cell: ({ batchNumber }) => <span className="vigil-whole">{batchNumber}</span>,
        },
        {
          heading: 'Expiry as printed',
          cell: ({ expiresOn, expiresPrecision }) => <DayText day={expiresOn} precision={expiresPrecision} />,
        },
        { heading: 'Supplies', isNumber: true, cell: ({ supplies }) => supplies },
        { heading: 'Which is right?', cell: (kept) => <KeepThis kept={kept} double={double} /> },
      ]}
    />
  )
}

function KeepThis({ kept, double }: { kept: Double['batches'][number]; double: Double }) {
  const joining = useWriting(Batch, 'PUT', `/naloxone/batches/${kept.batchId}/joined`)
  const others = double.batches.filter(({ batchId }) => batchId !== kept.batchId)
  if (!useMay()('product:write')) return <>to be chosen by a coordinator</>
  return (
    <>
      <button
        type="button"
        className="vigil-link-button"
        disabled={joining.isPending}
        onClick={() => joining.mutate({ body: { batchIds: others.map(({ batchId }) => batchId) } })}
      >
        {joining.isPending ? 'Joining…' : 'These are one batch: keep this line'}
        <span className="govuk-visually-hidden">
          {' '}
          ({kept.batchNumber}, {plural(kept.supplies, 'supply', 'supplies')})
        </span>
      </button>
      {joining.error && <ProblemNotice failure={joining.error} />}
    </>
  )
}
