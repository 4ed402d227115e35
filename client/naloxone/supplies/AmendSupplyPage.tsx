import { getRouteApi } from '@tanstack/react-router'
import { AmendRecord } from '../../record/AmendRecord.tsx'
import { supplyKind } from './supplyKind.ts'

const route = getRouteApi('/$partnership/supplies/$supplyId/amend')

export function AmendSupplyPage() {
  return <AmendRecord kind={supplyKind} id={route.useParams().supplyId} />
}
