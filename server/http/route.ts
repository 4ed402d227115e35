import type { Knex } from 'knex'
import type { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { Visit } from '../access/visit.ts'
import type { Action } from '../contract/access.ts'
import type { Day } from '../contract/day.ts'
import type { Partnership } from '../contract/partnership.ts'
import type { Tenant, Trx } from '../db/tenant.ts'
import type { Output } from './output.ts'

/** What a route's one line of work is given. */
export type Asked<Params, Query, Body> = {
  params: Params
  query: Query
  body: Body
  tenant: Tenant
  /** Who asks; what they may reach is in `tenant` already. */
  actor: Actor
  visit: Visit
  /** The address people use, for links: `https://vigil.example.org`. What a request says of its own host is not believed. */
  publicUrl: string
  partnership: Partnership
  today: Day
  /** The revision that an amendment was made from (If-Match). */
  ifMatch: number
  /** For work that goes on after the request. Within it use `trx` only: on the embedded engine another connection would wait for it. */
  db: Knex
}

type Schema = z.ZodType

/** The names under which these parameters, or this answer, hold an id. */
type IdIn<Named> = { [Name in keyof Named & string]: Named[Name] extends string | null ? Name : never }[keyof Named &
  string]

/**
 * Whose id the audit names: what people search the audit by, and so the case that the deed is about where there is one. `path`: the record
 * of the address, which the refusal names too where it is not there for whoever asks. `answer`: what was made, or the case it is about; of
 * several the first that the answer holds; it goes before `path`. `body`: the records that a decision is about, an entry for each.
 */
export type RecordNamed<Params, Body, Answer> =
  | 'none'
  | { path?: IdIn<Params>; answer?: IdIn<Answer> | readonly IdIn<Answer>[]; body?: readonly IdIn<Body>[] }

export type RouteDefinition<Params extends Schema, Query extends Schema, Body extends Schema, Answer extends Schema> = {
  method: 'get' | 'post' | 'put'
  path: string
  /** What it does, for people who read the API page. */
  summary: string
  params?: Params
  query?: Query
  body?: Body
  answer: Answer
  /** 200, or 201 for `post`, unless said otherwise. */
  status?: number
  policy: Action
  /** Outside any partnership: whoever asks proves anew that it is them. Within one, the policy says so (`isProvenAnew`). */
  needsSecondFactor?: boolean
  /** What is written down about it, in the same transaction. */
  audit: 'none' | 'read' | 'write' | 'identity' | 'permission'
  /** A route with an id in its path does not start without; 'none' where that is no record of the partnership's. */
  record?: RecordNamed<z.infer<Params>, z.infer<Body>, z.infer<Answer>>
  /** Whom its answer is for, and what may stand in it that must be looked after; of the CSV too, unless it says otherwise. */
  output: Output
  /** What the audit calls it: what somebody did, and to what. Whatever is of a partnership can stand there, if only as refused. */
  deed?: readonly [did: string, what: string]
  /** What it takes or gives says who somebody is: neither is kept for a request that is sent again with its Idempotency-Key. */
  isNeverRemembered?: boolean
  /** False for what belongs to no partnership (sign-in): outside the wall, as the owner of the database. */
  isTenant?: boolean
  /** Hashes passwords or counts attempts: `trx` is then no transaction, so that none is held open meanwhile. Only where `isTenant` is false. */
  isOutsideTransaction?: boolean
  /** Amends: answers 428 without If-Match. */
  amends?: boolean
  /** Also answers at `path.csv`, one row an object, columns in the order of the first. */
  csv?: { fileName: string; output?: Output; rows: (answer: z.infer<Answer>) => Record<string, unknown>[] }
  /** Of an answer that stays the same until what it is made of changes: what tells one edition from another, found sooner than the answer. */
  edition?: (trx: Trx, asked: Asked<z.infer<Params>, z.infer<Query>, z.infer<Body>>) => Promise<string>
  /** Where the new thing is, for 201. */
  location?: (answer: z.infer<Answer>) => string
  /** Bytes a body may have; 1 MB unless said otherwise. */
  bodyLimit?: string
  handle: (trx: Trx, asked: Asked<z.infer<Params>, z.infer<Query>, z.infer<Body>>) => Promise<z.input<Answer>>
}

// biome-ignore lint/suspicious/noExplicitAny: a table holds routes of every shape; each was checked where it was declared
export type Route = RouteDefinition<any, any, any, any>

/** Declares a route. The one table of them gives the guards, the OpenAPI text and the fuzz tests. */
export function route<
  Answer extends Schema,
  Params extends Schema = z.ZodObject,
  Query extends Schema = z.ZodObject,
  Body extends Schema = z.ZodUndefined,
>(definition: RouteDefinition<Params, Query, Body, Answer>): Route {
  return definition
}
