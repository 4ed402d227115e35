import { Batch } from '../../contract/supply.ts'
import type { DoubleBatches } from '../../contract/to-look-at.ts'
import { fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { batchKey, findBatch } from '../../naloxone/supplies/batches.ts'
import { invalid } from '../../problem.ts'

/** Batches that stand in several spellings, with how many supplies name each; those that were joined are one. */
export async function listDoubleBatches(trx: Trx): Promise<DoubleBatches> {
  const { rows } = await trx.raw(
    `select batch.batch_id, batch.product_code, batch.batch_number, batch.expires_on, batch.expires_precision,
       (select count(*)::int from naloxone_supply head
        join naloxone_supply_revision supply
          on supply.partnership_id = head.partnership_id and supply.supply_id = head.supply_id and supply.revision = head.current_revision
        where supply.partnership_id = batch.partnership_id and supply.batch_id = batch.batch_id) as supplies
     from naloxone_batch batch
     where batch.joined_into is null and exists (
       select from naloxone_batch other
       where other.partnership_id = batch.partnership_id and other.product_code = batch.product_code
         and other.batch_id <> batch.batch_id and other.joined_into is null
         and batch_key(other.batch_number) = batch_key(batch.batch_number))
     order by batch.product_code, batch_key(batch.batch_number), batch.is_double, batch.batch_number`,
  )
  const groups = new Map<string, DoubleBatches[number]>()
  for (const { supplies, ...row } of rows as (Record<string, unknown> & { supplies: number })[]) {
    const batch = Batch.parse(fromColumns(row))
    const key = batchKey(batch)
    const group = groups.get(key) ?? { batchNumber: key.slice(batch.productCode.length + 1), batches: [] }
    group.batches.push({ ...batch, supplies })
    groups.set(key, group)
  }
  return [...groups.values()]
}

/**
 * Says that these are one batch: supplies that name one of them are of the one that is kept, with its number and expiry. No record changes,
 * so that an empty list parts them again.
 */
export async function joinBatches(trx: Trx, keptId: string, batchIds: readonly string[]): Promise<Batch | undefined> {
  const kept = await findBatch(trx, keptId)
  if (!kept || kept.batchId !== keptId) return undefined
  const others = batchIds.filter((batchId) => batchId !== keptId)
  const there = await trx('naloxone_batch')
    .whereIn('batch_id', others)
    .select('batch_id', 'product_code', 'batch_number')
  for (const [index, batchId] of batchIds.entries()) {
    const other = there.find((row) => row.batch_id === batchId)
    if (batchId !== keptId && !other) invalid([{ path: `batchIds.${index}`, message: 'there is no such batch' }])
    const key = other && batchKey({ productCode: other.product_code, batchNumber: other.batch_number })
    if (key && key !== batchKey(kept))
      invalid([{ path: `batchIds.${index}`, message: 'is not the same batch in another spelling' }])
  }
  await trx('naloxone_batch')
    .where({ joined_into: keptId })
    .whereNotIn('batch_id', others)
    .update({ joined_into: null })
  if (others.length > 0)
    await trx('naloxone_batch')
      .whereIn('batch_id', others)
      .orWhereIn('joined_into', others)
      .update({ joined_into: keptId })
  return kept
}
