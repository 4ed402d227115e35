import { readAlertBatches } from '../../../server/contract/rules/alert-batches.ts'
import { TextField } from '../../ui/Field.tsx'
import type { ControlProps } from '../../ui/smallForms.ts'
import { plural } from '../../words/words.ts'

/** What is pasted, and at once what it was read as: how many batches, and what was wrong with the rest. */
export function AlertBatchesControl({ noneLabel: _, ...asked }: ControlProps) {
  const { batches, remarks } = readAlertBatches(asked.value)
  return (
    <>
      <TextField {...asked} isLong />
      {asked.value.trim() !== '' && (
        <div className="vigil-beside-field" role="status">
          <p className="govuk-body-s">
            Read as {plural(batches.length, 'batch', 'batches')}
            {batches.length > 0 && `: ${batches.map(({ batchNumber }) => batchNumber).join(', ')}`}.
          </p>
          {remarks.length > 0 && (
            <ul className="govuk-list govuk-list--bullet">
              {remarks.map((remark) => (
                <li key={remark}>{remark}.</li>
              ))}
            </ul>
          )}
        </div>
      )}
    </>
  )
}
