import { randomUUID } from 'node:crypto'
import supertest from 'supertest'
import { beforeAll, describe, expect, it } from 'vitest'
import { everyone, scopeOf, walledRoles } from '../../server/access/policy.ts'
import type { createApp } from '../../server/app.ts'
import { Role } from '../../server/contract/access.ts'
import type { Route } from '../../server/http/route.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { addSignedIn, makeApp, tableOfRoutes } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { type For, type Sample, sampleOf } from '../support/requests.ts'

/**
 * Role × endpoint × {own record, another agency's, another partnership's, another partnership, shut out, not signed in}, made from the table
 * of routes: what the policy table says is what happens, in status, in body and in rows.
 */
const db = useDatabase()
const table = tableOfRoutes()
/** How somebody signs in is tried in sign-in.test.ts: there is nothing to permit. */
const guarded = table.filter((route) => route.policy !== 'session:use')
const endpoints = guarded.flatMap((route) => [
  { route, isCsv: false, name: `${route.method} ${route.path}` },
  ...(route.csv ? [{ route, isCsv: true, name: `${route.method} ${route.path}.csv` }] : []),
])
type Endpoint = (typeof endpoints)[number]

let app: ReturnType<typeof createApp>
let cases = 0
beforeAll(() => {
  app = makeApp({ database: db.database })
})

async function ask({ route, isCsv }: Endpoint, sample: Sample, cookie: string | undefined, slug?: string) {
  cases += 1
  const [path = '', query] = sample.path.split('?')
  const search = [query, slug && `partnership=${slug}`].filter(Boolean).join('&')
  let request = supertest(app)
    [route.method](`/api${path}${isCsv ? '.csv' : ''}${search ? `?${search}` : ''}`)
    .set('Host', 'localhost')
  if (cookie) request = request.set('Cookie', cookie)
  if (sample.ifMatch) request = request.set('If-Match', `"${sample.ifMatch}"`)
  return sample.body ? request.send(sample.body) : request
}

/** Everything a partnership holds, but for what being refused itself leaves behind. */
async function digest(partnershipId: string): Promise<string> {
  const tables: string[] = await db
    .knex('information_schema.columns')
    .where({ table_schema: 'public', column_name: 'partnership_id' })
    .whereNotIn('table_name', ['audit_entry', 'audit_head', 'idempotency_key'])
    .pluck('table_name')
  const parts = tables.map(
    (name) =>
      `select '${name}' as name, count(*)::int as rows, md5(coalesce(string_agg(row_text, ',' order by row_text), '')) as sum
       from (select kept::text as row_text from ${name} kept where partnership_id = :partnershipId) each_row`,
  )
  const { rows } = await db.knex.transaction(async (trx): Promise<{ rows: { sum: string }[] }> => {
    await trx.raw("select set_config('vigil.partnership_id', :partnershipId, true)", { partnershipId })
    return trx.raw(
      `select md5(string_agg(name || rows || sum, ',' order by name)) as sum from (${parts.join(' union all ')}) each_table`,
      {
        partnershipId,
      },
    )
  })
  return rows[0]?.sum ?? ''
}

async function addOther() {
  const slug = `other-${randomUUID().slice(0, 8)}`
  return addPartnership(db.knex, {
    name: slug,
    slug,
    country: 'GB',
    timeZone: 'Europe/London',
    isSynthetic: true,
    pinnedToday: '2026-03-15',
  })
}

/** The same request for a record that is nowhere. */
const elsewhere = (sample: Sample): Sample => ({
  ...sample,
  path: sample.path.replace(ID, '00000000-0000-4000-8000-000000000000'),
})
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/
const namesRecord = (route: Route) => route.path.includes(':')
/** Records of the partnership, and of no agency: each sees them, with its own alone in them. */
const OF_EVERY_AGENCY = ['/stock/alerts/:alertId']

describe('the table of routes', () => {
  it('names an action of the policy table for every route, and some role for every action', () => {
    expect(guarded.length).toBeGreaterThan(60)
    const unused = guarded.filter(
      ({ policy }) =>
        !everyone.includes(policy) && policy !== 'guest:read' && !Role.options.some((role) => scopeOf([role], policy)),
    )
    expect(unused).toEqual([])
  })
})

/** On the embedded engine those that differ most; on the native one all. */
const tried: Role[] =
  process.env.VIGIL_TEST_ENGINE === 'native'
    ? Role.options
    : ['panel_coordinator', 'police', 'agency_contributor', 'governance']

