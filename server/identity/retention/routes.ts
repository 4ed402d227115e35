import { z } from 'zod'
import {
  LegalHold,
  LegalHolds,
  LiftHold,
  NewHold,
  Retention,
  type RetentionRemoval,
  RetentionRemovals,
  RetentionRemovalsQuery,
  type RetentionRule,
  RetentionRun,
} from '../../contract/retention.ts'
import { hasDeath } from '../../deaths/store.ts'
import { route } from '../../http/route.ts'
import { invalid, notFound } from '../../problem.ts'
import { addHold, liftHold, listHolds, listRemovals, readRetention } from './store.ts'

/**
 * A hold stands in the audit under the death it is on: that is what pages show and an auditor searches by, so that who opened, held and
 * released a case is one list. One over everything of the partnership, and a lift that finds no hold, stands under the hold's own id.
 */
const underHold = { answer: ['deathId', 'holdId'] } as const

export const retentionRoutes = [
  route({
    method: 'get',
    path: '/retention',
    summary: 'How long each kind of record is kept, and what the last nights removed',
    answer: Retention,
    policy: 'retention:read',
    audit: 'none',
    output: { tier: 'office', carries: ['counts'] },
    deed: ['read', 'the retention schedule'],
    csv: { fileName: 'retention', rows: ({ rules }) => rules.map((rule: RetentionRule) => ({ ...rule })) },
    handle: (trx) => readRetention(trx),
  }),
  route({
    method: 'get',
    path: '/retention/runs',
    summary: 'The nights on which something was removed, or kept by a hold; latest first',
    answer: RetentionRun.array(),
    policy: 'retention:read',
    audit: 'none',
    output: { tier: 'office', carries: ['counts'] },
    deed: ['read', 'what retention removed'],
    csv: { fileName: 'retention-runs', rows: (runs) => runs.map((run: RetentionRun) => ({ ...run })) },
    handle: async (trx) => (await readRetention(trx)).runs,
  }),
  route({
    method: 'get',
    path: '/retention/removals',
    summary: 'On which day what identifies people will be removed, death by death, soonest first',
    query: RetentionRemovalsQuery,
    answer: RetentionRemovals,
    policy: 'hold:write',
    audit: 'read',
    output: { tier: 'cases', carries: [] },
    deed: ['read', 'what retention will remove'],
    csv: {
      fileName: 'retention-removals',
      rows: ({ rows }) => rows.map((removal: RetentionRemoval) => ({ ...removal })),
    },
    handle: async (trx, { query, today }) => {
      const rows = await listRemovals(trx, today, query.death)
      return { rows: rows.slice(0, query.limit), count: rows.length }
    },
  }),
  route({
    method: 'get',
    path: '/holds',
    summary: 'Legal holds, standing ones first',
    answer: LegalHolds,
    policy: 'retention:read',
    audit: 'read',
    output: { tier: 'office', carries: ['office text'] },
    deed: ['read', 'legal holds'],
    csv: { fileName: 'legal-holds', rows: (holds) => holds.map((hold: LegalHold) => ({ ...hold })) },
    handle: (trx) => listHolds(trx),
  }),
  route({
    method: 'post',
    path: '/holds',
    summary:
      'Put a death, or everything of the partnership, under legal hold: nothing of it is removed until it is lifted',
    body: NewHold,
    answer: LegalHold,
    policy: 'hold:write',
    audit: 'write',
    record: underHold,
    output: { tier: 'office', carries: ['office text'] },
    deed: ['made', 'a legal hold'],
    handle: async (trx, { body, tenant, today }) => {
      if (body.deathId && !(await hasDeath(trx, body.deathId)))
        invalid([{ path: 'deathId', message: 'there is no such death' }])
      return addHold(trx, tenant.userId, body, today)
    },
  }),
  route({
    method: 'put',
    path: '/holds/:holdId/lift',
    summary: 'Lift a legal hold',
    params: z.strictObject({ holdId: z.uuid() }),
    body: LiftHold,
    answer: LegalHold,
    policy: 'hold:write',
    audit: 'write',
    record: { path: 'holdId', ...underHold },
    output: { tier: 'office', carries: ['office text'] },
    deed: ['lifted', 'a legal hold'],
    handle: async (trx, { params, body, tenant }) =>
      (await liftHold(trx, tenant.userId, params.holdId, body.reason)) ?? notFound('standing hold'),
  }),
]
