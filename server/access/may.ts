import type { Action } from '../contract/access.ts'
import type { Partnership } from '../contract/partnership.ts'
import { HttpProblem } from '../problem.ts'
import type { Actor } from './actor.ts'
import { scopeOf, walledRoles } from './policy.ts'

/** For answers that hold more than their route asks for: whether this person may do this too, in the whole of a partnership. */
export function mayAlso(actor: Actor, { slug }: Pick<Partnership, 'slug'>, action: Action): boolean {
  return (
    actor.kind === 'person' &&
    actor.memberships.some(
      ({ partnership, roles: held }) => partnership.slug === slug && scopeOf(held, action) === 'partnership',
    )
  )
}

/** @throws 403 where the second factor was not given lately; the page asks for it, and sends the same again. */
export function refuseStale(actor: Actor, reason = 'Exports, identities and who may come in ask for it again'): void {
  if (actor.kind !== 'person' || actor.secondFactorUntil) return
  throw new HttpProblem({
    type: 'urn:vigil:second-factor-needed',
    status: 403,
    title: 'Give the code of your authenticator first.',
    detail: `${reason}: POST /api/session/second-factor, then send the same request.`,
  })
}

export function isWalled(actor: Actor): boolean {
  return (
    actor.kind === 'person' &&
    actor.memberships.some(({ roles: held }) => held.some((role) => walledRoles.includes(role)))
  )
}
