import { usePartnership } from '../api/partnership.ts'
import { AddRecord } from '../record/AddRecord.tsx'
import { deathKind } from './deathKind.ts'

export function RecordDeathPage() {
  const { today } = usePartnership()
  return (
    <AddRecord
      kind={deathKind}
      title="Record a death"
      lede="Write what is known today; the rest can follow. Only the day is needed, and “don’t know” is an answer."
      initial={{ notifiedOn: today }}
      submitLabel="Record this death"
    />
  )
}
