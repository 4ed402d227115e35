import supertest from 'supertest'
import { beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { addSignedIn, makeApp, tableOfRoutes } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { sampleOf, whoMay } from '../support/requests.ts'

const db = useDatabase()
let app: ReturnType<typeof makeApp>
beforeAll(() => {
  app = makeApp({ database: db.database })
})

const routes = tableOfRoutes()
const countRows = async () => {
  const { rows } = await db.knex.raw(
    "select count(*)::int as tables, (select count(*)::int from death) as deaths, (select count(*)::int from membership) as members from information_schema.tables where table_schema = 'public'",
  )
  return rows[0]
}

describe('another site', () => {
  const unsafe = routes.filter(({ method }) => method !== 'get')

  it.each(unsafe.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'cannot have a signed-in person %s',
    async (_name, route) => {
      const person = await addSignedIn(db, { roles: [whoMay(route)] })
      const { partnershipId } = db.partnership
      const sample =
        route.policy === 'session:use'
          ? { path: route.path.replace(/:\w+/g, person.sessionId), body: {} }
          : await sampleOf(route, { knex: db.knex, partnershipId, agencyId: null })
      const before = await countRows()
      for (const foreign of [
        { Origin: 'https://evil.example' },
        { Origin: 'null' },
        { Origin: 'http://localhost.evil.example' },
        { 'Sec-Fetch-Site': 'cross-site' },
        { 'Sec-Fetch-Site': 'same-site' },
      ]) {
        const { status, body } = await supertest(app)
          [route.method](`/api${sample.path}`)
          .set({ Host: 'localhost', Cookie: person.cookie, ...foreign })
          .set('If-Match', '"1"')
          .send(sample.body)
        expect([status, body.title]).toEqual([403, 'This request comes from another site.'])
      }
      // a form can be sent across without asking first; it is not read
      const form = await supertest(app)
        [route.method](`/api${sample.path}`)
        .set({ Host: 'localhost', Cookie: person.cookie, Origin: 'https://evil.example' })
        .type('form')
        .send({ a: 'b' })
      expect(form.status).toBe(403)
      expect(await countRows()).toEqual(before)
      expect(await db.knex('session').where({ session_id: person.sessionId }).first('stage')).toEqual({
        stage: 'signed_in',
      })
    },
  )
})

describe('SQL in any parameter', () => {
  const corpus = [
    "' or '1'='1",
    "'; drop table death; --",
    "') union select password_hash from credential --",
    "' || (select pg_sleep(3))::text || '",
    '1; select pg_sleep(3)',
    '$1',
    '?',
    ':partnershipId',
    '\\',
    'event_day desc, (select pg_sleep(3))',
  ]
  const namesOf = (schema: z.ZodType | undefined) =>
    Object.keys((schema as { shape?: object } | undefined)?.shape ?? {})
  const open = routes.filter(({ policy }) => policy !== 'session:use')

  it.each(open.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'of %s is text and nothing else',
    async (_name, route) => {
      const { cookie } = await addSignedIn(db, { roles: [whoMay(route)] })
      const before = await countRows()
      const names = [...namesOf(route.query), 'sort', 'order', 'partnership']
      const tries: { path: string; body?: object }[] = corpus.flatMap((text) => {
        const path = route.path.replace(/:\w+/g, encodeURIComponent(text))
        const queries = namesOf(route.query).length
          ? [new URLSearchParams(names.map((name) => [name, text])).toString()]
          : []
        const body = Object.fromEntries(namesOf(route.body).map((name) => [name, text]))
        return [
          { path: `${path}?${queries[0] ?? `sort=${encodeURIComponent(text)}`}`, ...(route.body ? { body } : {}) },
        ]
      })
      for (const { path, body } of tries) {
        const startedAt = performance.now()
        const request = supertest(app)
          [route.method](`/api${path}`)
          .set({ Host: 'localhost', Cookie: cookie, 'If-Match': '"1"' })
        const { status } = await (body ? request.send(body) : request)
        expect(status).toBeLessThan(500)
        expect(performance.now() - startedAt, 'nothing slept').toBeLessThan(2_900)
      }
      expect(await countRows()).toEqual(before)
    },
  )

  it('of each query is tried one at a time too, the others being right', async () => {
    const { cookie } = await addSignedIn(db)
    const usual: Record<string, string> = {
      from: '2026-01-01',
      to: '2026-03-15',
      areaKind: 'hexagon',
      kind: 'hexagon',
      year: '2025',
    }
    for (const route of open.filter(({ method, path, query }) => method === 'get' && query && !path.includes(':'))) {
      for (const name of namesOf(route.query)) {
        for (const text of corpus.slice(0, 5)) {
          const given = Object.fromEntries(
            namesOf(route.query).flatMap((other) => (usual[other] ? [[other, usual[other]]] : [])),
          )
          const query = new URLSearchParams({ ...given, [name]: text } as Record<string, string>)
          const { status } = await supertest(app)
            .get(`/api${route.path}?${query}`)
            .set({ Host: 'localhost', Cookie: cookie })
          expect([route.path, name, status < 500]).toEqual([route.path, name, true])
        }
      }
    }
  })
})
