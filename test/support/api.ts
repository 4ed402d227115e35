import type { Logger } from 'pino'
import supertest from 'supertest'
import type { createApp } from '../../server/app.ts'
import type { Role } from '../../server/contract/access.ts'
import { addSignedIn, makeApp, type SignedIn } from './app.ts'
import type { TestDatabase } from './database.ts'

/**
 * The shipped app over the test's database. Every path is asked for in the test's partnership, by somebody signed in there with a role: the
 * panel coordinator unless said otherwise.
 */
export function useApi(db: TestDatabase, { role = 'panel_coordinator', log }: { role?: Role; log?: Logger } = {}) {
  let app: ReturnType<typeof createApp> | undefined
  const agent = () => {
    app ??= makeApp({ database: db.database, log })
    return supertest(app)
  }
  const others = new Map<Role, ReturnType<typeof asRole>>()
  const as = (other: Role) => {
    const known = others.get(other) ?? asRole(db, agent, other)
    others.set(other, known)
    return known
  }
  return { ...asRole(db, agent, role), as, bare: agent }
}

function asRole(db: TestDatabase, agent: () => ReturnType<typeof supertest>, role: Role) {
  let signedIn: Promise<SignedIn> | undefined
  let partnership: string | undefined
  /** Anew for each test's partnership. */
  const cookie = async () => {
    if (partnership !== db.partnership.partnershipId) {
      partnership = db.partnership.partnershipId
      signedIn = addSignedIn(db, { roles: [role] })
    }
    return (await (signedIn as Promise<SignedIn>)).cookie
  }
  const inPartnership = (path: string) => `${path}${path.includes('?') ? '&' : '?'}partnership=${db.partnership.slug}`
  const asking = (request: supertest.Test) => sendOnceSignedIn(request.set('Host', 'localhost'), cookie())
  return {
    get: (path: string) => asking(agent().get(inPartnership(path))),
    post: (path: string, body?: object) => asking(agent().post(inPartnership(path))).send(body),
    put: (path: string, body?: object) => asking(agent().put(inPartnership(path))).send(body),
    cookie,
  }
}

/** A request is put together at once and sent when it is awaited: the cookie, which takes a query, is added in between. */
function sendOnceSignedIn(request: supertest.Test, cookie: Promise<string>): supertest.Test {
  const send = request.then.bind(request)
  // biome-ignore lint/suspicious/noThenProperty: superagent's requests are sent by their own then
  request.then = ((done, failed) =>
    cookie
      .then((value) => {
        if (!request.get('Cookie')) request.set('Cookie', value)
        return send()
      })
      .then(done, failed)) as typeof request.then
  return request
}
