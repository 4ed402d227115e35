import { z } from 'zod'
import {
  DetectorRecord,
  type EvidenceSeries,
  NewJudgement,
  ReversalSignals,
  type Signal,
  SignalDetail,
  SignalJudgement,
  SignalListQuery,
  SignalPage,
  SignalRegister,
  SignalSeries,
  type SignalVersion,
  SignalVersions,
} from '../../contract/signal.ts'
import { joinSentence } from '../../contract/signal-sentence.ts'
import type { Trx } from '../../db/tenant.ts'
import { route } from '../../http/route.ts'
import { notFound } from '../../problem.ts'
import { addJudgement, findSignal, listReversalSignals, listSignals, listVersions, readRegister } from './store.ts'

const OneSignal = z.strictObject({ signalId: z.uuid() })

export const signalRoutes = [
  route({
    method: 'get',
    path: '/signals',
    summary:
      'Signals of the nightly job, latest night first, and of a night the loudest first; open ones unless state says otherwise',
    query: SignalListQuery,
    answer: SignalPage,
    policy: 'signal:read',
    audit: 'read',
    output: { tier: 'panel', carries: ['counts', 'exact place', 'office text'] },
    deed: ['read', 'signals'],
    csv: {
      fileName: 'signals',
      output: { tier: 'panel', carries: ['counts', 'office text'] },
      rows: (page) =>
        page.rows.map(({ areas, substances, centre, change, ...row }: Signal) => ({
          ...row,
          sentence: joinSentence(row.sentence),
          changedSince: change?.sinceNight ?? null,
          casesAdded: change?.casesAdded ?? null,
          casesLeft: change?.casesLeft ?? null,
          areas: areas.map(({ name }) => name),
          substances: substances.map(({ name }) => name),
        })),
    },
    handle: (trx, { query }) => listSignals(trx, query),
  }),
  route({
    method: 'get',
    path: '/signals/reversals',
    summary: 'Where reversals cluster, as open signals say: places, days and how many, without a case',
    answer: ReversalSignals,
    policy: 'figure:read',
    audit: 'none',
    output: { tier: 'panel', carries: ['counts', 'office text'] },
    deed: ['read', 'where reversals cluster'],
    csv: {
      fileName: 'reversal-signals',
      rows: (signals) =>
        signals.map(({ areas, ...row }: ReversalSignals[number]) => ({ ...row, areas: areas.map(({ name }) => name) })),
    },
    handle: (trx) => listReversalSignals(trx),
  }),
  route({
    method: 'get',
    path: '/signals/register',
    summary:
      'Every signal and what it turned out to be; how often a signal of each detector was real, with its interval',
    answer: SignalRegister,
    policy: 'signal:read',
    audit: 'read',
    output: { tier: 'panel', carries: ['counts', 'office text'] },
    deed: ['read', 'the register of signals'],
    csv: {
      fileName: 'signal-register',
      rows: (register) =>
        register.rows.map((row: SignalRegister['rows'][number]) => ({ ...row, sentence: joinSentence(row.sentence) })),
    },
    handle: (trx) => readRegister(trx),
  }),
  route({
    method: 'get',
    path: '/signals/register/detectors',
    summary: 'How often a signal of each detector was real, with its interval',
    answer: DetectorRecord.array(),
    policy: 'signal:read',
    audit: 'none',
    output: { tier: 'panel', carries: ['counts'] },
    deed: ['read', 'how often signals were real'],
    csv: {
      fileName: 'signal-detectors',
      rows: (detectors) =>
        detectors.map(({ interval, ...record }: DetectorRecord) => ({
          ...record,
          low: interval?.low,
          high: interval?.high,
        })),
    },
    handle: async (trx) => (await readRegister(trx)).detectors,
  }),
  route({
    method: 'post',
    path: '/signals/:signalId/judgements',
    summary: 'Record what a signal turned out to be; earlier judgements stay',
    params: OneSignal,
    body: NewJudgement,
    answer: SignalJudgement,
    policy: 'signal:judge',
    audit: 'write',
    record: { path: 'signalId' },
    output: { tier: 'panel', carries: ['office text'] },
    deed: ['judged', 'a signal'],
    handle: async (trx, { params, body, tenant }) =>
      (await addJudgement(trx, tenant.partnershipId, tenant.userId, params.signalId, body)) ?? notFound('signal'),
  }),
  route({
    method: 'get',
    path: '/signals/:signalId',
    summary: 'A signal with its cases, its evidence and its versions',
    params: OneSignal,
    answer: SignalDetail,
    policy: 'signal:read',
    audit: 'read',
    record: { path: 'signalId' },
    output: { tier: 'panel', carries: ['counts', 'exact place', 'case text', 'office text'] },
    deed: ['opened', 'a signal'],
    csv: {
      fileName: 'signal-records',
      output: { tier: 'panel', carries: ['case text'] },
      rows: (signal) => signal.cases.map((record: SignalDetail['cases'][number]) => ({ ...record })),
    },
    handle: (trx, { params }) => openSignal(trx, params.signalId),
  }),
  route({
    method: 'get',
    path: '/signals/:signalId/versions',
    summary: 'What each night said of a signal, latest first',
    params: OneSignal,
    answer: SignalVersions,
    policy: 'signal:read',
    audit: 'read',
    record: { path: 'signalId' },
    output: { tier: 'panel', carries: ['counts', 'office text'] },
    deed: ['opened', 'the nights of a signal'],
    csv: {
      fileName: 'signal-nights',
      rows: ({ versions }) =>
        versions.map(({ changes, ...version }: SignalVersion) => ({
          ...version,
          sentence: joinSentence(version.sentence),
          changes: changes && JSON.stringify(changes),
        })),
    },
    async handle(trx, { params }) {
      const versions = await listVersions(trx, params.signalId)
      return versions.length > 0 ? { ...params, versions } : notFound('signal')
    },
  }),
  route({
    method: 'get',
    path: '/signals/:signalId/series',
    summary: 'Observed and expected over time, as the last night that found a signal judged them',
    params: OneSignal,
    answer: SignalSeries,
    policy: 'signal:read',
    audit: 'read',
    record: { path: 'signalId' },
    output: { tier: 'panel', carries: ['counts'] },
    deed: ['opened', 'the series of a signal'],
    csv: {
      fileName: 'signal-series',
      rows: ({ series }) => series?.points.map((point: EvidenceSeries['points'][number]) => ({ ...point })) ?? [],
    },
    handle: async (trx, { params }) => ({
      ...params,
      series: (await openSignal(trx, params.signalId)).evidence.series ?? null,
    }),
  }),
]

async function openSignal(trx: Trx, signalId: string): Promise<SignalDetail> {
  return (await findSignal(trx, signalId)) ?? notFound('signal')
}
