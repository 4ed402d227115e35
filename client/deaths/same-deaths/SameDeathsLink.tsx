import { Link } from '@tanstack/react-router'
import { usePartnership } from '../../api/partnership.ts'

/** The way to the records that may be of one death. */
export function SameDeathsLink() {
  const { slug: partnership } = usePartnership()
  return (
    <Link to="/$partnership/same-deaths" params={{ partnership }} className="govuk-link">
      Possible same deaths
    </Link>
  )
}
