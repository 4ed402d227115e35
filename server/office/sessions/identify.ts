import type { Request, RequestHandler } from 'express'
import type { Knex } from 'knex'
import type { Actor } from '../../access/actor.ts'
import { HttpProblem } from '../../problem.ts'
import { findApiKey } from '../people/api-keys.ts'
import { noteActivity } from './session-store.ts'

declare module 'express-serve-static-core' {
  interface Request {
    actor: Actor
  }
}

/** Says who asks: by an API key where one is sent, by the session's cookie otherwise. Read anew at each request. */
export function identify(db: Knex): RequestHandler {
  return async (request, _response, next) => {
    request.actor = await whoAsks(db, request)
    // a key is nobody's session: what is asked with one is not also asked by whoever's cookie comes with it
    if (request.actor.kind === 'api key' && request.session) delete request.session.open
    const { open } = request.session ?? {}
    // what a page asks for by itself while nobody is there does not keep its session alive
    if (open && request.get('Vigil-Idle') !== '1') await noteActivity(db, open)
    next()
  }
}

async function whoAsks(db: Knex, request: Request): Promise<Actor> {
  const authorization = request.get('Authorization')
  if (authorization !== undefined) {
    const key = /^Bearer (vigil_[\w-]{43})$/.exec(authorization)?.[1]
    const found = key && (await findApiKey(db, key))
    if (!found) throw new HttpProblem({ status: 401, title: 'This API key does not work, or no longer.' })
    return found
  }
  const open = request.session?.open
  if (open?.stage === 'guest' && open.guestCase && open.guest) {
    const { partnership, deathId } = open.guestCase
    return { kind: 'guest', guestLinkId: open.guest.guestLinkId, partnership, deathId }
  }
  if (open?.stage !== 'signed_in' || !open.accountId) return { kind: 'nobody' }
  return {
    kind: 'person',
    accountId: open.accountId,
    secondFactorUntil: open.secondFactorUntil,
    memberships: open.memberships,
  }
}
