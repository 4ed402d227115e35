import { getRouteApi } from '@tanstack/react-router'
import { Supply } from '../../../server/contract/supply.ts'
import { useAnswer } from '../../api/answers.ts'
import { AddRecord } from '../../record/AddRecord.tsx'
import { type Draft, toDraft } from '../../record/draft.ts'
import { Loading } from '../../ui/Loading.tsx'
import { supplyKind } from './supplyKind.ts'

const route = getRouteApi('/$partnership/supplies/new')

/** What is the same of the next supply at one place; of the person nothing is taken over. */
const TAKEN_OVER = [
  'suppliedOn',
  'productCode',
  'batchId',
  'kits',
  'agencyId',
  'site',
  'setting',
  'place',
  'recipientKind',
  'supplierKind',
  'supplierTrained',
  'suppliedUnder',
]

export function RecordSupplyPage() {
  const { like } = route.useSearch()
  const before = useAnswer(Supply, `/supplies/${like}`, {}, { enabled: like !== undefined })
  if (like !== undefined && before.isPending) return <Loading what="the supply before" />
  return (
    <AddRecord
      kind={supplyKind}
      title="Record a naloxone supply"
      lede="Kits handed to a person or put in a place. “Don’t know” is an answer."
      submitLabel="Record this supply"
      {...(before.data ? { initial: takenOver(before.data) } : {})}
    />
  )
}

function takenOver(supply: Supply): Draft {
  const draft = toDraft(supply, supplyKind.fields)
  const isTaken = (path: string) => TAKEN_OVER.some((one) => path === one || path.startsWith(`${one}.`))
  return Object.fromEntries(Object.entries(draft).filter(([path]) => isTaken(path)))
}
