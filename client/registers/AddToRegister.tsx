import { Link } from '@tanstack/react-router'
import type { Register } from '../forms/fields.ts'
import { usePartnership } from '../shell/partnership.ts'

const words: Readonly<Partial<Record<Register, string>>> = {
  agencies: 'Add an agency',
  batches: 'Add a batch',
  panels: 'Add a toxicology panel',
}

/** Beside a choice from a register: the way to what is not yet in it. The draft of the form waits in the tab. */
export function AddToRegister({ register }: { register: Register | undefined }) {
  const { slug } = usePartnership()
  if (register !== 'agencies' && register !== 'batches' && register !== 'panels') return null
  return (
    <p className="vigil-beside-field">
      Not in the list?{' '}
      <Link
        to="/$partnership/registers"
        params={{ partnership: slug }}
        search={{ add: register }}
        className="govuk-link"
      >
        {words[register]}
      </Link>
      ; what you have written here is kept.
    </p>
  )
}
