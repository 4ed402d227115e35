import { z } from 'zod'
import { Batch } from '../../contract/supply.ts'
import { DoubleBatches, JoinBatches, type RowToLookAt, ToLookAt } from '../../contract/to-look-at.ts'
import { route } from '../../http/route.ts'
import { notFound } from '../../problem.ts'
import { joinBatches, listDoubleBatches } from './batches.ts'
import { deathsToLookAt, overdosesToLookAt, suppliesToLookAt } from './store.ts'

const rowsOf = ({ rows }: ToLookAt) => rows.map((row: RowToLookAt) => ({ ...row }))

export const toLookAtRoutes = [
  route({
    method: 'get',
    path: '/to-look-at/deaths',
    summary: 'Deaths that stand although they could not be entered today, and why; a person puts them right',
    answer: ToLookAt,
    policy: 'death:read',
    audit: 'read',
    output: { tier: 'cases', carries: ['case text'] },
    deed: ['read', 'deaths to look at'],
    csv: { fileName: 'deaths-to-look-at', rows: rowsOf },
    handle: (trx, { today }) => deathsToLookAt(trx, today),
  }),
  route({
    method: 'get',
    path: '/to-look-at/overdoses',
    summary: 'Overdose events that stand although they could not be entered today, and why',
    answer: ToLookAt,
    policy: 'overdose:read',
    audit: 'read',
    output: { tier: 'cases', carries: ['case text'] },
    deed: ['read', 'reversals to look at'],
    csv: { fileName: 'overdoses-to-look-at', rows: rowsOf },
    handle: (trx, { today }) => overdosesToLookAt(trx, today),
  }),
  route({
    method: 'get',
    path: '/to-look-at/supplies',
    summary: 'Naloxone supplies that stand although they could not be entered today, and why',
    answer: ToLookAt,
    policy: 'supply:read',
    audit: 'read',
    output: { tier: 'cases', carries: ['case text'] },
    deed: ['read', 'naloxone supplies to look at'],
    csv: { fileName: 'supplies-to-look-at', rows: rowsOf },
    handle: (trx, { today }) => suppliesToLookAt(trx, today),
  }),
  route({
    method: 'get',
    path: '/to-look-at/batches',
    summary: 'Naloxone batches that stand in several spellings of one number',
    answer: DoubleBatches,
    policy: 'supply:read',
    audit: 'none',
    output: { tier: 'office', carries: ['office text', 'counts'] },
    deed: ['read', 'naloxone batches to look at'],
    csv: {
      fileName: 'batches-to-look-at',
      rows: (doubles) =>
        doubles.flatMap(({ batches }: DoubleBatches[number]) => batches.map((batch) => ({ ...batch }))),
    },
    handle: (trx) => listDoubleBatches(trx),
  }),
  route({
    method: 'put',
    path: '/naloxone/batches/:batchId/joined',
    summary: 'Say which batches are this one in another spelling; an empty list parts them again',
    params: z.strictObject({ batchId: z.uuid() }),
    body: JoinBatches,
    answer: Batch,
    policy: 'product:write',
    audit: 'write',
    record: { path: 'batchId' },
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['joined or parted spellings of', 'a naloxone batch'],
    handle: async (trx, { params, body }) =>
      (await joinBatches(trx, params.batchId, body.batchIds)) ?? notFound('naloxone batch'),
  }),
]
