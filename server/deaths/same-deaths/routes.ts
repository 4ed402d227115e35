import { z } from 'zod'
import {
  SameDeathPage as Page,
  SameDeathDecision,
  type SameDeathPage,
  SameDeathPair,
  SameDeathPairs,
  SameDeathQuery,
} from '../../contract/same-death.ts'
import { route } from '../../http/route.ts'
import { notFound } from '../../problem.ts'
import { hasDeath } from '../store.ts'
import { compareWaiting } from './compare.ts'
import { decidePair, listPairs, pairsOf } from './store.ts'

/** One row a record, two to a pair. */
function rowsOf({ rows }: SameDeathPage) {
  return rows.flatMap(({ state, agreements, records }, index) =>
    records.map((record) => ({
      pair: index + 1,
      state,
      agreements: agreements.join(', '),
      ...record,
      implicated: record.implicated.join(', '),
    })),
  )
}

export const sameDeathRoutes = [
  route({
    method: 'get',
    path: '/same-deaths',
    summary: 'Pairs of records that may be of one death, or were said to be or not to be, side by side',
    query: SameDeathQuery,
    answer: Page,
    policy: 'death:read',
    audit: 'read',
    output: { tier: 'cases', carries: ['case text', 'office text', 'counts'] },
    deed: ['read', 'possible same deaths'],
    csv: { fileName: 'possible-same-deaths', output: { tier: 'cases', carries: ['case text'] }, rows: rowsOf },
    async handle(trx, { query, tenant, today }) {
      // only of those who may see every death does anything of what others recorded become a question
      if (tenant.reach === 'all') await compareWaiting(trx, today)
      return listPairs(trx, query)
    },
  }),
  route({
    method: 'get',
    path: '/deaths/:deathId/possible-same',
    summary: 'Records that may be, or are, of the same death as this one, of those that you may see',
    params: z.strictObject({ deathId: z.uuid() }),
    answer: SameDeathPairs,
    policy: 'death:read',
    audit: 'read',
    record: { path: 'deathId' },
    output: { tier: 'cases', carries: ['case text', 'office text'] },
    deed: ['looked for others of', 'the same death'],
    async handle(trx, { params }) {
      if (!(await hasDeath(trx, params.deathId))) notFound('death')
      return pairsOf(trx, params.deathId)
    },
  }),
  route({
    method: 'post',
    path: '/same-deaths',
    summary:
      'Say that two records are of one death (it then counts once, and nothing is merged), that they are not, or take that back',
    body: SameDeathDecision,
    answer: SameDeathPair,
    status: 200,
    policy: 'death:write',
    audit: 'write',
    record: { body: ['deathId', 'otherId'] },
    output: { tier: 'cases', carries: ['case text', 'office text'] },
    deed: ['decided whether two records are of', 'one death'],
    handle: (trx, { body, today, tenant }) => decidePair(trx, body, { today, userId: tenant.userId }),
  }),
]
