import { normaliseBatchNumber } from '../../contract/text.ts'
import type { Trx } from '../../db/tenant.ts'
import { listBatches, listProducts } from '../supplies/batches.ts'

/** What the codes in a report are looked up in, as it stands today: what is not there is kept as it was sent. */
export type Registers = {
  products: ReadonlySet<string>
  substances: ReadonlySet<string>
  /** The id of a batch recorded here, by product and number in any spelling. */
  batchIdOf: (product: string, batch: string) => string | undefined
}

export async function readRegisters(trx: Trx): Promise<Registers> {
  const keyOf = (product: string, batch: string) => `${product} ${normaliseBatchNumber(batch)}`
  const batches = new Map(
    (await listBatches(trx)).map(({ batchId, productCode, batchNumber }) => [keyOf(productCode, batchNumber), batchId]),
  )
  return {
    products: new Set((await listProducts(trx)).map(({ code }) => code)),
    substances: new Set(await trx('substance').pluck('code')),
    batchIdOf: (product, batch) => batches.get(keyOf(product, batch)),
  }
}
