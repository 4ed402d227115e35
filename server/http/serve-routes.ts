import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import { z } from 'zod'
import { appendAudit } from '../audit/store.ts'
import type { Partnership } from '../contract/partnership.ts'
import type { Database } from '../db/connection.ts'
import { type Trx, withTenant } from '../db/tenant.ts'
import { findPartnership } from '../partnerships/store.ts'
import { toCsv } from './csv.ts'
import { hashBody, recallAnswer, rememberAnswer } from './idempotency.ts'
import { isAction } from './policy.ts'
import { HttpProblem, invalidFrom } from './problem.ts'
import type { Asked, Route } from './route.ts'

const REQUEST_TIMEOUT_MILLISECONDS = 15_000
/** A CSV is the whole list, not a page of it. */
const CSV_ROWS = 200_000

/** Puts every route of the table on the app, each with the same guards in the same order. */
export function serveRoutes(app: Express, routes: Route[], database: Database): void {
  for (const route of routes) {
    if (!isAction(route.policy)) throw new Error(`${route.method} ${route.path} names no action of the policy table`)
    const body = route.body ? express.json({ limit: route.bodyLimit ?? '1mb', strict: false }) : skip
    // the CSV first: a path that ends with a parameter would take ".csv" for part of it
    if (route.csv)
      app.get(`/api${route.path}.csv`, (request, response) => answerCsv(route, database, request, response))
    app[route.method](`/api${route.path}`, body, (request, response) => answer(route, database, request, response))
  }
}

const skip: RequestHandler = (_request, _response, next) => next()

async function answer(route: Route, database: Database, request: Request, response: Response): Promise<void> {
  const asked = await readRequest(route, database, request)
  if (route.isTenant === false) {
    const { status, headers, answer } = reply(route, await database.knex.transaction((trx) => route.handle(trx, asked)))
    response
      .status(status)
      .set({ 'Cache-Control': 'no-store', ...headers })
      .json(answer)
    return
  }
  const { status, headers, answer } = await withTenant(
    database.knex,
    asked.tenant,
    async (trx) => {
      const key = route.method === 'get' || route.isNeverRemembered ? undefined : request.get('Idempotency-Key')
      const operation = `${request.method} ${request.path}`
      if (!key) return audited(trx, route, asked, reply(route, await route.handle(trx, asked)))
      if (key.length > 200)
        throw new HttpProblem({ status: 400, title: 'An Idempotency-Key has at most 200 characters.' })
      const bodyHash = hashBody(request.body)
      const { partnershipId } = asked.tenant
      const earlier = await recallAnswer(trx, partnershipId, key, operation, bodyHash)
      if (earlier) return { ...earlier, headers: { ...earlier.headers, 'Idempotency-Replayed': 'true' } }
      const first = await audited(trx, route, asked, reply(route, await route.handle(trx, asked)))
      await rememberAnswer(trx, partnershipId, key, operation, bodyHash, first)
      return first
    },
    REQUEST_TIMEOUT_MILLISECONDS,
  )
  response
    .status(status)
    .set({ 'Cache-Control': 'no-store', ...headers })
    .json(answer)
}

function reply(route: Route, unparsed: unknown) {
  const answer = route.answer.parse(unparsed)
  const headers: Record<string, string> = {}
  const revision = (answer as { revision?: unknown } | null)?.revision
  if (typeof revision === 'number') headers.ETag = `"${revision}"`
  if (route.location) headers.Location = `/api${route.location(answer)}`
  return { status: route.status ?? (route.method === 'post' ? 201 : 200), headers, answer }
}

/** Writes down who did what, in the transaction that does it. Names of fields only: no value of a record stands in the chain. */
async function audited<Reply extends { answer: unknown }>(
  trx: Trx,
  route: Route,
  { params, body }: Asked<unknown, unknown, unknown>,
  reply: Reply,
): Promise<Reply> {
  if (route.audit === 'none') return reply
  const { answer } = reply
  const rows = Array.isArray(answer) ? answer : (answer as { rows?: unknown[] }).rows
  await appendAudit(trx, {
    action: route.audit,
    operation: `${route.method} ${route.path}`,
    recordId: recordIdOf(params) ?? (route.audit === 'write' ? recordIdOf(answer) : null),
    fields: fieldsOf(route, body),
    records: rows?.length ?? 1,
  })
  return reply
}

/** Written: what was sent. Opened: what was asked for. */
function fieldsOf(route: Route, body: unknown): string[] {
  const { fields } = (body ?? {}) as { fields?: string[] }
  if (route.audit === 'identity' && fields) return fields
  return route.audit === 'read' ? [] : Object.keys((body ?? {}) as object)
}