describe.each(tried)('%s', (role) => {
  it('may do what the table says, on its own partnership, and nothing else anywhere', {
    timeout: 240_000,
  }, async () => {
    const { partnershipId, slug } = db.partnership
    const other = await addOther()
    const person = await addSignedIn(db, { roles: [role] })
    const { agency_id: agencyId } = await db
      .knex('membership')
      .where({ account_id: person.accountId })
      .first('agency_id')
    const here: For = { knex: db.knex, partnershipId, agencyId }
    const peer: For = { ...here, agencyId: null }
    const there: For = { knex: db.knex, partnershipId: other.partnershipId, agencyId: null }
    const isWalled = walledRoles.includes(role)
    const wrong: string[] = []
    const check = (endpoint: Endpoint, what: string, got: unknown, wanted: unknown) => {
      if (JSON.stringify(got) !== JSON.stringify(wanted))
        wrong.push(`${endpoint.name}: ${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`)
    }

    const refused = endpoints.filter(({ route }) => !everyone.includes(route.policy) && !scopeOf([role], route.policy))
    const samples = new Map<Endpoint, Sample>()
    for (const endpoint of refused) samples.set(endpoint, await sampleOf(endpoint.route, here))
    const before = await digest(partnershipId)
    for (const endpoint of refused) {
      const answer = await ask(endpoint, samples.get(endpoint) as Sample, person.cookie)
      const status = isWalled ? 404 : 403
      check(endpoint, 'refused', answer.status, status)
      if (isWalled) check(endpoint, 'like nothing', answer.body.title, 'There is nothing at this address.')
      else check(endpoint, 'says who may', /^Your role here \(/.test(answer.body.title), true)
    }
    expect(await digest(partnershipId), 'refused requests change no row').toBe(before)

    for (const endpoint of endpoints.filter((each) => !refused.includes(each))) {
      const { route } = endpoint
      const sample = await sampleOf(route, here)
      const isWrite = route.method !== 'get' && !sample.changesNothing
      const rowsBefore = isWrite ? await digest(partnershipId) : ''
      const answer = await ask(endpoint, sample, person.cookie, slug)
      const isNotMadeYet = answer.status === 404 && answer.body.title === 'This figure is not released.'
      if (!isNotMadeYet) check(endpoint, 'allowed', [answer.status < 300, answer.status], [true, answer.status])
      if (isWrite) check(endpoint, 'changes rows', (await digest(partnershipId)) !== rowsBefore, true)
      if (!namesRecord(route)) continue
      const foreign = await sampleOf(route, there)
      const theirsBefore = await digest(other.partnershipId)
      const theirs = await ask(endpoint, foreign, person.cookie)
      const missing = await ask(endpoint, elsewhere(foreign), person.cookie)
      // who has opened a case is read from the audit alone: of one that is not there, nobody
      const notThere = route.policy === 'case-access:read' ? 200 : 404
      check(endpoint, "another partnership's", [theirs.status, theirs.text], [notThere, missing.text])
      if (scopeOf([role], route.policy) === 'own agency' && !OF_EVERY_AGENCY.includes(route.path)) {
        const peers = await ask(endpoint, await sampleOf(route, peer), person.cookie)
        check(endpoint, "another agency's", [peers.status, peers.text], [404, missing.text])
      }
      expect(await digest(other.partnershipId), 'nothing of another partnership changes').toBe(theirsBefore)
    }

    const foreign = new Map<Endpoint, Sample>()
    const notPublic = endpoints.filter(({ route }) => !everyone.includes(route.policy) && route.isTenant !== false)
    for (const endpoint of notPublic) foreign.set(endpoint, await sampleOf(endpoint.route, there))
    const theirsBefore = await digest(other.partnershipId)
    for (const endpoint of notPublic) {
      const theirs = await ask(endpoint, foreign.get(endpoint) as Sample, person.cookie, other.slug)
      const nowhere = await ask(endpoint, foreign.get(endpoint) as Sample, person.cookie, 'no-such-partnership')
      check(
        endpoint,
        'another partnership',
        [theirs.status, theirs.body.title, theirs.text],
        [404, 'There is no such partnership, or you do not belong to it.', nowhere.text],
      )
    }
    await db.knex('membership').where({ account_id: person.accountId }).update({ is_disabled: true })
    for (const endpoint of notPublic) {
      const shutOut = await ask(endpoint, foreign.get(endpoint) as Sample, person.cookie, slug)
      check(endpoint, 'shut out', shutOut.status, 404)
    }
    expect(await digest(other.partnershipId), 'nothing of another partnership changes').toBe(theirsBefore)
    expect(wrong).toEqual([])
  })
})

describe('nobody', () => {
  it('is shown public figures and nothing else, and changes nothing but by reporting a reversal or asking for a kit', {
    timeout: 120_000,
  }, async () => {
    const { partnershipId, slug } = db.partnership
    const here: For = { knex: db.knex, partnershipId, agencyId: null }
    const wrong: unknown[] = []
    for (const endpoint of endpoints) {
      const sample = await sampleOf(endpoint.route, here)
      const before = await digest(partnershipId)
      const { status } = await ask(endpoint, sample, undefined, slug)
      const isPublic = everyone.includes(endpoint.route.policy)
      if (isPublic ? status === 401 || status === 403 : status !== 401) wrong.push([endpoint.name, status])
      const isSent = endpoint.route.policy === 'report:send' && endpoint.route.method === 'post'
      if (((await digest(partnershipId)) !== before) !== isSent) wrong.push([endpoint.name, 'changed rows, or none'])
    }
    expect(wrong).toEqual([])
  })
})

describe('the matrix', () => {
  it('has 1,500 cases or more', () => {
    expect(cases).toBeGreaterThan(1_500)
    console.log(`${cases} requests in the permission matrix`)
  })
})
