import { Link } from '@tanstack/react-router'
import { isImportedBy } from '../../../server/contract/import.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'

/** Before there are areas nothing can be drawn or counted by one: who can bring them, and how. */
export function NoAreas() {
  const { slug: partnership } = usePartnership()
  const may = useMay()
  return (
    <EmptyState sentence="This partnership has no areas yet, so there is nothing to map events by.">
      {isImportedBy('areas', may) ? (
        <>
          <Link to="/$partnership/import" params={{ partnership }}>
            Import areas
          </Link>{' '}
          from GeoJSON or TopoJSON.
        </>
      ) : (
        'Whoever imports files for this partnership can bring its areas (GeoJSON or TopoJSON).'
      )}
    </EmptyState>
  )
}
