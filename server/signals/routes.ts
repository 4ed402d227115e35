import { z } from 'zod'
import { NoticeableSize, NoticeableSizes } from '../contract/noticeable-size.ts'
import {
  NewJudgement,
  type Signal,
  SignalDetail,
  SignalJudgement,
  SignalListQuery,
  SignalPage,
  SignalRegister,
} from '../contract/signal.ts'
import type { Trx } from '../db/tenant.ts'
import { notFound } from '../http/problem.ts'
import { route } from '../http/route.ts'
import { readMonthlyReport } from '../nights/monthly-store.ts'
import { addJudgement, findSignal, listSignals, readRegister } from './store.ts'

export const signalRoutes = [
  route({
    method: 'get',
    path: '/signals',
    summary: 'Signals of the nightly job, latest night first; open ones unless state says otherwise',
    query: SignalListQuery,
    answer: SignalPage,
    policy: 'signal:read',
    audit: 'read',
    csv: {
      fileName: 'signals',
      rows: (page) =>
        page.rows.map(({ areas, substances, centre, ...row }: Signal) => ({
          ...row,
          areas: areas.map(({ name }) => name),
          substances: substances.map(({ name }) => name),
        })),
    },
    handle: (trx, { query }) => listSignals(trx, query),
  }),
  route({
    method: 'get',
    path: '/signals/register',
    summary:
      'Every signal and what it turned out to be; how often a signal of each detector was real, with its interval',
    answer: SignalRegister,
    policy: 'signal:read',
    audit: 'read',
    csv: {
      fileName: 'signal-register',
      rows: (register) => register.rows.map((row: SignalRegister['rows'][number]) => ({ ...row })),
    },
    handle: (trx) => readRegister(trx),
  }),
  route({
    method: 'get',
    path: '/signals/noticeable-sizes',
    summary:
      'The smallest cluster that the nightly checks would notice here most of the time, from simulation on local records',
    answer: NoticeableSizes,
    policy: 'signal:read',
    audit: 'none',
    csv: {
      fileName: 'noticeable-sizes',
      rows: ({ night, sizes }) =>
        sizes.flatMap(({ stream, days, tier, tried }: NoticeableSize) =>
          tried.map((one) => ({ night, stream, days, tier, ...one })),
        ),
    },
    handle: (trx) => readNoticeableSizes(trx),
  }),
  route({
    method: 'post',
    path: '/signals/:signalId/judgements',
    summary: 'Record what a signal turned out to be; earlier judgements stay',
    params: z.strictObject({ signalId: z.uuid() }),
    body: NewJudgement,
    answer: SignalJudgement,
    policy: 'signal:judge',
    audit: 'write',
    handle: async (trx, { params, body, tenant }) =>
      (await addJudgement(trx, tenant.partnershipId, tenant.userId, params.signalId, body)) ?? notFound('signal'),
  }),
  route({
    method: 'get',
    path: '/signals/:signalId',
    summary: 'A signal with its cases, its evidence and its versions',
    params: z.strictObject({ signalId: z.uuid() }),
    answer: SignalDetail,
    policy: 'signal:read',
    audit: 'read',
    csv: {
      fileName: 'signal-records',
      rows: (signal) => signal.cases.map((record: SignalDetail['cases'][number]) => ({ ...record })),
    },
    handle: async (trx, { params }) => (await findSignal(trx, params.signalId)) ?? notFound('signal'),
  }),
]

async function readNoticeableSizes(trx: Trx): Promise<NoticeableSizes> {
  const latest = await readMonthlyReport(trx, 'noticeable_size')
  return { night: latest?.night ?? null, sizes: NoticeableSize.array().parse(latest?.report ?? []) }
}
