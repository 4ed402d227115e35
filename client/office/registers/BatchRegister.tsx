import { judgeExpiry } from '../../../server/contract/rules/supply.ts'
import { Batch, Batches, NaloxoneProducts, NewBatch } from '../../../server/contract/supply.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { isFree } from './isFree.ts'
import { RegisterSection } from './RegisterSection.tsx'
import { batchForm } from './registerForms.ts'

export function BatchRegister({ isAdding }: { isAdding: boolean }) {
  const { today } = usePartnership()
  const batches = useAnswer(Batches, '/naloxone/batches')
  const products = useAnswer(NaloxoneProducts, '/naloxone/products').data ?? []
  const productName = (code: string) => products.find((product) => product.code === code)?.name ?? code
  const sends = NewBatch.refine(
    ({ productCode, batchNumber }) =>
      isFree(
        batchNumber,
        (batches.data ?? []).filter((batch) => batch.productCode === productCode).map((batch) => batch.batchNumber),
      ),
    { path: ['batchNumber'], message: 'there is already a batch of this product with this number' },
  )
  return (
    <RegisterSection
      register="batches"
      title="Naloxone batches"
      path="/naloxone/batches"
      form={batchForm}
      sends={sends}
      judge={(batch, context) => judgeExpiry((batch as NewBatch).expiresOn, context)}
      answers={Batch}
      action="product:write"
      isAdding={isAdding}
      nameOf={({ batchNumber }) => `batch ${batchNumber}`}
    >
      <Answered answer={batches} what="batches">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState sentence="No batch is recorded yet.">
              With batches recorded, kits that have expired or been recalled can be found again.
            </EmptyState>
          ) : (
            <Table
              caption="Naloxone batches"
              isCaptionHidden
              rows={rows.toSorted((a, b) => b.expiresOn.localeCompare(a.expiresOn))}
              rowKey={({ batchId }) => batchId}
              columns={[
                {
                  heading: 'Batch number',
                  isRowHeading: true,
                  cell: ({ batchNumber }) => <span className="vigil-whole">{batchNumber}</span>,
                },
                {
                  heading: 'Product',
                  cell: ({ productCode }) => <span className="vigil-phrase">{productName(productCode)}</span>,
                },
                {
                  heading: 'Expiry as printed',
                  cell: ({ expiresOn, expiresPrecision }) => (
                    <>
                      <DayText day={expiresOn} precision={expiresPrecision} />{' '}
                      {expiresOn < today && <Tag colour="orange">expired</Tag>}
                    </>
                  ),
                },
              ]}
            />
          )
        }
      </Answered>
    </RegisterSection>
  )
}
