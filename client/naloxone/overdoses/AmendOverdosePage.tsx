import { getRouteApi } from '@tanstack/react-router'
import { AmendRecord } from '../../record/AmendRecord.tsx'
import { overdoseKind } from './overdoseKind.ts'

const route = getRouteApi('/$partnership/reversals/$overdoseId/amend')

export function AmendOverdosePage() {
  return <AmendRecord kind={overdoseKind} id={route.useParams().overdoseId} />
}
