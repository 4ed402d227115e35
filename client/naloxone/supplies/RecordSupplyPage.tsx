import { AddRecord } from '../../record/AddRecord.tsx'
import { supplyKind } from './supplyKind.ts'

export function RecordSupplyPage() {
  return (
    <AddRecord
      kind={supplyKind}
      title="Record a naloxone supply"
      lede="Kits handed to a person or put in a place. “Don’t know” is an answer."
      submitLabel="Record this supply"
    />
  )
}
