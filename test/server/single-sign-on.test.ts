import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeAt, saveSecondFactor } from '../../server/office/sessions/second-factor.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { addPerson, secret } from '../support/people.ts'

/** Against a real OpenID Connect provider on this machine. */
const db = useDatabase()
const publicUrl = 'http://localhost:8080'
let provider: Server
let issuer: string
/** Who the provider says is signing in next. */
let next = { sub: 'nobody', email: 'nobody@example.org', email_verified: true, amr: ['pwd'] }

/** What becomes of the provider's ID token on its way: somebody has got between. */
let changeToken: ((token: string) => string) | undefined

beforeAll(async () => {
  provider = createServer()
  await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening))
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: 'vigil',
        client_secret: 'a secret of vigil',
        redirect_uris: [`${publicUrl}/api/sign-in/sso/callback`],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: next.email, email_verified: next.email_verified }),
    }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  })
  const callback = oidc.callback()
  provider.on('request', async (request, response) => {
    const forge = changeToken
    if (request.url === '/token' && forge) {
      const end = response.end.bind(response)
      response.end = ((body: Buffer | string) => {
        const tokens = JSON.parse(body.toString()) as { id_token: string }
        const forged = JSON.stringify({ ...tokens, id_token: forge(tokens.id_token) })
        return end(forged)
      }) as typeof response.end
      response.setHeader = new Proxy(response.setHeader, {
        apply: (set, self, [name, value]) =>
          name.toLowerCase() === 'content-length' ? self : Reflect.apply(set, self, [name, value]),
      })
    }
    if (!request.url?.startsWith('/interaction/')) return callback(request, response)
    // the person signs in and consents, which is the provider's own business
    const { prompt, params, session } = await oidc.interactionDetails(request, response)
    if (prompt.name === 'login') {
      const login = { accountId: next.sub, amr: next.amr }
      return oidc.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false })
    }
    const grant = new oidc.Grant({ accountId: session?.accountId, clientId: params.client_id as string })
    grant.addOIDCScope('openid email')
    const consent = { grantId: await grant.save() }
    return oidc.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true })
  })
})
afterAll(() => provider.close())

const browserOf = (isSecondFactorTrusted = true) =>
  supertest
    .agent(
      makeApp({
        database: db.database,
        config: {
          publicUrl,
          singleSignOn: {
            issuer,
            clientId: 'vigil',
            clientSecret: 'a secret of vigil',
            name: 'the council',
            isSecondFactorTrusted,
          },
        },
      }),
    )
    .set('Host', 'localhost:8080')
type Browser = ReturnType<typeof browserOf>

