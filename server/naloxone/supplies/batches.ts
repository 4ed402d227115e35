import { Batch, NaloxoneProduct, type NewBatch } from '../../contract/supply.ts'
import { normaliseBatchNumber } from '../../contract/text.ts'
import { dayInWords } from '../../day.ts'
import { fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { invalid, notFound } from '../../problem.ts'

export async function listProducts(trx: Trx): Promise<NaloxoneProduct[]> {
  const rows = await trx('naloxone_product')
    .select('code', 'name', 'route', 'milligrams_per_dose', 'doses_per_kit')
    .orderBy('name')
  return rows.map((row) => NaloxoneProduct.parse(fromColumns(row)))
}

const BATCH_COLUMNS = ['batch_id', 'product_code', 'batch_number', 'expires_on', 'expires_precision']

/** The batches there are; those that were joined into another are it. */
export async function listBatches(trx: Trx): Promise<Batch[]> {
  const rows = await trx('naloxone_batch')
    .whereNull('joined_into')
    .select(BATCH_COLUMNS)
    .orderBy(['product_code', 'expires_on', 'batch_number'])
  return rows.map((row) => Batch.parse(fromColumns(row)))
}

/** A batch by its id, or the one it was joined into; undefined when there is none. */
export async function findBatch(trx: Trx, batchId: string): Promise<Batch | undefined> {
  const { rows } = await trx.raw(
    `select ${BATCH_COLUMNS.map((column) => `batch.${column}`).join(', ')}
     from naloxone_batch named
     join naloxone_batch batch
       on batch.partnership_id = named.partnership_id and batch.batch_id = coalesce(named.joined_into, named.batch_id)
     where named.batch_id = :batchId`,
    { batchId },
  )
  return rows[0] ? Batch.parse(fromColumns(rows[0])) : undefined
}

/** Adds a batch; undefined when the product has one of that number, in whatever spelling. */
export async function addBatch(trx: Trx, partnershipId: string, batch: NewBatch): Promise<Batch | undefined> {
  const added = await findOrAddBatches(trx, partnershipId, [batch])
  const { batchId, isNew } = added.get(batchKey(batch)) ?? {}
  return batchId && isNew ? findBatch(trx, batchId) : undefined
}

/** A batch as it is unpacked: one that somebody has recorded is it, unless another expiry stands there. */
export async function addArrivedBatch(trx: Trx, partnershipId: string, batch: NewBatch): Promise<Batch> {
  const { batchId = '' } = (await findOrAddBatches(trx, partnershipId, [batch])).get(batchKey(batch)) ?? {}
  const there = (await findBatch(trx, batchId)) ?? notFound('batch')
  if (there.expiresOn !== batch.expiresOn)
    invalid([
      {
        path: 'expiresOn',
        message: `is recorded of this batch as ${dayInWords(there.expiresOn)}: look again, or choose the batch in the list`,
      },
    ])
  return there
}

type Numbered = Pick<NewBatch, 'productCode' | 'batchNumber'>

/** Two batches with the same key are one: of a product, by the number in one spelling. */
export function batchKey({ productCode, batchNumber }: Numbered): string {
  return `${productCode} ${normaliseBatchNumber(batchNumber)}`
}

/** The batches of these numbers by `batchKey`, made where they are new; one that is there keeps the expiry it was recorded with. */
export async function findOrAddBatches(
  trx: Trx,
  partnershipId: string,
  batches: readonly NewBatch[],
): Promise<Map<string, { batchId: string; isNew: boolean }>> {
  const wanted = new Map(batches.map((batch) => [batchKey(batch), batch]))
  if (wanted.size === 0) return new Map()
  // of those that stand in two spellings, the one that is not a double
  const there = () =>
    trx('naloxone_batch')
      .whereIn('product_code', [...new Set(batches.map(({ productCode }) => productCode))])
      .select('batch_id', 'product_code', 'batch_number', 'joined_into')
      .orderBy('is_double', 'desc')
  const idsOf = (rows: Awaited<ReturnType<typeof there>>) =>
    new Map<string, string>(
      rows.map(({ batch_id, product_code, batch_number, joined_into }) => [
        batchKey({ productCode: product_code, batchNumber: batch_number }),
        joined_into ?? batch_id,
      ]),
    )
  const before = idsOf(await there())
  const missing = [...wanted].filter(([key]) => !before.has(key))
  if (missing.length > 0)
    await trx('naloxone_batch')
      .insert(
        missing.map(([, { productCode, batchNumber, expiresOn, expiresPrecision = 'day' }]) => ({
          partnership_id: partnershipId,
          product_code: productCode,
          batch_number: normaliseBatchNumber(batchNumber),
          expires_on: expiresOn,
          expires_precision: expiresPrecision,
        })),
      )
      .onConflict() // somebody else may have added it meanwhile
      .ignore()
  const after = missing.length > 0 ? idsOf(await there()) : before
  return new Map(
    [...wanted.keys()].flatMap((key) => {
      const batchId = after.get(key)
      return batchId ? [[key, { batchId, isNew: !before.has(key) }]] : []
    }),
  )
}
