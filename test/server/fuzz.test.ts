import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { Route } from '../../server/http/route.ts'
import { useApi } from '../support/api.ts'
import { tableOfRoutes } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { whoMay } from '../support/requests.ts'

const db = useDatabase()
const api = useApi(db)
const routes = tableOfRoutes()

const hostileText = fc.constantFrom(
  "'; drop table death; --",
  '%',
  '\\',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '=1+1',
  '\u0000',
  '\ud800',
  '9'.repeat(400),
  '',
  ' ',
  '2026-02-30',
  '2026-13-01',
  '0000-00-00',
  '+275760-09-13',
  'infinity',
  'NaN',
  '00000000-0000-4000-8000-000000000000',
  'null',
  '[]',
  '{"a":1}',
  '1e400',
  '-1',
)
const hostileValue = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, -1, 0, 1e308, Number.MAX_SAFE_INTEGER + 1, [], {}, [[]], {
    longitude: 999,
    latitude: 0,
    precision: 'exact',
  }),
  fc.jsonValue({ maxDepth: 2 }),
)

/** Values of the right shape where the schema's names are kept, each perhaps spoilt. */
function likeBody(schema: z.ZodType | undefined) {
  const shape = (schema as { shape?: Record<string, unknown> } | undefined)?.shape
  if (!shape) return hostileValue
  const usual = fc.constantFrom(
    '2026-03-01',
    'yes',
    'unknown',
    'heroin',
    'notified',
    'naloxone-unknown',
    'at_risk',
    1,
    null,
    [{ naloxoneGiven: 'yes' }],
    { longitude: -4.7, latitude: 50.4, precision: 'town' },
  )
  const fields = Object.fromEntries(
    Object.keys(shape).map((name) => [
      name,
      fc.oneof({ weight: 2, arbitrary: usual }, { weight: 1, arbitrary: hostileValue }),
    ]),
  )
  return fc.oneof(fc.record(fields, { requiredKeys: [] }), hostileValue)
}

function likeQuery(schema: z.ZodType | undefined) {
  const shape = (schema as { shape?: Record<string, unknown> } | undefined)?.shape ?? {}
  const usual = fc.constantFrom('2026-01-01', '2026-03-01', 'hexagon', 'opioids', 'deaths', '10', 'all')
  return fc.record(
    Object.fromEntries([...Object.keys(shape), 'surprise'].map((name) => [name, fc.oneof(usual, hostileText)])),
    { requiredKeys: [] },
  )
}

const params = fc.oneof(fc.constant('00000000-0000-4000-8000-000000000000'), hostileText)

async function call(
  route: Route,
  isCsv: boolean,
  values: { params: string[]; query: Record<string, string>; body: unknown; ifMatch: string; key: string },
) {
  let place = 0
  const path = `/api${route.path.replace(/:\w+/g, () => encodeURIComponent(values.params[place++]?.replace(/[\ud800-\udfff]/g, '') || 'x'))}${isCsv ? '.csv' : ''}`
  const query = new URLSearchParams(values.query).toString()
  const method = isCsv ? 'get' : route.method
  const request = api.as(whoMay(route))[method](`${path}?${query}`)
  if (route.amends) request.set('If-Match', values.ifMatch)
  if (method !== 'get')
    request
      .set('Idempotency-Key', values.key || 'k')
      .set('Content-Type', 'application/json')
      .send(JSON.stringify(values.body))
  return request
}

describe('whatever is sent to any route', () => {
  const cases = routes.flatMap((route) => [
    [`${route.method} ${route.path}`, route, false] as const,
    ...(route.csv ? [[`get ${route.path}.csv`, route, true] as const] : []),
  ])

  it.each(cases)('%s never answers 500, and says what is wrong as a problem', async (_name, route, isCsv) => {
    const sent = fc.record({
      params: fc.array(params, { minLength: 2, maxLength: 2 }),
      query: likeQuery(route.query),
      body: likeBody(route.body),
      ifMatch: fc.constantFrom('"1"', '"9"', '*', '"x"', ''),
      key: fc.constantFrom('a', 'b', 'c'),
    })
    await fc.assert(
      fc.asyncProperty(sent, async (values) => {
        const { status, headers, body } = await call(route, isCsv, values as never)
        expect(status).toBeLessThan(500)
        if (status >= 400) {
          expect(headers['content-type']).toContain('application/problem+json')
          expect(body.title).toMatch(/\.$/)
        } else if (status === 200 && !isCsv) expect(() => route.answer.parse(body)).not.toThrow()
      }),
      { numRuns: Number(process.env.VIGIL_FUZZ_RUNS ?? 25), seed: 20261121, endOnFailure: true },
    )
  })
})