/** Follows the provider's own pages, with its cookies, back to the address of ours that it sends the browser to. */
async function throughProvider(address: string): Promise<string> {
  const jar = new Map<string, string>()
  for (let at = address; ; ) {
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
      jar.set(name, value)
    }
    const to = answer.headers.get('Location')
    if (!to) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`)
    at = new URL(to, at).href
    if (at.startsWith(publicUrl)) return at.slice(publicUrl.length)
  }
}

async function signInBy(from: Browser, to = '/') {
  const start = await from.get(`/api/sign-in/sso?to=${encodeURIComponent(to)}`).expect(303)
  const asked = new URL(start.headers.location as string)
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256')
  const back = await throughProvider(asked.href)
  return { back, answer: await from.get(back).expect(303) }
}
const session = async (from: Browser) => (await from.get('/api/session').expect(200)).body

describe('single sign-on', () => {
  it('signs in somebody who has an account, by a verified address the first time and by their own id from then on', async () => {
    const { email, accountId } = await addSignedIn(db)
    next = { sub: `sub-${accountId}`, email, email_verified: true, amr: ['pwd', 'mfa'] }
    const from = browserOf()
    const { answer } = await signInBy(from, '/test/deaths?from=2026-01-01')
    expect(answer.headers.location).toBe('/sign-in?to=%2Ftest%2Fdeaths%3Ffrom%3D2026-01-01')
    expect(await session(from)).toMatchObject({ person: { accountId, email } })
    next.email = 'married-name@example.org'
    const again = browserOf()
    await signInBy(again)
    expect((await session(again)).person.accountId).toBe(accountId)
  })

  it('never makes an account, and takes no address that the provider has not verified or that is another person’s there', async () => {
    const before = await db.knex('account').count({ rows: '*' }).first()
    const { email, accountId } = await addSignedIn(db)
    for (const [sub, given, isVerified] of [
      ['stranger', 'stranger@example.org', true],
      ['unverified', email, false],
    ] as const) {
      next = { sub, email: given, email_verified: isVerified, amr: ['mfa'] }
      const from = browserOf()
      const { answer } = await signInBy(from)
      expect(answer.headers.location).toBe('/sign-in?failed=sso')
      expect((await session(from)).person).toBeNull()
    }
    next = { sub: 'first', email, email_verified: true, amr: ['mfa'] }
    await signInBy(browserOf())
    next = { sub: 'second', email, email_verified: true, amr: ['mfa'] }
    const from = browserOf()
    expect((await signInBy(from)).answer.headers.location).toBe('/sign-in?failed=sso')
    const after = await db.knex('account').count({ rows: '*' }).first()
    expect(Number(after?.rows) - Number(before?.rows)).toBe(1)
    await db.knex('account').where({ account_id: accountId }).update({ is_disabled: true })
    next = { sub: 'first', email, email_verified: true, amr: ['mfa'] }
    expect((await signInBy(browserOf())).answer.headers.location).toBe('/sign-in?failed=sso')
  })

  it('asks for our second factor where the provider has asked for none, or its word is not taken', async () => {
    const { email, accountId } = await addSignedIn(db)
    const earlier = Date.now() - 60_000
    await saveSecondFactor(db.knex, testKeyring(), accountId, secret, codeAt(secret, earlier), earlier)
    for (const [isTrusted, amr] of [
      [true, ['pwd']],
      [false, ['pwd', 'mfa']],
    ] as const) {
      next = { sub: `sub-${accountId}`, email, email_verified: true, amr: [...amr] }
      const from = browserOf(isTrusted)
      await signInBy(from)
      expect(await session(from)).toMatchObject({ person: null, next: 'second_factor' })
    }
  })

  it('is joined to an account that a link has let somebody set up only once its authenticator was given too', async () => {
    const person = await addPerson(db)
    next = { sub: `sub-${person.accountId}`, email: person.email, email_verified: true, amr: ['pwd', 'mfa'] }
    const from = browserOf()
    for (let i = 0; i < 2; i++) {
      await signInBy(from)
      expect(await session(from)).toMatchObject({ person: null, next: 'second_factor' })
    }
    await from
      .post('/api/sign-in/second-factor')
      .send({ code: codeAt(secret) })
      .expect(200)
    const again = browserOf()
    await signInBy(again)
    expect((await session(again)).person.accountId).toBe(person.accountId)
  })

  it('takes an answer once, only in the browser that asked, and only with the state and code it was given', async () => {
    const { email, accountId } = await addSignedIn(db)
    next = { sub: `sub-${accountId}`, email, email_verified: true, amr: ['mfa'] }
    const start = async (from: Browser) => (await from.get('/api/sign-in/sso')).headers.location as string
    const victim = browserOf()
    const thief = browserOf()
    const back = await throughProvider(await start(victim))
    expect((await thief.get(back).expect(303)).headers.location).toBe('/sign-in?failed=sso')
    await start(thief)
    expect((await thief.get(back).expect(303)).headers.location).toBe('/sign-in?failed=sso')
    expect((await session(thief)).person).toBeNull()
    const another = browserOf()
    const own = await throughProvider(await start(another))
    await another.get(own.replace(/state=[^&]*/, 'state=guessed'))
    expect((await session(another)).person).toBeNull()
    await another.get(own)
    expect((await session(another)).person, 'what was begun is over after the first answer').toBeNull()
  })

  it('is not kept out by wrong passwords for the account', async () => {
    const { email, accountId } = await addSignedIn(db)
    const from = browserOf()
    for (let i = 0; i < 12; i++) await from.post('/api/sign-in').send({ email, password: 'guess after guess' })
    await from.post('/api/sign-in').send({ email, password: 'guess after guess' }).expect(429)
    next = { sub: `sub-${accountId}`, email, email_verified: true, amr: ['mfa'] }
    await signInBy(from)
    expect((await session(from)).person.accountId).toBe(accountId)
  })

  it('takes nobody’s word without the provider’s signature', async () => {
    const { email, accountId } = await addSignedIn(db)
    for (const forge of [
      (token: string) => `${token.split('.').slice(0, 2).join('.')}.${'A'.repeat(342)}`,
      (token: string) => {
        const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
        return `${none}.${token.split('.')[1]}.`
      },
    ]) {
      next = { sub: `sub-${accountId}`, email, email_verified: true, amr: ['mfa'] }
      changeToken = forge
      const from = browserOf()
      const { answer } = await signInBy(from)
      changeToken = undefined
      expect(answer.headers.location).toBe('/sign-in?failed=sso')
      expect((await session(from)).person).toBeNull()
    }
    const genuine = browserOf()
    await signInBy(genuine)
    expect((await session(genuine)).person).toMatchObject({ accountId })
  })

  it('is not begun by another site', async () => {
    const { headers } = await browserOf().get('/api/sign-in/sso').set('Sec-Fetch-Site', 'cross-site').expect(303)
    expect([headers.location, headers['set-cookie']]).toEqual(['/sign-in', undefined])
  })

  it('leads back to our own pages only', async () => {
    for (const to of ['https://example.org/', '//example.org', '/\\example.org', '/%0d%0aSet-Cookie:x']) {
      const { email, accountId } = await addSignedIn(db)
      next = { sub: `sub-${accountId}`, email, email_verified: true, amr: ['mfa'] }
      const { answer } = await signInBy(browserOf(), to)
      expect(answer.headers.location).toMatch(/^\/sign-in\?to=%2F(%250d%250aSet-Cookie|$)?/)
      expect(answer.headers.location).not.toContain('example.org')
    }
  })
})
