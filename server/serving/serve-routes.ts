import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import { z } from 'zod'
import { isWalled, refuseStale } from '../access/may.ts'
import { isAction } from '../access/policy.ts'
import { startVisit } from '../access/visit.ts'
import type { Anchors } from '../audit/anchor.ts'
import { appendAudit } from '../audit/store.ts'
import { findNotText } from '../contract/text.ts'
import type { Database } from '../db/connection.ts'
import { type Tenant, type Trx, withTenant } from '../db/tenant.ts'
import { toCsv } from '../http/csv.ts'
import type { Asked, Route } from '../http/route.ts'
import { HttpProblem, invalid, invalidFrom } from '../problem.ts'
import { authorise, type Granted, nothingHere, Refused, refuseStaleReader } from './authorise.ts'
import { isHeldAlready, keepEdition, nameEdition, recallEdition, sendEdition } from './editions.ts'
import { hashBody, recallAnswer, rememberAnswer } from './idempotency.ts'

declare module 'express-serve-static-core' {
  interface Request {
    granted: Granted
  }
}

const REQUEST_TIMEOUT_MILLISECONDS = 15_000
/** A CSV is the whole list, not a page of it. */
const CSV_ROWS = 200_000

type Parts = { database: Database; publicUrl: string; hasTls: boolean; anchors?: Anchors | undefined }

/** Puts every route of the table on the app, each with the same guards in the same order. */
export function serveRoutes(app: Express, routes: Route[], parts: Parts): void {
  for (const route of routes) {
    refuseIncomplete(route)
    const body = route.body ? express.json({ limit: route.bodyLimit ?? '1mb', strict: false }) : skip
    // the CSV first: a path that ends with a parameter would take ".csv" for part of it
    if (route.csv)
      app.get(`/api${route.path}.csv`, guard(route, parts, true), (request, response) =>
        answerCsv(route, parts, request, response),
      )
    app[route.method](`/api${route.path}`, guard(route, parts, false), body, (request, response) =>
      answer(route, parts, request, response),
    )
  }
  // what is not there is answered like what somebody may not see, with the same work
  app.use('/api', async (request) => {
    await refuseUnknown(parts.database, request)
  })
}

/** @throws where a route leaves out what the guards, or whoever reads the audit, must know of it. */
function refuseIncomplete({ method, path, policy, record, deed, isTenant, edition, audit }: Route): void {
  const name = `${method} ${path}`
  if (!isAction(policy)) throw new Error(`${name} names no action of the policy table`)
  if (isTenant !== false && !deed) throw new Error(`${name} does not say what the audit calls it`)
  if (edition && (method !== 'get' || audit !== 'none'))
    throw new Error(`${name} has editions, and is written down each time`)
  const ids = [...path.matchAll(/:(\w+)/g)].map(([, id]) => id)
  if (ids.length > 0 && !record) throw new Error(`${name} does not say whose id the audit names`)
  const named = record && record !== 'none' ? record.path : undefined
  if (named && !ids.includes(named)) throw new Error(`${name} has no ${named} in its path for the audit to name`)
}

/** Who may do this is decided before anything that was sent is read. */
function guard(route: Route, { database }: Parts, isExport: boolean): RequestHandler {
  return async (request, _response, next) => {
    try {
      request.granted = await authorise(database, route, request.actor, request.query.partnership)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      await writeRefusal(database, error.tenant, `${route.method} ${route.path}${isExport ? '.csv' : ''}`, null)
      throw error.problem
    }
    if (isExport && isOfPeople(route)) refuseStale(request.actor)
    next()
  }
}

/** A file of records, or of what people did, is asked for anew; one of figures or lists of words is not. */
function isOfPeople({ audit, policy }: Route): boolean {
  return audit !== 'none' || policy === 'audit:read' || policy === 'refusal:read'
}

async function refuseUnknown(database: Database, request: Request): Promise<never> {
  const { actor } = request
  if (actor.kind === 'person' && isWalled(actor)) {
    const [membership] = actor.memberships
    const partnershipId = membership?.partnership.partnershipId ?? ''
    const tenant = { partnershipId, userId: actor.accountId, purpose: 'nothing', reach: 'none' } as const
    await writeRefusal(database, tenant, 'an address that is not there', null)
  }
  throw nothingHere()
}

/** That somebody tried stands in the chain: which operation, never what it would have shown. */
async function writeRefusal(database: Database, tenant: Tenant, operation: string, recordId: string | null) {
  await withTenant(
    database.knex,
    tenant,
    (trx) => appendAudit(trx, { action: 'refused', operation, recordId, fields: [], records: 0 }),
    REQUEST_TIMEOUT_MILLISECONDS,
  )
}

const skip: RequestHandler = (_request, _response, next) => next()

