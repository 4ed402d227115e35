import { z } from 'zod'
import {
  NewStockHolder,
  NewStockMovement,
  OpenOrders,
  Stock,
  StockHistory,
  StockHolder,
  StockHolderChange,
  type StockLine,
  StockMovement,
  StockReversal,
  SuppliesWithoutStock,
  TakeForSupply,
} from '../../contract/stock.ts'
import { Batch, NewBatch } from '../../contract/supply.ts'
import { refuseUnknown } from '../../http/refuse.ts'
import { type Route, route } from '../../http/route.ts'
import { notFound } from '../../problem.ts'
import { addArrivedBatch } from '../supplies/batches.ts'
import { addHolder, changeHolder, findHolder } from './holders.ts'
import { listLines, listOpenOrders, MOST_LINES, recordMovement, reverseLines } from './ledger.ts'
import { listSuppliesWithoutStock, takeForSupply } from './of-supplies.ts'
import { describeStock } from './on-hand.ts'

const ofHolder = z.strictObject({ holderId: z.uuid() })
const reads = { policy: 'stock:read', audit: 'none' } as const
const writes = { policy: 'stock:write', audit: 'write' } as const
const held = { tier: 'office', carries: ['office text', 'exact place'] } as const
const moved = { tier: 'office', carries: [] } as const

/** One row for each holder, product and batch: what the table of the page shows. */
function rowsOfStock({ holders, onHand, cover }: Stock) {
  const nameOf = new Map(holders.map((holder) => [holder.holderId, holder]))
  return onHand.map(({ holderId, keptBack, ...row }) => {
    const lasts = cover.find((one) => one.holderId === holderId && one.productCode === row.productCode)
    const holder = nameOf.get(holderId)
    return {
      holder: holder?.name,
      kind: holder?.kind,
      agencyName: holder?.agencyName,
      ...row,
      keptBack,
      monthsOfProduct: lasts?.months,
      productRunsOutOn: lasts?.runsOutOn,
      isBelowMinimum: lasts?.isBelowMinimum,
    }
  })
}

export const stockRoutes: Route[] = [
  route({
    method: 'get',
    path: '/stock',
    summary: 'Kits in stock: who holds what, of which batch, how long it lasts and by which rule',
    answer: Stock,
    ...reads,
    output: held,
    deed: ['read', 'what is in stock'],
    csv: { fileName: 'naloxone-stock', output: { tier: 'office', carries: ['office text'] }, rows: rowsOfStock },
    handle: (trx, { today }) => describeStock(trx, today),
  }),
  route({
    method: 'post',
    path: '/stock/batches',
    summary: 'Add a batch that has arrived; one that is recorded with the same expiry is it',
    body: NewBatch,
    answer: Batch,
    ...writes,
    record: { answer: 'batchId' },
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['added', 'a naloxone batch'],
    async handle(trx, { tenant, body }) {
      await refuseUnknown(trx, [{ path: 'productCode', to: 'product', value: body.productCode }])
      return addArrivedBatch(trx, tenant.partnershipId, body)
    },
  }),
  route({
    method: 'post',
    path: '/stock/holders',
    summary: 'Add a holder of stock: a site, vehicle, box or worker',
    body: NewStockHolder,
    answer: StockHolder,
    ...writes,
    record: { answer: 'holderId' },
    output: held,
    deed: ['added', 'a holder of stock'],
    handle: (trx, { tenant, body }) => addHolder(trx, tenant, body),
  }),
  route({
    method: 'put',
    path: '/stock/holders/:holderId',
    summary: 'Change a holder of stock, or say since when it holds none',
    params: ofHolder,
    body: StockHolderChange,
    answer: StockHolder,
    ...writes,
    amends: true,
    record: { path: 'holderId' },
    output: held,
    deed: ['changed', 'a holder of stock'],
    handle: async (trx, { tenant, params, ifMatch, today, body }) =>
      (await changeHolder(trx, tenant, { ...params, ifMatch, today }, body)) ?? notFound('holder of stock'),
  }),
  route({
    method: 'get',
    path: '/stock/holders/:holderId/history',
    summary: 'What happened at one holder of stock, newest first, with the balance of each batch after it',
    params: ofHolder,
    answer: StockHistory,
    ...reads,
    record: { path: 'holderId' },
    output: held,
    deed: ['read', 'the history of a holder of stock'],
    csv: {
      fileName: 'naloxone-stock-history',
      output: { tier: 'office', carries: ['office text'] },
      rows: ({ lines }) => lines.map((line: StockLine) => ({ ...line })),
    },
    async handle(trx, { params: { holderId }, today }) {
      const holder = (await findHolder(trx, holderId)) ?? notFound('holder of stock')
      const lines = await listLines(trx, holderId)
      const { onHand, cover } = await describeStock(trx, today, holderId)
      return { holder, onHand, cover, lines: lines.slice(0, MOST_LINES), isCut: lines.length > MOST_LINES }
    },
  }),
  route({
    method: 'post',
    path: '/stock/movements',
    summary:
      'Record what happened to kits in stock: ordered, received, moved, issued, returned, expired, destroyed, counted',
    body: NewStockMovement,
    answer: StockMovement,
    ...writes,
    record: { answer: 'firstLineId' },
    output: moved,
    deed: ['recorded', 'a movement of stock'],
    handle: (trx, { tenant, body, today }) => recordMovement(trx, tenant, body, today),
  }),
  route({
    method: 'post',
    path: '/stock/lines/:lineId/reversal',
    summary: 'Take a line of stock back by a line that undoes it; the original stays',
    params: z.strictObject({ lineId: z.uuid() }),
    body: StockReversal,
    answer: StockMovement,
    ...writes,
    record: { path: 'lineId' },
    output: moved,
    deed: ['took back', 'a line of stock'],
    handle: async (trx, { tenant, params, body }) =>
      (await reverseLines(trx, tenant.partnershipId, [params.lineId], body.note)) ?? notFound('line of stock'),
  }),
  route({
    method: 'get',
    path: '/stock/orders',
    summary: 'Orders of kits of which something has not come yet',
    answer: OpenOrders,
    ...reads,
    output: { tier: 'office', carries: ['office text'] },
    deed: ['read', 'open orders of kits'],
    csv: { fileName: 'naloxone-orders', rows: (orders) => orders.map((order) => ({ ...order })) },
    handle: (trx) => listOpenOrders(trx),
  }),
  route({
    method: 'get',
    path: '/stock/supplies',
    summary: 'Supplies without a line of stock, or with one that says other kits than they do',
    answer: SuppliesWithoutStock,
    policy: 'stock:read',
    audit: 'read',
    output: { tier: 'cases', carries: ['case text', 'office text'] },
    deed: ['read', 'supplies without a line of stock'],
    csv: { fileName: 'supplies-without-stock', rows: ({ rows }) => rows.map((row) => ({ ...row })) },
    handle: (trx) => listSuppliesWithoutStock(trx),
  }),
  route({
    method: 'post',
    path: '/stock/supplies/:supplyId',
    summary: 'Take the kits of a supply from stock, or put right what was taken for it',
    params: z.strictObject({ supplyId: z.uuid() }),
    body: TakeForSupply,
    answer: StockMovement,
    ...writes,
    record: { path: 'supplyId' },
    output: moved,
    deed: ['took from stock', 'the kits of a supply'],
    handle: async (trx, { tenant, params, body }) =>
      (await takeForSupply(trx, tenant.partnershipId, params.supplyId, body)) ?? notFound('supply'),
  }),
]
