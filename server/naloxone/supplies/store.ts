import { extentOfAreas } from '../../areas/store.ts'
import { type JudgedSupply, judgeSupply } from '../../contract/rules/supply.ts'
import { type Batch, type NewSupply, Supply, type SupplyChange, type SupplyListQuery } from '../../contract/supply.ts'
import { type DetailsOf, recordKind } from '../../records/kind.ts'
import { inArea, inCircle, inDays, recordList } from '../../records/list.ts'
import { findBatch } from './batches.ts'
import { listSupplyLaws } from './supply-laws.ts'

/** A supply of naloxone: of a batch that was joined into another, that other. */
export const supplies = recordKind<Supply, NewSupply, DetailsOf<NewSupply>, SupplyChange>({
  noun: 'supply',
  table: 'naloxone_supply',
  id: 'supply_id',
  contract: Supply,
  places: { place: 'place_precision' },
  reads: {
    productName: 'product.name',
    agencyName: 'agency.name',
    batchId: 'batch.batch_id',
    batchNumber: 'batch.batch_number',
    expiresOn: 'batch.expires_on',
    expiresPrecision: 'batch.expires_precision',
  },
  joins: `
    join naloxone_product product on product.code = revision.product_code
    left join agency on agency.partnership_id = revision.partnership_id and agency.agency_id = revision.agency_id
    left join naloxone_batch named on named.partnership_id = revision.partnership_id and named.batch_id = revision.batch_id
    left join naloxone_batch batch on batch.partnership_id = named.partnership_id and batch.batch_id = coalesce(named.joined_into, named.batch_id)`,
  parts: {},
  partFields: [],
  async judge(trx, today, records) {
    const extent = await extentOfAreas(trx)
    const batches = new Map<string, Batch | undefined>()
    const laws = await listSupplyLaws(trx)
    for (const { batchId } of records as JudgedSupply[])
      if (batchId) batches.set(batchId, await findBatch(trx, batchId))
    return (record) => {
      const supply = record as JudgedSupply
      return judgeSupply(supply, { today, extent, batch: batches.get(supply.batchId ?? '') ?? null, laws })
    }
  },
  complete: async (_trx, change) => change,
  withdrawal: "'is_withdrawn', true",
})
export const { add: addSupplies } = supplies

/** A page of supplies, latest first; withdrawn ones left out. Served by naloxone_supply_revision_day. */
export const listSupplies = recordList<SupplyListQuery, Supply, 'total'>(supplies.definition, {
  day: 'suppliedOn',
  row: Supply,
  narrow: (query) => [
    'not revision.is_withdrawn',
    ...inDays('supplied_on', query),
    ...(query.status ? ['revision.setting = :status'] : []),
    ...inArea('place', query),
    ...inCircle('place', 'place_precision', query),
  ],
  counts: { total: 'true' },
})