async function answer(route: Route, parts: Parts, request: Request, response: Response): Promise<void> {
  const { visit, carryOut } = startVisit(request, response, parts.hasTls)
  const asked = { ...readRequest(route, parts, request), visit }
  if (route.edition) return answerEdition(route, parts.database, asked, request, response)
  const { status, headers, answer } = await answerIn(route, parts.database, asked, request)
  if (route.audit === 'identity' || route.audit === 'permission') await anchor(parts, request)
  await carryOut()
  response
    .status(status)
    .set({ 'Cache-Control': 'no-store', ...headers })
    .json(answer)
}

type AnyAsked = Asked<unknown, Record<string, unknown>, unknown>

/** What it is an edition of is found in a transaction of whoever asks, behind the same walls as the answer. */
async function answerEdition(route: Route, { knex }: Database, asked: AnyAsked, request: Request, response: Response) {
  const { etag, edition } = await withTenant(
    knex,
    asked.tenant,
    async (trx) => {
      const made = (await route.edition?.(trx, asked)) ?? ''
      const etag = nameEdition(asked.tenant.partnershipId, route.path, JSON.stringify(asked.query), made)
      if (isHeldAlready(request, etag)) return { etag }
      return {
        etag,
        edition: recallEdition(etag) ?? keepEdition(etag, reply(route, await route.handle(trx, asked)).answer),
      }
    },
    REQUEST_TIMEOUT_MILLISECONDS,
  )
  await sendEdition(request, response, etag, edition)
}

async function answerIn(route: Route, database: Database, asked: AnyAsked, request: Request): Promise<Reply> {
  if (route.isOutsideTransaction) return reply(route, await route.handle(database.knex as Trx, asked))
  if (route.isTenant === false) return reply(route, await database.knex.transaction((trx) => route.handle(trx, asked)))
  return writingRefusal(database, route, asked, `${route.method} ${route.path}`, () =>
    withTenant(
      database.knex,
      asked.tenant,
      (trx) => answerOnce(trx, route, asked, request),
      REQUEST_TIMEOUT_MILLISECONDS,
    ),
  )
}

/** The work; where it finds that a record it was asked for is not there, that stands in the chain. */
async function writingRefusal<Made>(
  database: Database,
  route: Route,
  asked: AnyAsked,
  operation: string,
  work: () => Promise<Made>,
): Promise<Made> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof HttpProblem && error.problem.status === 404)
      for (const recordId of recordsAskedFor(route, asked))
        await writeRefusal(database, asked.tenant, operation, recordId)
    throw error
  }
}

/** The work and its audit in one transaction; with an Idempotency-Key, once. */
async function answerOnce(trx: Trx, route: Route, asked: AnyAsked, request: Request): Promise<Reply> {
  await refuseStaleReader(trx, route, asked.actor)
  const work = async () => audited(trx, route, asked, reply(route, await route.handle(trx, asked)))
  const given = route.method === 'get' || route.isNeverRemembered ? undefined : request.get('Idempotency-Key')
  if (!given) return work()
  if (given.length > 200)
    throw new HttpProblem({ status: 400, title: 'An Idempotency-Key has at most 200 characters.' })
  const { partnershipId, userId } = asked.tenant
  // one's own: whoever learns another's key is not given the other's answer
  const key = hashBody([userId, given])
  const operation = `${request.method} ${request.path}`
  const bodyHash = hashBody(request.body)
  const earlier = await recallAnswer(trx, partnershipId, key, operation, bodyHash)
  if (earlier) return { ...earlier, headers: { ...earlier.headers, 'Idempotency-Replayed': 'true' } }
  const first = await work()
  await rememberAnswer(trx, partnershipId, key, operation, bodyHash, first)
  return first
}

type Reply = { status: number; headers: Record<string, string>; answer: unknown }

function reply(route: Route, unparsed: unknown): Reply {
  const answer = route.answer.parse(unparsed)
  const headers: Record<string, string> = {}
  const revision = (answer as { revision?: unknown } | null)?.revision
  if (typeof revision === 'number') headers.ETag = `"${revision}"`
  if (route.location) headers.Location = `/api${route.location(answer)}`
  return { status: route.status ?? (route.method === 'post' ? 201 : 200), headers, answer }
}

/** Writes down who did what, in the transaction that does it. Names of fields only: no value of a record stands in the chain. */
async function audited(trx: Trx, route: Route, asked: AnyAsked, reply: Reply): Promise<Reply> {
  if (route.audit === 'none') return reply
  const { answer } = reply
  const { rows, cases = [] } = answer as { rows?: unknown[]; cases?: unknown[] }
  // of one record that shows the cases it is made of, as many as it shows
  const records = (Array.isArray(answer) ? answer : rows)?.length ?? Math.max(1, cases.length)
  for (const recordId of recordsOf(route, asked, answer))
    await appendAudit(trx, {
      action: route.audit,
      operation: `${route.method} ${route.path}`,
      recordId,
      fields: fieldsOf(route, asked.body),
      records,
    })
  return reply
}

