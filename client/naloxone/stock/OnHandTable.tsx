import { Link } from '@tanstack/react-router'
import type { StockOnHand } from '../../../server/contract/stock.ts'
import { NaloxoneProducts } from '../../../server/contract/supply.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { DayText } from '../../ui/DayText.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { daysBetween } from '../../words/day.ts'

/** What each product is called, without its pack. */
export function useProductName() {
  const products = useAnswer(NaloxoneProducts, '/naloxone/products', {}, { staleTime: 600_000 }).data ?? []
  // in a table the pack stands in the way of the numbers
  return (code: string) => (products.find((product) => product.code === code)?.name ?? code).replace(/,.*/, '')
}

interface OnHandTableProps {
  caption: string
  rows: readonly StockOnHand[]
  soonDays: number
  /** in a table of several holders, what each is called */
  holderName?: (holderId: string) => string
}

/** Kits by batch with their expiry, and what is no cover. */
export function OnHandTable({ caption, rows, soonDays, holderName }: OnHandTableProps) {
  const { slug: partnership, today } = usePartnership()
  const productName = useProductName()
  const columns: Column<StockOnHand>[] = [
    {
      heading: 'Batch',
      isRowHeading: true,
      cell: ({ batchId, batchNumber, productCode }) => (
        <Link
          to="/$partnership/report-links"
          params={{ partnership }}
          search={{ product: productCode, batch: batchId }}
          className="govuk-link vigil-whole"
          title="Codes to print for this batch"
        >
          {batchNumber}
        </Link>
      ),
    },
    { heading: 'Product', cell: ({ productCode }) => <span className="vigil-phrase">{productName(productCode)}</span> },
    {
      heading: 'Expires',
      cell: ({ expiresOn, expiresPrecision }) => (
        <>
          <DayText day={expiresOn} precision={expiresPrecision} />{' '}
          {expiresOn < today ? (
            <Tag colour="red">expired</Tag>
          ) : (
            daysBetween(today, expiresOn) <= soonDays && <Tag colour="orange">soon</Tag>
          )}
        </>
      ),
    },
    { heading: 'Kits', isNumber: true, cell: ({ kits }) => kits },
    { heading: 'Kept back', isNumber: true, cell: ({ keptBack }) => keptBack || '–' },
  ]
  if (holderName)
    columns.splice(1, 0, {
      heading: 'Where',
      cell: ({ holderId }) => (
        <Link to="/$partnership/stock/holders/$holderId" params={{ partnership, holderId }} className="govuk-link">
          {holderName(holderId)}
        </Link>
      ),
    })
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={({ holderId, batchId }) => `${holderId}-${batchId}`}
      columns={columns}
    />
  )
}
