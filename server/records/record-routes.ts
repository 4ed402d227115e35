import { z } from 'zod'
import type { Action } from '../contract/access.ts'
import { Day } from '../contract/day.ts'
import type { Amended, Entered, Recorded } from '../contract/record.ts'
import { toField } from '../db/columns.ts'
import type { Trx } from '../db/tenant.ts'
import { type Reference, refuseImpossible, refuseUnknown } from '../http/refuse.ts'
import type { Route } from '../http/route.ts'
import { invalid, notFound } from '../problem.ts'
import type { RecordKind } from './kind.ts'
import { underOwnAgency } from './own-agency.ts'

type Schema<Value> = z.ZodType<Value>

/** What the five routes of a kind of record say that is its own: how it is listed, added, opened, amended, and what it was before. */
type RecordRoutes<Query, Page, New, Change> = {
  path: string
  reads: Action
  writes: Action
  /** As the audit calls it: "a death", "deaths". */
  deeds: { one: string; many: string }
  /** As a new one is refused that is there already: "a death". */
  a: string
  /** What must be looked after in a whole record; less of it stands in a row of the list. */
  carries: Route['output']['carries']
  list: {
    summary: string
    query: Schema<Query>
    answer: Schema<Page>
    carries: Route['output']['carries']
    csv: { fileName: string; output?: Route['output']; rows: (page: Page) => Record<string, unknown>[] }
    handle: (trx: Trx, query: Query) => Promise<unknown>
  }
  add: { summary: string; body: Schema<New> }
  /** `asKnownOn`: whether it is asked as known on a day, too. */
  find: { summary: string; asKnownOn?: boolean }
  amend: { summary: string; body: Schema<Change> }
  history: { summary: string }
  /** What it speaks of that has to be there. */
  referencesOf: (record: New | Change) => Reference[]
  /** What else refuses one; `id`: of the record that is amended. */
  refuse?: (trx: Trx, record: New | Change, id?: string) => Promise<void>
}

/** The routes that every kind of record has. */
export function recordRoutes<
  Whole extends Recorded,
  New extends Entered,
  Details extends object,
  Change extends Amended,
  Query,
  Page,
>(kind: RecordKind<Whole, New, Details, Change>, of: RecordRoutes<Query, Page, New, Change>): Route[] {
  const { noun, id, contract, judge } = kind.definition
  const idField = toField(id)
  const { path, reads, writes, deeds, list, add, find, amend, history, referencesOf, refuse } = of
  const output = { tier: 'cases', carries: of.carries } as const
  const opened = { params: z.strictObject({ [idField]: z.uuid() }), record: { path: idField }, output }
  const idOf = (params: Record<string, string>) => params[idField] as string

  return [
    {
      ...{ method: 'get', path, policy: reads, audit: 'read', deed: ['read', deeds.many] },
      ...{ summary: list.summary, query: list.query, answer: list.answer, csv: list.csv },
      output: { ...output, carries: list.carries },
      handle: (trx, { query }) => list.handle(trx, query),
    },
    {
      ...{ method: 'post', path, policy: writes, audit: 'write', deed: ['added', deeds.one] },
      ...{ summary: add.summary, body: add.body, answer: contract },
      ...{ record: { answer: idField }, output, location: (whole) => `${path}/${whole[idField]}` },
      async handle(trx, { body, today, tenant }) {
        const record = { knownOn: today, ...body }
        refuseImpossible((await judge(trx, today, [record]))(record))
        await refuseUnknown(trx, referencesOf(body))
        await refuse?.(trx, body)
        const [added] = await kind.add(trx, [await underOwnAgency(trx, tenant, body)], today)
        if (added?.outcome !== 'added')
          invalid([{ path: 'reference', message: `there is already ${of.a} with this source and reference` }])
        return (await kind.find(trx, added.id)) ?? notFound(noun)
      },
    },
    {
      ...{ method: 'get', path: `${path}/:${idField}`, policy: reads, audit: 'read', deed: ['opened', deeds.one] },
      ...{ ...opened, summary: find.summary, answer: contract },
      ...(find.asKnownOn ? { query: z.strictObject({ asKnownOn: Day.optional() }) } : {}),
      handle: async (trx, { params, query }) => (await kind.find(trx, idOf(params), query.asKnownOn)) ?? notFound(noun),
    },
    {
      ...{ method: 'put', path: `${path}/:${idField}`, policy: writes, audit: 'write', deed: ['changed', deeds.one] },
      ...{ ...opened, summary: amend.summary, body: amend.body, answer: contract, amends: true },
      async handle(trx, { params, body, ifMatch, today, tenant }) {
        await refuseUnknown(trx, referencesOf(body))
        await refuse?.(trx, body, idOf(params))
        const change = await underOwnAgency(trx, tenant, body)
        return (await kind.amend(trx, idOf(params), ifMatch, change, today)) ?? notFound(noun)
      },
    },
    {
      ...{ method: 'get', path: `${path}/:${idField}/history`, policy: reads, audit: 'read' },
      ...{
        ...opened,
        summary: history.summary,
        answer: z.array(contract),
        deed: ['opened', `the history of ${deeds.one}`],
      },
      async handle(trx, { params }) {
        const revisions = await kind.listRevisions(trx, idOf(params))
        return revisions.length > 0 ? revisions : notFound(noun)
      },
    },
  ]
}
