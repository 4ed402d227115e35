import { partialText } from '../../../server/contract/day.ts'
import type { Batch } from '../../../server/contract/supply.ts'
import { QrCode } from '../../ui/QrCode.tsx'
import { partialInWords } from '../../words/partialDay.ts'

interface KitLabelProps {
  address: string
  productName: string | undefined
  batch: Batch | undefined
}

/** What is stuck on a kit: the code, what it is for, and what it fills in. */
export function KitLabel({ address, productName, batch }: KitLabelProps) {
  return (
    <div className="vigil-label">
      <QrCode text={address} label={`Code that opens ${address}`} />
      <p>
        <strong>Used this kit? Call 999. Then scan this and tell us.</strong>
        <span>No name, no account.</span>
        {productName && <span>{productName}</span>}
        {batch && (
          <span>
            Batch {batch.batchNumber}, use by {partialInWords(partialText(batch.expiresOn, batch.expiresPrecision))}
          </span>
        )}
      </p>
    </div>
  )
}
