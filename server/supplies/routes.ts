import { z } from 'zod'
import { extentOfAreas } from '../areas/store.ts'
import { judgeSupply } from '../contract/rules/supply.ts'
import {
  Batch,
  Batches,
  type NaloxoneProduct,
  NaloxoneProducts,
  NewBatch,
  NewSupply,
  Supply,
  SupplyChange,
  SupplyHistory,
  SupplyListQuery,
  SupplyPage,
} from '../contract/supply.ts'
import { invalid, notFound } from '../http/problem.ts'
import { type Reference, refuseImpossible, refuseUnknown } from '../http/refuse.ts'
import { route } from '../http/route.ts'
import { underOwnAgency } from '../partnerships/own-agency.ts'
import {
  addBatch,
  addSupplies,
  amendSupply,
  findBatch,
  findSupply,
  listBatches,
  listProducts,
  listSupplies,
  listSupplyRevisions,
} from './store.ts'

const OneSupply = z.strictObject({ supplyId: z.uuid() })

function referencesOf({
  agencyId,
  productCode,
  batchId,
}: Pick<NewSupply, 'agencyId' | 'productCode' | 'batchId'>): Reference[] {
  return [
    { path: 'agencyId', to: 'agency', value: agencyId },
    { path: 'productCode', to: 'product', value: productCode },
    { path: 'batchId', to: 'batch', value: batchId },
  ]
}

export const supplyRoutes = [
  route({
    method: 'get',
    path: '/supplies',
    summary: 'Naloxone supplies, latest first; status is the setting of supply',
    query: SupplyListQuery,
    answer: SupplyPage,
    policy: 'supply:read',
    audit: 'read',
    output: { tier: 'cases', carries: ['case text', 'exact place', 'office text'] },
    deed: ['read', 'naloxone supplies'],
    csv: {
      fileName: 'naloxone-supplies',
      output: { tier: 'cases', carries: ['case text', 'office text'] },
      rows: (page) =>
        page.rows.map(({ place, ...row }: Supply) => ({ ...row, placePrecision: place?.precision ?? 'unknown' })),
    },
    handle: (trx, { query }) => listSupplies(trx, query),
  }),
  route({
    method: 'post',
    path: '/supplies',
    summary: 'Record a supply of naloxone',
    body: NewSupply,
    answer: Supply,
    policy: 'supply:write',
    audit: 'write',
    record: { answer: 'supplyId' },
    output: { tier: 'cases', carries: ['case text', 'exact place', 'office text'] },
    deed: ['added', 'a naloxone supply'],
    location: (supply) => `/supplies/${supply.supplyId}`,
    async handle(trx, { body, today, tenant }) {
      const batch = body.batchId ? ((await findBatch(trx, body.batchId)) ?? null) : null
      refuseImpossible(judgeSupply({ knownOn: today, ...body }, { today, extent: await extentOfAreas(trx), batch }))
      await refuseUnknown(trx, referencesOf(body))
      const [added] = await addSupplies(trx, [await underOwnAgency(trx, tenant, body)], today)
      if (added?.outcome !== 'added')
        invalid([{ path: 'reference', message: 'there is already a supply with this source and reference' }])
      return (await findSupply(trx, added.id)) ?? notFound('supply')
    },
  }),
  route({
    method: 'get',
    path: '/supplies/:supplyId',
    summary: 'A supply as it stands now',
    params: OneSupply,
    answer: Supply,
    policy: 'supply:read',
    audit: 'read',
    record: { path: 'supplyId' },
    output: { tier: 'cases', carries: ['case text', 'exact place', 'office text'] },
    deed: ['opened', 'a naloxone supply'],
    handle: async (trx, { params }) => (await findSupply(trx, params.supplyId)) ?? notFound('supply'),
  }),
  route({
    method: 'put',
    path: '/supplies/:supplyId',
    summary: 'Amend or withdraw a supply: a new revision, from the version named in If-Match',
    params: OneSupply,
    body: SupplyChange,
    answer: Supply,
    policy: 'supply:write',
    audit: 'write',
    record: { path: 'supplyId' },
    output: { tier: 'cases', carries: ['case text', 'exact place', 'office text'] },
    deed: ['changed', 'a naloxone supply'],
    amends: true,
    async handle(trx, { params, body, ifMatch, today, tenant }) {
      await refuseUnknown(trx, referencesOf(body))
      return (
        (await amendSupply(trx, params.supplyId, ifMatch, await underOwnAgency(trx, tenant, body), today)) ??
        notFound('supply')
      )
    },
  }),
  route({
    method: 'get',
    path: '/supplies/:supplyId/history',
    summary: 'Every revision of a supply, newest first',
    params: OneSupply,
    answer: SupplyHistory,
    policy: 'supply:read',
    audit: 'read',
    record: { path: 'supplyId' },
    output: { tier: 'cases', carries: ['case text', 'exact place', 'office text'] },
    deed: ['opened', 'the history of a naloxone supply'],
    async handle(trx, { params }) {
      const revisions = await listSupplyRevisions(trx, params.supplyId)
      return revisions.length ? revisions : notFound('supply')
    },
  }),
  route({
    method: 'get',
    path: '/naloxone/products',
    summary: 'Naloxone products',
    answer: NaloxoneProducts,
    policy: 'product:read',
    audit: 'none',
    output: { tier: 'reference', carries: [] },
    deed: ['read', 'naloxone products'],
    csv: {
      fileName: 'naloxone-products',
      rows: (products) => products.map((product: NaloxoneProduct) => ({ ...product })),
    },
    handle: (trx) => listProducts(trx),
  }),
  route({
    method: 'get',
    path: '/naloxone/batches',
    summary: 'Batches and their printed expiry',
    answer: Batches,
    policy: 'product:read',
    audit: 'none',
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['read', 'naloxone batches'],
    csv: { fileName: 'naloxone-batches', rows: (batches) => batches.map((batch: Batch) => ({ ...batch })) },
    handle: (trx) => listBatches(trx),
  }),
  route({
    method: 'post',
    path: '/naloxone/batches',
    summary: 'Add a batch',
    body: NewBatch,
    answer: Batch,
    policy: 'product:write',
    audit: 'write',
    record: { answer: 'batchId' },
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['added', 'a naloxone batch'],
    async handle(trx, { tenant, body }) {
      await refuseUnknown(trx, [{ path: 'productCode', to: 'product', value: body.productCode }])
      const added = await addBatch(trx, tenant.partnershipId, body)
      return (
        added ??
        invalid([{ path: 'batchNumber', message: 'there is already a batch of this product with this number' }])
      )
    },
  }),
]
