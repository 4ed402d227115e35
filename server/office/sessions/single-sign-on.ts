import type { Express, Request, Response } from 'express'
import type { Knex } from 'knex'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { Logger } from 'pino'
import { startVisit } from '../../access/visit.ts'
import type { Config } from '../../config.ts'
import { type Account, beginHalfWay, beginSession, findAccount, type ProviderPerson } from './sign-in.ts'

type Parts = { config: Pick<Config, 'singleSignOn' | 'publicUrl'>; db: Knex; log: Logger }

const MINUTES = 10

/**
 * Single sign-on by OpenID Connect: authorisation code with PKCE, state and nonce. Whoever comes back must be somebody who has an account
 * already, by the provider's own id for them or, the first time, by an e-mail address the provider has verified; none is ever made.
 */
export function serveSingleSignOn(app: Express, { config, db, log }: Parts): void {
  const { singleSignOn, publicUrl } = config
  if (!singleSignOn) return
  const hasTls = publicUrl.startsWith('https:')
  const redirectUri = `${publicUrl}/api/sign-in/sso/callback`
  let discovered: Promise<Configuration> | undefined
  const provider = () => {
    discovered ??= discovery(
      new URL(singleSignOn.issuer),
      singleSignOn.clientId,
      singleSignOn.clientSecret,
      undefined,
      {
        // who somebody is counts only with the provider's signature, not merely because TLS led to it; and only a provider on this
        // very machine may be asked without TLS
        execute: [enableNonRepudiationChecks, ...(isLoopback(singleSignOn.issuer) ? [allowInsecureRequests] : [])],
        timeout: 10,
      },
    ).catch((error) => {
      discovered = undefined
      throw error
    })
    return discovered
  }

  app.get('/api/sign-in/sso', async (request, response) => {
    // a sign-in begins by somebody's own press on our page: another site could otherwise open a session behind their back
    if (!['same-origin', 'none'].includes(request.get('Sec-Fetch-Site') ?? 'none'))
      return response.set('Cache-Control', 'no-store').redirect(303, '/sign-in')
    const { visit, carryOut } = startVisit(request, response, hasTls)
    try {
      const codeVerifier = randomPKCECodeVerifier()
      const state = randomState()
      const nonce = randomNonce()
      const address = buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: 'openid email',
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      })
      visit.begin({
        stage: 'single_sign_on',
        accountId: null,
        guest: null,
        pending: { codeVerifier, state, nonce, to: ownPath(request.query.to) },
        hasSecondFactor: false,
        deviceId: null,
        idleMinutes: MINUTES,
        longestMinutes: MINUTES,
        endsBy: null,
      })
      await carryOut()
      response.set('Cache-Control', 'no-store').redirect(303, address.href)
    } catch (error) {
      refuse(response, log, error)
    }
  })

  app.get('/api/sign-in/sso/callback', async (request, response) => {
    const { visit, carryOut } = startVisit(request, response, hasTls)
    try {
      const pending = visit.open?.stage === 'single_sign_on' ? visit.open.pending : null
      if (!pending) throw new Error('no sign-in was begun in this browser')
      // what was begun is over, whatever comes of it: an answer is taken once
      await db('session').where({ session_id: visit.open?.sessionId }).delete()
      const tokens = await authorizationCodeGrant(await provider(), new URL(request.originalUrl, publicUrl), {
        pkceCodeVerifier: pending.codeVerifier,
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      const found = claims && (await findByClaims(db, claims))
      if (!found || found.account.isDisabled) throw new Error('no account for this person')
      const { account, toLink } = found
      const methods = Array.isArray(claims.amr) ? claims.amr : []
      if (toLink) beginHalfWay(visit, account, 'single sign-on', toLink)
      else if (singleSignOn.isSecondFactorTrusted && methods.includes('mfa')) {
        await beginSession(db, visit, account.accountId, { how: 'single sign-on', hasSecondFactor: true })
      } else beginHalfWay(visit, account, 'single sign-on')
      await carryOut()
      response.set('Cache-Control', 'no-store').redirect(303, `/sign-in?to=${encodeURIComponent(pending.to ?? '/')}`)
    } catch (error) {
      refuse(response, log, error)
    }
  })
}

type Found = { account: Account; toLink?: ProviderPerson }

async function findByClaims(
  db: Knex,
  claims: { iss: string; sub: string; email?: unknown; email_verified?: unknown },
): Promise<Found | undefined> {
  const known = await db('credential').where({ sso_issuer: claims.iss, sso_subject: claims.sub }).first('account_id')
  if (known) return withAccount(await findAccount(db, { accountId: known.account_id }))
  if (typeof claims.email !== 'string' || claims.email_verified !== true) return undefined
  const account = await findAccount(db, { email: claims.email })
  if (!account) return undefined
  const person = { issuer: claims.iss, subject: claims.sub }
  // a link may have let anybody set them, unknown to the person of this address: the two are one once both halves have been given
  if (account.passwordHash || account.hasSecondFactor) {
    const linked = await db('credential')
      .where({ account_id: account.accountId })
      .whereNotNull('sso_subject')
      .first('account_id')
    return linked ? undefined : { account, toLink: person }
  }
  return (await linkProviderPerson(db, account.accountId, person)) ? { account } : undefined
}

const withAccount = (account: Account | undefined): Found | undefined => account && { account }

/** False where the account is another person's at the provider already: the address has passed to somebody else there. */
export async function linkProviderPerson(
  db: Knex,
  accountId: string,
  { issuer, subject }: ProviderPerson,
): Promise<boolean> {
  const { rows } = await db.raw(
    `insert into credential (account_id, sso_issuer, sso_subject) values (:accountId, :issuer, :subject)
     on conflict (account_id) do update set sso_issuer = excluded.sso_issuer, sso_subject = excluded.sso_subject
       where credential.sso_subject is null
     returning account_id`,
    { accountId, issuer, subject },
  )
  return rows.length > 0
}

/** Back to the sign-in page, which says what to do; the log keeps the kind of failure, never a claim. */
function refuse(response: Response, log: Logger, error: unknown): void {
  const { name, code } = error as { name?: string; code?: string }
  log.warn({ reason: code ?? name }, 'single sign-on failed')
  response.set('Cache-Control', 'no-store').redirect(303, '/sign-in?failed=sso')
}

const isLoopback = (address: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(address).hostname)

/** A path of our own to go on to; anything else leads to the first page. */
function ownPath(to: Request['query'][string]): string {
  return typeof to === 'string' && /^\/(?![/\\])[\w\-./?=&%]*$/.test(to) ? to : '/'
}
