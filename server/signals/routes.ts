import { z } from 'zod'
import {
  type BorderCluster,
  BorderClusterDetail,
  BorderClusterNights,
  BorderClusterQuery,
  BorderClusters,
} from '../contract/border-cluster.ts'
import { NoticeableSize, NoticeableSizes } from '../contract/noticeable-size.ts'
import { type PlainNotice, PlainNotices } from '../contract/plain-notice.ts'
import {
  DetectorRecord,
  type EvidenceSeries,
  NewJudgement,
  type Signal,
  SignalDetail,
  SignalJudgement,
  SignalListQuery,
  SignalPage,
  SignalRegister,
  SignalSeries,
  type SignalVersion,
  SignalVersions,
} from '../contract/signal.ts'
import type { Trx } from '../db/tenant.ts'
import { notFound } from '../http/problem.ts'
import { route } from '../http/route.ts'
import { findBorderCluster, readBorderClusters } from '../national/border-store.ts'
import { readMonthlyReport } from '../nights/monthly-store.ts'
import { readPlainNotices } from '../nights/store.ts'
import { addJudgement, findSignal, listSignals, listVersions, readRegister } from './store.ts'

const OneSignal = z.strictObject({ signalId: z.uuid() })
const OneBorderCluster = z.strictObject({ borderClusterId: z.uuid() })

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
      rows: (register) => register.rows.map((row: SignalRegister['rows'][number]) => ({ ...row })),
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
    method: 'get',
    path: '/signals/noticeable-sizes',
    summary:
      'The smallest cluster that the nightly checks would notice here most of the time, from simulation on local records',
    answer: NoticeableSizes,
    policy: 'signal:read',
    audit: 'none',
    output: { tier: 'panel', carries: ['counts'] },
    deed: ['read', 'noticeable sizes of a cluster'],
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
    method: 'get',
    path: '/signals/plain-notices',
    summary:
      'What the rules of plain notices list of the last night, each rule in words and whether it is on; no signals, without a test of chance',
    answer: PlainNotices,
    policy: 'signal:read',
    audit: 'read',
    output: { tier: 'panel', carries: ['counts', 'office text'] },
    deed: ['read', 'plain notices'],
    csv: {
      fileName: 'plain-notices',
      rows: ({ night, notices }) => notices.map((notice: PlainNotice) => ({ night, ...notice })),
    },
    handle: (trx) => readPlainNotices(trx),
  }),
  route({
    method: 'get',
    path: '/signals/over-borders',
    summary:
      'Clusters that cross the border of the partnership, as the national check last told them or told them on a night: own cases, and how many there are in all as a band',
    query: BorderClusterQuery,
    answer: BorderClusters,
    policy: 'signal:read',
    audit: 'read',
    output: { tier: 'panel', carries: ['counts', 'office text'] },
    deed: ['read', 'clusters over borders'],
    csv: {
      fileName: 'clusters-over-borders',
      rows: ({ clusters }) => clusters.map((cluster: BorderCluster) => ({ ...cluster })),
    },
    handle: (trx, { query: { night } }) => readBorderClusters(trx, night),
  }),
  route({
    method: 'get',
    path: '/signals/over-borders/:borderClusterId',
    summary: 'A cluster that crosses the border: what each night told of it, and the own records in it',
    params: OneBorderCluster,
    answer: BorderClusterDetail,
    policy: 'signal:read',
    audit: 'read',
    record: { path: 'borderClusterId' },
    output: { tier: 'panel', carries: ['counts', 'case text', 'office text'] },
    deed: ['opened', 'a cluster over a border'],
    csv: {
      fileName: 'cluster-over-borders-records',
      output: { tier: 'panel', carries: ['case text'] },
      rows: ({ cases }) => cases.map((record: BorderClusterDetail['cases'][number]) => ({ ...record })),
    },
    handle: (trx, { params }) => openBorderCluster(trx, params.borderClusterId),
  }),
  route({
    method: 'get',
    path: '/signals/over-borders/:borderClusterId/nights',
    summary: 'What each night told of a cluster that crosses the border, latest first',
    params: OneBorderCluster,
    answer: BorderClusterNights,
    policy: 'signal:read',
    audit: 'read',
    record: { path: 'borderClusterId' },
    output: { tier: 'panel', carries: ['counts', 'office text'] },
    deed: ['opened', 'the nights of a cluster over a border'],
    csv: {
      fileName: 'cluster-over-borders-nights',
      rows: ({ nights }) => nights.map((night: BorderClusterNights['nights'][number]) => ({ ...night })),
    },
    handle: async (trx, { params }) => ({
      ...params,
      nights: (await openBorderCluster(trx, params.borderClusterId)).nights,
    }),
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

async function openBorderCluster(trx: Trx, borderClusterId: string): Promise<BorderClusterDetail> {
  return (await findBorderCluster(trx, borderClusterId)) ?? notFound('cluster over a border')
}

async function openSignal(trx: Trx, signalId: string): Promise<SignalDetail> {
  return (await findSignal(trx, signalId)) ?? notFound('signal')
}

async function readNoticeableSizes(trx: Trx): Promise<NoticeableSizes> {
  const latest = await readMonthlyReport(trx, 'noticeable_size')
  return { night: latest?.night ?? null, sizes: NoticeableSize.array().parse(latest?.report ?? []) }
}
