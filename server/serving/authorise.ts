import { type Actor, type Membership, userIdOf } from '../access/actor.ts'
import { refuseStale } from '../access/may.ts'
import { actions, everyone, isProvenAnew, policy, reachOf, scopeOf, walledRoles } from '../access/policy.ts'
import { sayEnded } from '../access/standing.ts'
import { countRecordsRead } from '../audit/store.ts'
import { Role, roleNames } from '../contract/access.ts'
import type { Partnership } from '../contract/partnership.ts'
import type { Database } from '../db/connection.ts'
import type { Tenant, Trx } from '../db/tenant.ts'
import type { Route } from '../http/route.ts'
import { findPartnership } from '../partnerships/store.ts'
import { HttpProblem } from '../problem.ts'

export type Granted = { tenant: Tenant; partnership: Partnership | undefined }

/** Refused: the problem to answer, and where it is written down that somebody tried. */
export class Refused extends Error {
  readonly problem: HttpProblem
  readonly tenant: Tenant
  constructor(problem: HttpProblem, tenant: Tenant) {
    super(problem.message)
    this.problem = problem
    this.tenant = tenant
  }
}

export const nothingHere = () =>
  new HttpProblem({
    status: 404,
    title: 'There is nothing at this address.',
    detail: '/api/docs lists what there is.',
  })

const noSuchPartnership = () =>
  new HttpProblem({
    status: 404,
    title: 'There is no such partnership, or you do not belong to it.',
    detail: '/api/session lists the partnerships you belong to.',
  })

/**
 * Decides whether this actor may do what the route does, in which partnership, and how far the database lets the request reach.
 * @throws HttpProblem 401 for nobody, 404 for a partnership one does not belong to, whether or not it is there.
 * @throws Refused where the role does not include it: 403, or behind the wall 404 as for what is not there; and where the sharing
 * agreement of one's agency has ended: 403.
 */
export async function authorise(database: Database, route: Route, actor: Actor, slug: unknown): Promise<Granted> {
  const { policy: action } = route
  const isForEveryone = everyone.includes(action)
  if (actor.kind === 'nobody' && !isForEveryone)
    throw new HttpProblem({
      status: 401,
      title: 'Sign in first.',
      detail: 'Your session has ended, or you have not signed in.',
    })
  if (slug !== undefined && typeof slug !== 'string')
    throw new HttpProblem({ status: 400, title: 'Name one partnership.' })
  const tenant = { userId: userIdOf(actor), purpose: action, reach: 'none' } as const
  if (route.isTenant === false) {
    if (!isForEveryone && actor.kind !== 'person') throw nothingHere()
    if (route.needsSecondFactor) refuseStale(actor)
    return { tenant: { ...tenant, partnershipId: '' }, partnership: undefined }
  }
  if (isForEveryone) {
    const partnership = await anyPartnership(database, slug)
    return { tenant: { ...tenant, partnershipId: partnership.partnershipId }, partnership }
  }
  if (actor.kind === 'person') return forPerson(route, actor, membershipIn(actor.memberships, slug))
  if (actor.kind === 'nobody') throw noSuchPartnership()
  const { partnership } = actor
  if (slug !== undefined && slug !== partnership.slug) throw noSuchPartnership()
  const here = { ...tenant, partnershipId: partnership.partnershipId }
  if (actor.kind === 'guest') {
    if (action !== 'guest:read') throw new Refused(nothingHere(), here)
    return { tenant: { ...here, reach: 'one_case', caseId: actor.deathId }, partnership }
  }
  const isPublicList = action === 'substance:read' || action === 'area:read' || action === 'product:read'
  if (!isPublicList && !actor.scopes.includes(action)) {
    throw new Refused(
      new HttpProblem({
        status: 403,
        title: 'This API key is not for that.',
        detail: `It would have to include ${action}.`,
      }),
      here,
    )
  }
  if (actor.agreement.state === 'ended')
    throw new Refused(new HttpProblem({ status: 403, ...sayEnded(actor.agreement, 'the agency of this key') }), here)
  return { tenant: { ...here, reach: reachOf(action, 'own agency'), agencyId: actor.agencyId }, partnership }
}

function forPerson(route: Route, actor: Actor & { kind: 'person' }, membership: Membership): Granted {
  const { policy: action } = route
  const { partnership, roles: held, agencyId, agreement } = membership
  const tenant = { partnershipId: partnership.partnershipId, userId: actor.accountId, purpose: action, agencyId }
  const scope = scopeOf(held, action)
  if (!scope) throw new Refused(refusal(held, action), { ...tenant, reach: 'none' })
  // what one does for one's agency goes by its agreement; behind the wall too, for this says nothing of any record
  if (scope === 'own agency' && agreement?.state === 'ended') {
    const problem = new HttpProblem({ status: 403, ...sayEnded(agreement, 'your agency') })
    throw new Refused(problem, { ...tenant, reach: 'none' })
  }
  if (isProvenAnew(route)) refuseStale(actor)
  return { tenant: { ...tenant, reach: reachOf(action, scope) }, partnership }
}

/** More than so many records in a quarter of an hour are a copy of the list rather than the reading of a case. */
const MOST_RECORDS_UNPROVEN = 500

/** @throws 403 for somebody who has read as much as a file would hold, and has not given the second factor lately. */
export async function refuseStaleReader(trx: Trx, { audit, policy: action }: Route, actor: Actor): Promise<void> {
  if (actor.kind !== 'person' || actor.secondFactorUntil || audit !== 'read' || !actions[action].reachesCases) return
  // one at a time for a person: of many lists asked for at once, each sees what was read by those before it
  await trx.raw("select pg_advisory_xact_lock(hashtextextended('reading of ' || :accountId, 0))", {
    accountId: actor.accountId,
  })
  if ((await countRecordsRead(trx, actor.accountId)) > MOST_RECORDS_UNPROVEN)
    refuseStale(actor, `You have read more than ${MOST_RECORDS_UNPROVEN} records in a quarter of an hour`)
}

function refusal(held: Role[], action: Route['policy']): HttpProblem {
  if (held.some((role) => walledRoles.includes(role))) return nothingHere()
  const who = Role.options.filter((role) => action in policy[role] && !walledRoles.includes(role))
  return new HttpProblem({
    status: 403,
    title: `Your role here (${held.map((role) => roleNames[role]).join(', ')}) does not include this.`,
    detail: `Those who may ${actions[action].does}: ${who.map((role) => roleNames[role]).join(', ')}.`,
  })
}

function membershipIn(memberships: Membership[], slug: string | undefined): Membership {
  const found = slug === undefined ? memberships : memberships.filter(({ partnership }) => partnership.slug === slug)
  if (found.length > 1) {
    throw new HttpProblem({
      status: 400,
      title: 'You belong to several partnerships: name one.',
      detail: 'Add ?partnership=… to the address; /api/session lists them.',
    })
  }
  if (!found[0]) throw noSuchPartnership()
  return found[0]
}

/** Public figures are anybody's: of the partnership that is named, or of the only one. */
async function anyPartnership(database: Database, slug: string | undefined): Promise<Partnership> {
  const found = await findPartnership(database.knex, slug)
  if (found === 'none') throw noSuchPartnership()
  if (found === 'several') {
    throw new HttpProblem({
      status: 400,
      title: 'There are several partnerships: name one.',
      detail: 'Add ?partnership=… to the address.',
    })
  }
  return found
}
