import { AddRecord } from '../../record/AddRecord.tsx'
import { overdoseKind } from './overdoseKind.ts'

export function RecordOverdosePage() {
  return (
    <AddRecord
      kind={overdoseKind}
      title="Record a reversal"
      lede="An overdose, whether or not naloxone was given. Your best guess is fine, and “don’t know” is an answer."
      submitLabel="Record this report"
    >
      <div className="govuk-inset-text">
        <strong>Is this happening now? Call 999 first.</strong> This page can wait. Naloxone wears off: somebody who has
        come round can stop breathing again.
      </div>
    </AddRecord>
  )
}
