import { Link } from '@tanstack/react-router'
import { Nothing } from '../../server/contract/session.ts'
import { leaveForGood } from '../api/leave.ts'
import { useSession } from '../api/session.ts'
import { usePost } from '../api/usePost.ts'

/** Who is signed in, and as what in this partnership; the way to their account, and out. */
export function UserMenu({ partnership }: { partnership?: string }) {
  const session = useSession().data
  const leaving = usePost(Nothing, '/sign-out')
  const person = session?.person
  if (!person) return null
  const roleNames = session.memberships.find(({ slug }) => slug === partnership)?.roleNames ?? []
  return (
    <details className="vigil-chooser vigil-user">
      <summary>
        <span className="govuk-visually-hidden">Signed in as: </span>
        <span className="vigil-user__name">{person.name}</span>
      </summary>
      <div className="vigil-user__menu">
        <p>
          {person.email}
          {roleNames.length > 0 && <strong>{roleNames.join(', ')}</strong>}
        </p>
        <ul>
          <li>
            <Link to="/account">Your account</Link>
          </li>
          <li>
            <button
              type="button"
              className="vigil-link-button"
              onClick={() => leaving.mutate({}, { onSuccess: leaveForGood })}
            >
              {leaving.isPending ? 'Signing out…' : 'Sign out'}
            </button>
          </li>
        </ul>
        {leaving.error && <p role="alert">{leaving.error.message}</p>}
      </div>
    </details>
  )
}
