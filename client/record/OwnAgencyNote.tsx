import { agencyRoles } from '../../server/contract/access.ts'
import { useMembership } from '../api/may.ts'

/** Whoever acts for one agency sees its records only: a short list is not a quiet month. */
export function OwnAgencyNote() {
  const { roles, agencyName } = useMembership()
  if (!agencyName || !roles.every((role) => agencyRoles.includes(role))) return null
  return <p className="govuk-body">You see what {agencyName} recorded, and nothing of other agencies.</p>
}
