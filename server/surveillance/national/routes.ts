import { z } from 'zod'
import {
  type BorderCluster,
  BorderClusterDetail,
  BorderClusterNights,
  BorderClusterQuery,
  BorderClusters,
} from '../../contract/border-cluster.ts'
import type { Trx } from '../../db/tenant.ts'
import { route } from '../../http/route.ts'
import { notFound } from '../../problem.ts'
import { findBorderCluster, readBorderClusters } from './border-store.ts'

const OneBorderCluster = z.strictObject({ borderClusterId: z.uuid() })

export const nationalRoutes = [
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
]

async function openBorderCluster(trx: Trx, borderClusterId: string): Promise<BorderClusterDetail> {
  return (await findBorderCluster(trx, borderClusterId)) ?? notFound('cluster over a border')
}
