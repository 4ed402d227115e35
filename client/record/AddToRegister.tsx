import { Link } from '@tanstack/react-router'
import type { Action } from '../../server/contract/access.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import type { Register } from './fields.ts'

/** What each register is added to by, as its route has it. */
export const waysToAdd: Readonly<Partial<Record<Register, { words: string; action: Action }>>> = {
  agencies: { words: 'Add an agency', action: 'agency:write' },
  batches: { words: 'Add a batch', action: 'product:write' },
  panels: { words: 'Add a toxicology panel', action: 'panel:write' },
}

/** Beside a choice from a register: the way to what is not yet in it. The draft of the form waits in the tab. */
export function AddToRegister({ register }: { register: Register | undefined }) {
  const { slug } = usePartnership()
  const may = useMay()
  if (register !== 'agencies' && register !== 'batches' && register !== 'panels') return null
  const way = waysToAdd[register]
  if (!way || !may(way.action)) return null
  return (
    <p className="vigil-beside-field">
      Not in the list?{' '}
      <Link
        to="/$partnership/registers"
        params={{ partnership: slug }}
        search={{ add: register }}
        className="govuk-link"
      >
        {way.words}
      </Link>
      ; what you have written here is kept.
    </p>
  )
}
