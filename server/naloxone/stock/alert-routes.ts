import { z } from 'zod'
import {
  AlertEnd,
  type AlertHolder,
  KitRange,
  KitRanges,
  NewAlertAnswer,
  NewKitRange,
  NewStockAlert,
  type PublicStockAlert,
  PublicStockAlerts,
  StockAlert,
  StockAlerts,
} from '../../contract/stock-alert.ts'
import { type Route, route } from '../../http/route.ts'
import { notFound } from '../../problem.ts'
import { addAlert, answerAlert, endAlert, findAlert, listAlerts, listPublicAlerts } from './alerts.ts'
import { addKitRange, listKitRanges } from './kit-ranges.ts'

const ofAlert = z.strictObject({ alertId: z.uuid() })
const output = { tier: 'office', carries: ['office text'] } as const

export const stockAlertRoutes: Route[] = [
  route({
    method: 'get',
    path: '/stock/alerts',
    summary: 'Safety alerts about kits, and how many of those they reach have answered',
    answer: StockAlerts,
    policy: 'stock:read',
    audit: 'none',
    output,
    deed: ['read', 'safety alerts about kits'],
    csv: { fileName: 'naloxone-safety-alerts', rows: (alerts) => alerts.map((alert) => ({ ...alert })) },
    handle: (trx) => listAlerts(trx),
  }),
  route({
    method: 'get',
    path: '/stock/alerts/:alertId',
    summary: 'A safety alert, and everybody who has or had kits of its batches',
    params: ofAlert,
    answer: StockAlert,
    policy: 'stock:read',
    audit: 'none',
    record: { path: 'alertId' },
    output,
    deed: ['read', 'a safety alert about kits'],
    csv: {
      fileName: 'holders-of-alerted-kits',
      rows: ({ reference, holders }) =>
        holders.map((holder: AlertHolder) => ({ reference, ...holder, batchNumbers: holder.batchNumbers.join(' ') })),
    },
    handle: async (trx, { params }) => (await findAlert(trx, params.alertId)) ?? notFound('safety alert'),
  }),
  route({
    method: 'post',
    path: '/stock/alerts',
    summary: 'Give out a safety alert about batches of kits, or ranges of their numbers',
    body: NewStockAlert,
    answer: StockAlert,
    policy: 'stock-alert:write',
    audit: 'write',
    record: { answer: 'alertId' },
    output,
    deed: ['gave out', 'a safety alert about kits'],
    handle: (trx, { tenant, body, today }) => addAlert(trx, tenant.partnershipId, body, today),
  }),
  route({
    method: 'put',
    path: '/stock/alerts/:alertId/ended',
    summary: 'Say that a safety alert has ended, or stands again',
    params: ofAlert,
    body: AlertEnd,
    answer: StockAlert,
    policy: 'stock-alert:write',
    audit: 'write',
    record: { path: 'alertId' },
    output,
    deed: ['ended', 'a safety alert about kits'],
    handle: async (trx, { params, body, today }) =>
      (await endAlert(trx, params.alertId, body.endedOn, today)) ?? notFound('safety alert'),
  }),
  route({
    method: 'post',
    path: '/stock/alerts/:alertId/answers',
    summary: 'Say what a holder of stock has done about a safety alert',
    params: ofAlert,
    body: NewAlertAnswer,
    answer: StockAlert,
    policy: 'stock:write',
    audit: 'write',
    record: { path: 'alertId' },
    output,
    deed: ['answered', 'a safety alert about kits'],
    handle: async (trx, { params, body, tenant, today }) =>
      (await answerAlert(trx, tenant.partnershipId, params.alertId, body, today)) ?? notFound('safety alert'),
  }),
  route({
    method: 'get',
    path: '/public/naloxone-alerts',
    summary: 'Safety alerts that stand, for whoever was given a kit: what to look for, and which batches',
    answer: PublicStockAlerts,
    policy: 'public:read',
    audit: 'none',
    output: { tier: 'public', carries: ['office text'] },
    deed: ['read', 'public safety alerts about kits'],
    csv: {
      fileName: 'naloxone-alerts',
      rows: (alerts) =>
        alerts.flatMap(({ batches, ...alert }: PublicStockAlert) => batches.map((batch) => ({ ...alert, ...batch }))),
    },
    handle: (trx, { today }) => listPublicAlerts(trx, today),
  }),
  route({
    method: 'get',
    path: '/naloxone/kit-ranges',
    summary: 'Ranges of kit numbers, by batch',
    answer: KitRanges,
    policy: 'product:read',
    audit: 'none',
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['read', 'ranges of kit numbers'],
    csv: { fileName: 'kit-ranges', rows: (ranges) => ranges.map((range) => ({ ...range })) },
    handle: (trx) => listKitRanges(trx),
  }),
  route({
    method: 'post',
    path: '/naloxone/kit-ranges',
    summary: 'Say which numbers the kits of a batch carry',
    body: NewKitRange,
    answer: KitRange,
    policy: 'product:write',
    audit: 'write',
    record: { answer: 'kitId' },
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['added', 'a range of kit numbers'],
    handle: (trx, { tenant, body }) => addKitRange(trx, tenant.partnershipId, body),
  }),
]
