import { createHmac } from 'node:crypto'
import { pino } from 'pino'
import { hashToken, newToken } from '../../server/access/secrets.ts'
import { type AppParts, createApp } from '../../server/app.ts'
import { agencyRoles, type Role, roleNames } from '../../server/contract/access.ts'
import type { Route } from '../../server/http/route.ts'
import { deriveSecret } from '../../server/keys/keyring.ts'
import { allRoutes } from '../../server/routes.ts'
import type { TestDatabase } from './database.ts'
import { testKeyring } from './keyring.ts'

export const testConfig: AppParts['config'] = {
  tilesUrl: undefined,
  tilesAttribution: undefined,
  publicUrl: 'http://localhost:8080',
  trustedProxies: 0,
  requestsPerMinute: 1_000_000,
  singleSignOn: undefined,
  mail: undefined,
  isDemo: false,
}

/** The shipped app, as a test wants it. */
export function makeApp({
  database,
  log,
  config,
  ...rest
}: Pick<AppParts, 'database'> & { log?: AppParts['log'] | undefined; config?: Partial<AppParts['config']> } & Partial<
    Pick<AppParts, 'isStopping' | 'anchors'>
  >) {
  return createApp({
    database,
    config: { ...testConfig, ...config },
    keyring: testKeyring(),
    log: log ?? pino({ level: 'error' }),
    ...rest,
  })
}

export type SignedIn = { accountId: string; email: string; sessionId: string; cookie: string }

type As = {
  roles?: Role[]
  agencyId?: string | null
  partnershipId?: string
  /** Minutes since the second factor was given; null: never. */
  secondFactorMinutesAgo?: number | null
}

/** Somebody with these roles, signed in: an account, its membership, and the cookie of a session, as the database would hold them. */
export async function addSignedIn(db: Pick<TestDatabase, 'knex' | 'partnership'>, given: As = {}): Promise<SignedIn> {
  const { roles = ['panel_coordinator'], secondFactorMinutesAgo = 0 } = given
  const partnershipId = given.partnershipId ?? db.partnership.partnershipId
  const token = newToken()
  const email = `${token
    .slice(0, 12)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, 'x')}@example.org`
  const [{ account_id: accountId }] = await db
    .knex('account')
    .insert({
      email,
      name: roles.map((role) => roleNames[role]).join(', ') || 'Nobody in particular',
      last_signed_in_at: db.knex.fn.now(),
    })
    .returning('account_id')
  const needsAgency = roles.some((role) => agencyRoles.includes(role))
  const agencyId = given.agencyId ?? (needsAgency ? await addOwnAgency(db, partnershipId, email) : null)
  await db.knex('membership').insert({
    partnership_id: partnershipId,
    account_id: accountId,
    roles,
    agency_id: agencyId,
    accepted_at: db.knex.fn.now(),
    confirmed_at: roles.includes('administrator') ? db.knex.fn.now() : null,
  })
  const [{ session_id: sessionId }] = await db
    .knex('session')
    .insert({
      session_hash: hashToken(token),
      account_id: accountId,
      stage: 'signed_in',
      second_factor_at:
        secondFactorMinutesAgo === null
          ? null
          : db.knex.raw('now() - make_interval(mins => ?)', [secondFactorMinutesAgo]),
      idle_minutes: 30,
      ends_at: db.knex.raw("now() + interval '12 hours'"),
    })
    .returning('session_id')
  return { accountId, email, sessionId, cookie: signCookie(token) }
}

async function addOwnAgency(db: Pick<TestDatabase, 'knex'>, partnershipId: string, name: string): Promise<string> {
  const [{ agency_id }] = await db
    .knex('agency')
    .insert({ partnership_id: partnershipId, name, kind: 'other' })
    .returning('agency_id')
  return agency_id
}

export const sessionSecret = () => deriveSecret(testKeyring(), 'session cookie').toString('hex')

/** As express-session signs the id of a session. */
export function signCookie(id: string): string {
  const signature = createHmac('sha256', sessionSecret()).update(id).digest('base64').replace(/=+$/, '')
  return `vigil=${encodeURIComponent(`s:${id}.${signature}`)}`
}

/** The table of routes, to be read: nothing in it can be asked. */
export function tableOfRoutes(): Route[] {
  const nothing = {} as never
  return allRoutes({ config: testConfig, keyring: testKeyring(), database: nothing, throttle: nothing })
}
