import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Stock, StockMovement, SuppliesWithoutStock, type SupplyWithoutStock } from '../../../server/contract/stock.ts'
import { Batches } from '../../../server/contract/supply.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { batchesFor, noRegisters } from '../../record/registers.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Table } from '../../ui/Table.tsx'
import { dayInWords } from '../../words/day.ts'
import { plural } from '../../words/words.ts'
import { takeFor } from './stockForms.ts'

/** Supplies whose kits are still in the ledger: by one press they are taken from where the supply says they were. */
export function SuppliesWithoutStockPage() {
  const { slug: partnership } = usePartnership()
  const answer = useAnswer(SuppliesWithoutStock, '/stock/supplies')
  return (
    <>
      <Link to="/$partnership/stock" params={{ partnership }} className="govuk-back-link">
        Stock
      </Link>
      <PageTitle>
        Each supply whose kits have not left the ledger, or other ones than it says since it was amended. Where it names
        its site as a holder is named, and the batch, one press takes them.
      </PageTitle>
      <Answered answer={answer} what="these supplies">
        {({ rows, total, since }) =>
          since === null ? (
            <EmptyState sentence="Nothing is in the ledger of stock yet.">
              Record what each site holds; from that day on supplies are taken from it.
            </EmptyState>
          ) : rows.length === 0 ? (
            <EmptyState sentence={`Every supply since ${dayInWords(since)} has been taken from stock.`}>
              The next ones stand here once they are recorded.
            </EmptyState>
          ) : (
            <>
              <p className="govuk-body">
                {plural(total, 'supply', 'supplies')} since {dayInWords(since)}
                {total > rows.length && `; the newest ${rows.length} are shown`}.
              </p>
              <SuppliesTable rows={rows} />
              <p className="govuk-body-s">
                <CsvLink path="/stock/supplies" what="these supplies" />
              </p>
            </>
          )
        }
      </Answered>
    </>
  )
}

function SuppliesTable({ rows }: { rows: SupplyWithoutStock[] }) {
  const { slug: partnership } = usePartnership()
  const may = useMay()
  const [asking, setAsking] = useState<string>()
  return (
    <Table
      caption="Supplies not taken from stock"
      isCaptionHidden
      rows={rows}
      rowKey={({ supplyId }) => supplyId}
      columns={[
        {
          heading: 'Day',
          isRowHeading: true,
          cell: ({ supplyId, suppliedOn }) => (
            <Link to="/$partnership/supplies/$supplyId" params={{ partnership, supplyId }} className="govuk-link">
              <DayText day={suppliedOn} />
            </Link>
          ),
        },
        { heading: 'Site', cell: ({ site, holderName }) => holderName ?? site ?? 'not recorded' },
        { heading: 'Agency', cell: ({ agencyName }) => agencyName ?? 'not recorded' },
        { heading: 'Product', cell: ({ productName }) => productName },
        { heading: 'Batch', cell: ({ batchNumber }) => batchNumber ?? 'not recorded' },
        { heading: 'Kits', isNumber: true, cell: ({ kits, taken }) => (taken > 0 ? `${kits}, taken ${taken}` : kits) },
        ...(may('stock:write')
          ? [
              {
                heading: 'Stock',
                cell: (row: SupplyWithoutStock) => (
                  <Take row={row} isAsking={asking === row.supplyId} onAsk={setAsking} />
                ),
              },
            ]
          : []),
      ]}
    />
  )
}

interface TakeProps {
  row: SupplyWithoutStock
  isAsking: boolean
  onAsk: (supplyId: string | undefined) => void
}

function Take({ row, isAsking, onAsk }: TakeProps) {
  const { supplyId, holderId, batchId, countedOn, taken, suppliedOn } = row
  const taking = useWriting(StockMovement, 'POST', `/stock/supplies/${supplyId}`)
  const about = <span className="govuk-visually-hidden">: {dayInWords(suppliedOn)}</span>
  if (countedOn) return <>counted there on {dayInWords(countedOn)}, which holds it</>
  if (isAsking) return <AskWhence row={row} taking={taking} onLeave={() => onAsk(undefined)} />
  const knows = taken > 0 || (holderId !== null && batchId !== null)
  return (
    <>
      <button
        type="button"
        className="govuk-button govuk-button--secondary vigil-flush"
        disabled={taking.isPending}
        onClick={() => (knows ? taking.mutate({ body: {} }) : onAsk(supplyId))}
      >
        {taking.isPending ? 'Sending…' : taken > 0 ? 'Put it right' : knows ? 'Take from stock' : 'Say where from'}
        {about}
      </button>
      {taking.error && (
        <>
          <ProblemNotice failure={taking.error} />
          <button type="button" className="vigil-link-button" onClick={() => onAsk(supplyId)}>
            Take them from elsewhere{about}
          </button>
        </>
      )}
    </>
  )
}

interface AskWhenceProps {
  row: SupplyWithoutStock
  taking: ReturnType<typeof useWriting<typeof StockMovement>>
  onLeave: () => void
}

/** Of the product, the batches that somebody holds. */
function AskWhence({ row: { productCode, holderId, batchId, supplyId }, taking, onLeave }: AskWhenceProps) {
  const { today } = usePartnership()
  const stock = useAnswer(Stock, '/stock')
  const batches = useAnswer(Batches, '/naloxone/batches').data ?? []
  return (
    <Answered answer={stock} what="what is in stock">
      {({ holders, onHand }) => {
        const held = onHand.filter((one) => one.productCode === productCode)
        const at = new Set(held.map((one) => one.holderId))
        const of = new Set(held.map((one) => one.batchId))
        const offered = batches.filter((one) => of.has(one.batchId))
        return (
          <SmallForm
            form={takeFor}
            idSuffix={supplyId}
            given={{
              holderId: {
                words: Object.fromEntries(
                  holders.filter((one) => at.has(one.holderId)).map((one) => [one.holderId, one.name]),
                ),
              },
              batchId: { words: batchesFor({ ...noRegisters, allBatches: offered }, productCode, today) },
            }}
            initial={{ holderId: holderId ?? '', batchId: batchId ?? '' }}
            writing={taking}
            send={(body) => taking.mutate({ body }, { onSuccess: onLeave })}
            submitLabel="Take from stock"
            onLeave={onLeave}
          />
        )
      }}
    </Answered>
  )
}
