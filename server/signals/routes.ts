import { z } from 'zod'
import { type Signal, SignalDetail, SignalListQuery, SignalPage } from '../contract/signal.ts'
import { notFound } from '../http/problem.ts'
import { route } from '../http/route.ts'
import { findSignal, listSignals } from './store.ts'

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
