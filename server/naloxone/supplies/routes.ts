import {
  Batch,
  Batches,
  type NaloxoneProduct,
  NaloxoneProducts,
  NewBatch,
  NewSupply,
  type Supply,
  SupplyChange,
  SupplyListQuery,
  SupplyPage,
} from '../../contract/supply.ts'
import { EnterLawStanding, SupplyLaw, SupplyLaws } from '../../contract/supply-law.ts'
import { type Reference, refuseUnknown } from '../../http/refuse.ts'
import { route } from '../../http/route.ts'
import { invalid } from '../../problem.ts'
import { recordRoutes } from '../../records/record-routes.ts'
import { addBatch, listBatches, listProducts } from './batches.ts'
import { listSupplies, supplies } from './store.ts'
import { enterLawStanding, listSupplyLaws } from './supply-laws.ts'

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
  ...recordRoutes(supplies, {
    path: '/supplies',
    reads: 'supply:read',
    writes: 'supply:write',
    deeds: { one: 'a naloxone supply', many: 'naloxone supplies' },
    a: 'a supply',
    carries: ['case text', 'exact place', 'office text'],
    list: {
      summary: 'Naloxone supplies, latest first; status is the setting of supply',
      query: SupplyListQuery,
      answer: SupplyPage,
      carries: ['case text', 'exact place', 'office text'],
      csv: {
        fileName: 'naloxone-supplies',
        output: { tier: 'cases', carries: ['case text', 'office text'] },
        rows: (page) =>
          page.rows.map(({ place, ...row }: Supply) => ({ ...row, placePrecision: place?.precision ?? 'unknown' })),
      },
      handle: listSupplies,
    },
    add: { summary: 'Record a supply of naloxone', body: NewSupply },
    find: { summary: 'A supply as it stands now' },
    amend: {
      summary: 'Amend or withdraw a supply: a new revision, from the version named in If-Match',
      body: SupplyChange,
    },
    history: { summary: 'Every revision of a supply, newest first' },
    referencesOf,
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
    method: 'get',
    path: '/naloxone/laws',
    summary:
      'Laws under which naloxone may be supplied without a prescription: what is shipped, and what was entered here since',
    answer: SupplyLaws,
    policy: 'product:read',
    audit: 'none',
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['read', 'the table of law'],
    csv: {
      fileName: 'naloxone-supply-law',
      rows: (laws) => laws.map((law: SupplyLaw) => ({ ...law, suppliers: law.suppliers.join('; ') })),
    },
    handle: (trx) => listSupplyLaws(trx),
  }),
  route({
    method: 'put',
    path: '/naloxone/laws',
    summary: 'Enter how a law stands here: proposed, made, or in force from a day; what was entered before is kept',
    body: EnterLawStanding,
    answer: SupplyLaw,
    policy: 'product:write',
    audit: 'write',
    record: 'none',
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['entered', 'how a law of supply stands'],
    handle: async (trx, { body: { code, standing }, tenant }) =>
      (await enterLawStanding(trx, tenant.userId, code, standing)) ??
      invalid([{ path: 'code', message: 'there is no such law' }]),
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
