import { createServer, request as requestBy, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { pino } from 'pino'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addSignedIn, makeApp, tableOfRoutes } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { sampleOf } from '../support/requests.ts'

const db = useDatabase()
const publicUrl = 'https://vigil.example.org'
/** The cookie that a test gives somebody, by its name over TLS. */
const overHost = (cookie: string) => cookie.replace('vigil=', '__Host-vigil=')
const overTls = { Host: 'vigil.example.org', 'X-Forwarded-Proto': 'https' }
let app: ReturnType<typeof makeApp>
let server: Server
beforeAll(async () => {
  app = makeApp({ database: db.database, config: { publicUrl, trustedProxies: 1 } })
  server = createServer(app)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterAll(() => server.close())
const address = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`

describe('every answer', () => {
  it.each([
    ['a page', '/'],
    ['a page of the client', '/sign-in'],
    ['an answer', '/api/session'],
    ['an answer outside the table of routes', '/api/health/live'],
    ['the description of the interface', '/api/openapi.json'],
    ['a refusal', '/api/deaths'],
    ['an address that is not there', '/api/nothing'],
    ['a file', '/basemaps/nothing.json'],
  ])('of %s says what a browser may do with it', async (_what, path) => {
    const { headers } = await supertest(app).get(path).set(overTls)
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'self';img-src 'self' data:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-type': expect.stringMatching(/charset=utf-8/i),
    })
    expect(headers).not.toHaveProperty('access-control-allow-origin')
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('server')
  })

  it('of the interface is kept by no cache, as JSON and as CSV', async () => {
    const { partnershipId } = db.partnership
    const { cookie } = await addSignedIn(db)
    let answered = 0
    for (const route of tableOfRoutes().filter(({ method }) => method === 'get')) {
      const { path } = await sampleOf(route, { knex: db.knex, partnershipId, agencyId: null })
      const [address = '', query = ''] = path.split('?')
      for (const suffix of route.csv ? ['', '.csv'] : ['']) {
        const { headers, status } = await supertest(app)
          .get(`/api${address}${suffix}?${query}`)
          .set({ ...overTls, Cookie: overHost(cookie) })
        // outlines say nothing of anybody: the browser alone may have them, and asks each time whether it still may
        const kept = route.edition ? 'private, no-cache' : 'no-store'
        if (route.edition) expect([address, route.output]).toMatchObject([address, { tier: 'reference' }])
        expect([address, suffix, headers['cache-control']]).toEqual([address, suffix, kept])
        answered += status < 300 ? 1 : 0
      }
    }
    expect(answered, 'not only refusals').toBeGreaterThan(30)
  })
})

describe('what asks too much', () => {
  it('is kept waiting, and told how long', async () => {
    const strict = makeApp({ database: db.database, config: { requestsPerMinute: 10 } })
    const ask = () => supertest(strict).get('/api/session').set('Host', 'localhost')
    for (let i = 0; i < 10; i++) await ask().expect(200)
    const { headers, body } = await ask().expect(429)
    expect([Number(headers['retry-after']) > 0, body.title]).toEqual([true, 'These are too many requests.'])
  })

  it('cannot escape by claiming another address, unless a proxy that is trusted says so', async () => {
    for (const [trustedProxies, last] of [
      [0, 429],
      [1, 200],
    ] as const) {
      const strict = makeApp({ database: db.database, config: { requestsPerMinute: 10, trustedProxies } })
      const ask = (i: number) =>
        supertest(strict)
          .get('/api/session')
          .set({ Host: 'localhost', 'X-Forwarded-For': `192.0.2.${i}` })
      for (let i = 0; i < 10; i++) await ask(i).expect(200)
      await ask(10).expect(last)
    }
  })

  it('sends too large a body for nothing, also one that unpacks to it', async () => {
    const { cookie } = await addSignedIn(db)
    const large = JSON.stringify({ note: 'x'.repeat(1_100_000) })
    const send = (headers: Record<string, string>) =>
      supertest(app)
        .post('/api/deaths')
        .set({ ...overTls, Cookie: overHost(cookie), 'Content-Type': 'application/json', ...headers })
    await send({}).send(large).expect(413)
    const packed = gzipSync(large)
    expect(packed.length).toBeLessThan(5_000)
    await send({ 'Content-Encoding': 'gzip' })
      .serialize((body) => body)
      .send(packed)
      .expect(413)
  })

  it('cannot give a parameter twice', async () => {
    const { cookie } = await addSignedIn(db)
    const ask = (query: string) =>
      supertest(app)
        .get(`/api/deaths?${query}`)
        .set({ ...overTls, Cookie: overHost(cookie) })
    await ask('from=2026-01-01').expect(200)
    await ask('from=2026-01-01&from=2026-02-01').expect(422)
    await ask(`partnership=${db.partnership.slug}&partnership=another`).expect(400)
  })

  it.each(['TRACE', 'CONNECT', 'PROPFIND', 'DELETE'])('cannot use %s', async (method) => {
    const status = await new Promise((done) => {
      const asked = requestBy(address('/api/session'), { method, headers: { Host: 'localhost' } }, ({ statusCode }) =>
        done(statusCode),
      )
      asked
        .on('connect', () => done('connected'))
        .on('error', () => done('closed'))
        .end()
    })
    expect([404, 'closed']).toContain(status)
  })
})

describe('the log', () => {
  it('tells of attempts that were refused by route and status, and of whom never', async () => {
    const lines: string[] = []
    const log = pino({ level: 'info', base: null }, { write: (line) => void lines.push(line) })
    const watched = makeApp({ database: db.database, log })
    const from = () => supertest(watched)
    const { cookie } = await addSignedIn(db, { roles: ['commissioner'] })
    await from().post('/api/sign-in').set('Host', 'localhost').send({ email: 'canary@example.org', password: 'canary' })
    await from().get('/api/deaths?areaId=canary').set({ Host: 'localhost', Cookie: cookie }).expect(403)
    await from().post('/api/sign-out').set({ Host: 'localhost', Origin: 'https://canary.example' }).expect(403)
    await from().get('/api/session').set('Host', 'localhost').expect(200)
    const told = lines.map((line) => JSON.parse(line))
    expect(told.map(({ method, route, status, msg }) => [method, route, status, msg])).toEqual([
      ['POST', '/api/sign-in', 401, 'refused'],
      ['GET', '/api/deaths', 403, 'refused'],
      ['POST', 'file', 403, 'refused'],
    ])
    expect(lines.join('')).not.toContain('canary')
  })
})
