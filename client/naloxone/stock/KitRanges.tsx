import { useState } from 'react'
import { KitRange, KitRanges as KitRangesContract } from '../../../server/contract/stock-alert.ts'
import type { Batch } from '../../../server/contract/supply.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { kitRange } from './alertForms.ts'

/** Which numbers the kits of a batch carry, so that an alert about numbers finds it. Numbers say the batch, never whose a kit is. */
export function KitRanges({ batch: { batchId, batchNumber } }: { batch: Batch }) {
  const may = useMay()
  const [isAdding, setAdding] = useState(false)
  const ranges = useAnswer(KitRangesContract, '/naloxone/kit-ranges').data ?? []
  const adding = useWriting(KitRange, 'POST', '/naloxone/kit-ranges')
  const own = ranges.filter((range) => range.batchId === batchId)
  return (
    <div>
      <p className="govuk-body">
        {own.length === 0
          ? `No kit numbers are recorded for batch ${batchNumber}.`
          : `Kit numbers of batch ${batchNumber}: ${own.map(({ firstNumber, lastNumber }) => `${firstNumber} to ${lastNumber}`).join(', ')}.`}{' '}
        {may('product:write') && !isAdding && (
          <button type="button" className="vigil-link-button" onClick={() => setAdding(true)}>
            Add a range of numbers
          </button>
        )}
      </p>
      {isAdding && (
        <SmallForm
          form={kitRange}
          given={{ batchId: { words: { [batchId]: batchNumber } } }}
          initial={{ batchId }}
          writing={adding}
          send={(body) => adding.mutate({ body }, { onSuccess: () => setAdding(false) })}
          submitLabel="Add it"
          onLeave={() => setAdding(false)}
        />
      )}
    </div>
  )
}