/** Written: what was sent. Opened: what was asked for. */
function fieldsOf(route: Route, body: unknown): string[] {
  const { fields } = (body ?? {}) as { fields?: string[] }
  if (route.audit === 'identity' && fields) return fields
  return route.audit === 'read' ? [] : Object.keys((body ?? {}) as object)
}

type Named = { path?: string; answer?: string | readonly string[]; body?: readonly string[] }

function namedBy({ record = 'none' }: Route): Named {
  return record === 'none' ? {} : record
}

/** By the address, or by what was sent. */
function recordsAskedFor(route: Route, { params, body }: Pick<AnyAsked, 'params' | 'body'>): string[] {
  const { path, body: sent = [] } = namedBy(route)
  return path === undefined ? sent.flatMap((name) => idAt(body, name) ?? []) : [idAt(params, path) ?? []].flat()
}

/** One, or none; of a decision about several an entry for each. A guest reads one case, whatever the address. */
function recordsOf(route: Route, asked: AnyAsked, answer: unknown): (string | null)[] {
  const { answer: made = [] } = namedBy(route)
  const [found] = [made].flat().flatMap((name) => idAt(answer, name) ?? [])
  if (found) return [found]
  const askedFor = recordsAskedFor(route, asked)
  return askedFor.length > 0 ? askedFor : [asked.tenant.caseId ?? null]
}

const idAt = (holder: unknown, name: string) => (holder as Record<string, string | null>)[name] ?? null

/**
 * Who opened an identity, took a file or changed what somebody may do is signed outside the database before the answer leaves: whoever can
 * write in the database cannot cut that off the end of the chain until the night.
 */
async function anchor({ anchors }: Parts, { granted }: Request): Promise<void> {
  if (granted.partnership) await anchors?.anchor(granted.partnership)
}

async function answerCsv(route: Route, parts: Parts, request: Request, response: Response): Promise<void> {
  const { database, hasTls } = parts
  const asked = { ...readRequest(route, parts, request), visit: startVisit(request, response, hasTls).visit }
  if (asked.query && 'limit' in asked.query) asked.query.limit = CSV_ROWS
  const operation = `get ${route.path}.csv`
  const found = await writingRefusal(database, route, asked, operation, () =>
    withTenant(
      database.knex,
      asked.tenant,
      async (trx) => {
        const answer = route.answer.parse(await route.handle(trx, asked))
        const rows = route.csv?.rows(answer) ?? []
        if (route.audit !== 'none') {
          await appendAudit(trx, {
            action: 'export',
            operation,
            recordId: recordsAskedFor(route, asked)[0] ?? null,
            fields: Object.keys(rows[0] ?? {}),
            records: rows.length,
          })
        }
        return rows
      },
      60_000,
    ),
  )
  if (route.audit !== 'none') await anchor(parts, request)
  const { partnership, today } = asked
  const stamp = partnership.isSynthetic ? { data: 'Synthetic data', asKnownOn: today } : { asKnownOn: today }
  const rows = found.map((row) => ({ ...row, ...stamp, ...row }))
  const name = [partnership.slug, route.csv?.fileName, today, partnership.isSynthetic ? 'synthetic' : '']
    .filter(Boolean)
    .join('-')
  response
    .set({ 'Cache-Control': 'no-store', 'Content-Disposition': `attachment; filename="${name}.csv"` })
    .type('text/csv; charset=utf-8')
    .send(toCsv(rows))
}

function readRequest(route: Route, { database, publicUrl }: Parts, request: Request): Omit<AnyAsked, 'visit'> {
  const { partnership: _, ...query } = request.query as Record<string, unknown>
  const { tenant, partnership } = request.granted
  const asked: Partial<AnyAsked> = {
    params: parseOrRefuse(route.params ?? z.object({}), request.params),
    query: parseOrRefuse(route.query ?? z.strictObject({}), refuseNotText(query)),
    body: route.body ? readBody(route, request.body) : undefined,
    db: database.knex,
    tenant,
    actor: request.actor,
    publicUrl,
  }
  if (route.amends) asked.ifMatch = readIfMatch(request)
  if (partnership) {
    asked.partnership = partnership
    asked.today = partnership.today
  }
  return asked as AnyAsked
}

/**
 * Text that no page can show as it is written is refused wherever it stands. Of an amendment what it brings in is judged, by its own rules;
 * a password may be anything.
 */
function readBody(route: Route, body: unknown): unknown {
  return parseOrRefuse(route.body, route.amends || route.isTenant === false ? body : refuseNotText(body))
}

function refuseNotText<Sent>(sent: Sent): Sent {
  const found = findNotText(sent)
  if (found.length > 0) invalid(found.map(({ path, message }) => ({ path: path.join('.'), message })))
  return sent
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
