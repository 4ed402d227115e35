import { getRouteApi } from '@tanstack/react-router'
import { AmendRecord } from '../record/AmendRecord.tsx'
import { deathKind } from './deathKind.ts'

const route = getRouteApi('/$partnership/deaths/$deathId/amend')

export function AmendDeathPage() {
  return <AmendRecord kind={deathKind} id={route.useParams().deathId} />
}
