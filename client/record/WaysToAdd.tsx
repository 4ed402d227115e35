import { Link } from '@tanstack/react-router'
import type { Action } from '../../server/contract/access.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'

interface WaysToAddProps {
  to: '/$partnership/deaths/new' | '/$partnership/reversals/new' | '/$partnership/supplies/new'
  action: Action
  label: string
}

/** What somebody may do about an empty list: record one, import a file, both, or choose other filters. */
export function WaysToAdd({ to, action, label }: WaysToAddProps) {
  const params = { partnership: usePartnership().slug }
  const may = useMay()
  const record = may(action) && (
    <Link key="record" to={to} params={params}>
      {label}
    </Link>
  )
  const bringIn = may('import:write') && (
    <Link key="import" to="/$partnership/import" params={params}>
      {record ? 'import a file' : 'Import a file'}
    </Link>
  )
  if (!record && !bringIn) return 'Choose fewer filters.'
  return (
    <>
      {record}
      {record && bringIn && ' or '}
      {bringIn}.
    </>
  )
}
