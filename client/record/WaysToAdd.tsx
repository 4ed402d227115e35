import { Link } from '@tanstack/react-router'
import type { Recorded } from '../../server/contract/record.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { pagesOf, type RecordKind } from './recordKind.ts'

/** What somebody may do about an empty list: record one, import a file, both, or choose other filters. */
export function WaysToAdd<Kept extends Recorded>({ kind }: { kind: RecordKind<Kept> }) {
  const { slug } = usePartnership()
  const may = useMay()
  const record = may(kind.write) && (
    <Link key="record" to={pagesOf(kind, slug).add}>
      {kind.addLabel}
    </Link>
  )
  const bringIn = may('import:write') && (
    <Link key="import" to="/$partnership/import" params={{ partnership: slug }}>
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
