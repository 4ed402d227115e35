import { Link } from '@tanstack/react-router'
import { usePartnership } from '../api/partnership.ts'

/** The way to the records that could not be entered today. */
export function ToLookAtLink() {
  const { slug: partnership } = usePartnership()
  return (
    <Link to="/$partnership/to-look-at" params={{ partnership }} className="govuk-link">
      Records to look at
    </Link>
  )
}