const Id = z.uuid()

/** The record that is named first: a path has at most one, and an answer begins with or holds its own id. */
function recordIdOf(named: unknown): string | null {
  const entries = Object.entries((named ?? {}) as Record<string, unknown>)
  const found = entries.find(
    ([name, value]) =>
      ['deathId', 'overdoseId', 'supplyId', 'signalId', 'importId', 'batchId', 'agencyId', 'panelId'].includes(name) &&
      Id.safeParse(value).success,
  )
  return (found?.[1] as string | undefined) ?? null
}

async function answerCsv(route: Route, database: Database, request: Request, response: Response): Promise<void> {
  const asked = await readRequest(route, database, request)
  if (asked.query && 'limit' in asked.query) asked.query.limit = CSV_ROWS
  const found = await withTenant(
    database.knex,
    asked.tenant,
    async (trx) => {
      const answer = route.answer.parse(await route.handle(trx, asked))
      const rows = route.csv?.rows(answer) ?? []
      if (route.audit !== 'none') {
        await appendAudit(trx, {
          action: 'export',
          operation: `get ${route.path}.csv`,
          recordId: null,
          fields: Object.keys(rows[0] ?? {}),
          records: rows.length,
        })
      }
      return rows
    },
    60_000,
  )
  const { partnership, today } = asked
  const stamp = partnership.isSynthetic ? { data: 'Synthetic data', as_known_on: today } : { as_known_on: today }
  const rows = found.map((row) => ({ ...row, ...stamp }))
  const name = [partnership.slug, route.csv?.fileName, today, partnership.isSynthetic ? 'synthetic' : '']
    .filter(Boolean)
    .join('-')
  response
    .set({ 'Cache-Control': 'no-store', 'Content-Disposition': `attachment; filename="${name}.csv"` })
    .type('text/csv; charset=utf-8')
    .send(toCsv(rows))
}

async function readRequest(route: Route, database: Database, request: Request) {
  const { partnership: slug, ...query } = request.query as Record<string, unknown>
  const asked: Partial<Asked<unknown, Record<string, unknown>, unknown>> = {
    params: parseOrRefuse(route.params ?? z.object({}), request.params),
    query: parseOrRefuse(route.query ?? z.strictObject({}), query),
    body: route.body ? parseOrRefuse(route.body, request.body) : undefined,
    db: database.knex,
  }
  if (route.amends) asked.ifMatch = readIfMatch(request)
  const partnership = route.isTenant === false ? undefined : await choosePartnership(database, slug)
  asked.tenant = { partnershipId: partnership?.partnershipId ?? '', userId: 'this machine', purpose: route.policy }
  if (partnership) {
    asked.partnership = partnership
    asked.today = partnership.today
  }
  return asked as Asked<unknown, Record<string, unknown>, unknown>
}

function parseOrRefuse(schema: z.ZodType, value: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(value)
  return parsed.success ? (parsed.data as Record<string, unknown>) : invalidFrom(parsed.error)
}

function readIfMatch(request: Request): number {
  const header = request.get('If-Match')
  if (!header) {
    throw new HttpProblem({
      status: 428,
      title: 'Say which version you are amending.',
      detail: 'Send If-Match with the ETag of the version you read, for instance If-Match: "3".',
    })
  }
  const revision = /^(?:W\/)?"(\d{1,9})"$/.exec(header)?.[1]
  if (!revision)
    throw new HttpProblem({ status: 400, title: 'If-Match is not an ETag of ours.', detail: 'It looks like "3".' })
  return Number(revision)
}

/** Until there is sign-in, the partnership is named in the address; where there is only one, it need not be. */
async function choosePartnership(database: Database, slug: unknown): Promise<Partnership> {
  if (slug !== undefined && typeof slug !== 'string')
    throw new HttpProblem({ status: 400, title: 'Name one partnership.' })
  const found = await findPartnership(database.knex, slug)
  if (found === 'none') {
    throw new HttpProblem({
      status: 404,
      title: slug ? 'There is no such partnership.' : 'There is no partnership yet.',
      detail: 'Add one: npm run vigil -- partnership add "Name" --time-zone Europe/London --country GB',
    })
  }
  if (found === 'several') {
    throw new HttpProblem({
      status: 400,
      title: 'There are several partnerships: name one.',
      detail: 'Add ?partnership=… to the address; /api/partnerships lists them.',
    })
  }
  return found
}
