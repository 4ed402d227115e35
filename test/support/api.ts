import { type Logger, pino } from 'pino'
import supertest from 'supertest'
import { createApp } from '../../server/app.ts'
import type { Role } from '../../server/http/policy.ts'
import type { TestDatabase } from './database.ts'
import { testKeyring } from './keyring.ts'

export type Asking = { role?: Role; log?: Logger }

/** The shipped app over the test's database; every path is asked for in the test's partnership. */
export function useApi(db: TestDatabase, { log = pino({ level: 'error' }) }: Asking = {}) {
  let app: ReturnType<typeof createApp> | undefined
  const agent = () => {
    app ??= createApp({
      database: db.database,
      config: { tilesUrl: undefined, tilesAttribution: undefined },
      keyring: testKeyring(),
      log,
    })
    return supertest(app)
  }
  const inPartnership = (path: string) => `${path}${path.includes('?') ? '&' : '?'}partnership=${db.partnership.slug}`
  const asLocal = (request: supertest.Test) => request.set('Host', 'localhost')
  return {
    get: (path: string) => asLocal(agent().get(inPartnership(path))),
    post: (path: string, body?: object) => asLocal(agent().post(inPartnership(path))).send(body),
    put: (path: string, body?: object) => asLocal(agent().put(inPartnership(path))).send(body),
    /** Without a partnership in the address. */
    bare: () => agent(),
  }
}
