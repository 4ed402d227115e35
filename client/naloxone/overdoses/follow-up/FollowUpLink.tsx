import { Link } from '@tanstack/react-router'
import { usePartnership } from '../../../api/partnership.ts'

/** The way to the reports of which nobody knows how the person is. */
export function FollowUpLink() {
  const { slug: partnership } = usePartnership()
  return (
    <Link to="/$partnership/follow-up" params={{ partnership }} className="govuk-link">
      Outcomes to follow up
    </Link>
  )
}
