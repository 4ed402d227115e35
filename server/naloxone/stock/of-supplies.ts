import type { Day } from '../../contract/day.ts'
import {
  type StockMovement,
  type SuppliesWithoutStock,
  SupplyWithoutStock,
  type TakeForSupply,
} from '../../contract/stock.ts'
import type { Trx } from '../../db/tenant.ts'
import { refuseUnknown } from '../../http/refuse.ts'
import { invalid } from '../../problem.ts'
import { findBatch } from '../supplies/batches.ts'
import { lockHolders } from './holders.ts'
import { reverseLines, writeLines } from './ledger.ts'

/**
 * Every supply beside what was taken from stock for it: issued less returned, without what was taken back. `differs`: other kits than it
 * says, or of another day or batch. Of a withdrawn supply nothing should have been taken.
 */
const TAKEN = `
  select head.supply_id, supply.supplied_on, supply.site, supply.agency_id, supply.product_code, supply.batch_id,
    case when supply.is_withdrawn or head.is_undone then 0 else supply.kits end as kits,
    coalesce(taken.kits, 0)::int as taken, coalesce(taken.is_other, false) as is_other, holder.holder_id, holder.name as holder_name
  from naloxone_supply head
  join naloxone_supply_revision supply
    on supply.partnership_id = head.partnership_id and supply.supply_id = head.supply_id and supply.revision = head.current_revision
  left join lateral (
    select sum(case when (line.kind = 'issue') then line.kits else -line.kits end) as kits,
      bool_or(line.occurred_on <> supply.supplied_on or coalesce(line.batch_id <> supply.batch_id, false)
        or line.product_code <> supply.product_code) filter (where line.kind = 'issue') as is_other
    from stock_line line
    where line.partnership_id = head.partnership_id and line.supply_id = head.supply_id and line.reverses_line_id is null
      and not exists (select from stock_line back where back.partnership_id = line.partnership_id and back.reverses_line_id = line.line_id)
  ) taken on true
  left join stock_holder holder on holder.partnership_id = head.partnership_id and name_key(holder.name) = name_key(supply.site)`

const MOST_SUPPLIES = 200

/** The newest first, from the day of the first line of stock: what was supplied before the ledger began was never in it. */
export async function listSuppliesWithoutStock(trx: Trx): Promise<SuppliesWithoutStock> {
  const { rows: first } = await trx.raw(`select min(occurred_on) as since from stock_line where kind <> 'order'`)
  const since: Day | null = first[0]?.since ?? null
  if (!since) return { total: 0, since, rows: [] }
  const { rows } = await trx.raw(
    `select without.supply_id as "supplyId", without.supplied_on as "suppliedOn", without.site, agency.name as "agencyName",
       without.product_code as "productCode", product.name as "productName", batch.batch_id as "batchId",
       batch.batch_number as "batchNumber", without.kits, without.taken, without.holder_id as "holderId",
       without.holder_name as "holderName", counted.on_day as "countedOn", count(*) over ()::int as total
     from (${TAKEN}) without
     join naloxone_product product on product.code = without.product_code
     left join agency on agency.agency_id = without.agency_id
     left join naloxone_batch named on named.batch_id = without.batch_id
     left join naloxone_batch batch on batch.batch_id = coalesce(named.joined_into, named.batch_id)
     left join lateral (
       select max(line.occurred_on) as on_day from stock_line line
       where line.kind = 'count' and line.reverses_line_id is null and line.batch_id = batch.batch_id and line.occurred_on > without.supplied_on
         and without.holder_id in (line.from_holder_id, line.to_holder_id)
         and not exists (select from stock_line back where back.reverses_line_id = line.line_id)) counted on true
     where (without.kits <> without.taken or without.kits > 0 and without.is_other) and (without.supplied_on >= :since or without.taken > 0)
     order by without.supplied_on desc, without.supply_id
     limit ${MOST_SUPPLIES}`,
    { since },
  )
  return {
    total: rows[0]?.total ?? 0,
    since,
    rows: rows.map(({ total: _, ...row }: Record<string, unknown>) => SupplyWithoutStock.parse(row)),
  }
}

/** Takes the kits of a supply from stock, or puts right what was taken for it. Undefined where there is no such supply. */
export async function takeForSupply(
  trx: Trx,
  partnershipId: string,
  supplyId: string,
  { holderId, batchId }: TakeForSupply,
): Promise<StockMovement | undefined> {
  // pressed twice at once, the second finds that nothing is left to take
  await trx('naloxone_supply').where({ supply_id: supplyId }).forNoKeyUpdate().select('supply_id')
  const { rows } = await trx.raw(`select * from (${TAKEN}) supplied where supply_id = :supplyId`, { supplyId })
  const supply = rows[0]
  if (!supply) return undefined
  if (supply.kits === supply.taken && !(supply.kits > 0 && supply.is_other))
    invalid(
      [{ path: '', message: 'the kits of this supply have been taken from stock already' }],
      'They have been taken from stock already.',
    )
  const live = await trx('stock_line')
    .where({ supply_id: supplyId })
    .whereNull('reverses_line_id')
    .whereNotExists(
      trx('stock_line as back').select(trx.raw('1')).whereRaw('back.reverses_line_id = stock_line.line_id'),
    )
    .select('line_id', 'from_holder_id', 'to_holder_id', 'batch_id')
  const from: string | undefined = holderId ?? live[0]?.from_holder_id ?? supply.holder_id ?? undefined
  const given: string | undefined = batchId ?? supply.batch_id ?? live[0]?.batch_id ?? undefined
  await refuseUnknown(trx, [
    { path: 'holderId', to: 'holder', value: from },
    { path: 'batchId', to: 'batch', value: given },
  ])
  await lockHolders(
    trx,
    [from, ...live.flatMap((line) => [line.from_holder_id, line.to_holder_id])].filter((id) => typeof id === 'string'),
  )
  const back =
    live.length > 0
      ? await reverseLines(
          trx,
          partnershipId,
          live.map(({ line_id }) => line_id),
          'the supply was amended',
        )
      : undefined
  if (supply.kits === 0) return back
  const batch = given ? await findBatch(trx, given) : undefined
  const missing = [
    ...(from ? [] : [{ path: 'holderId', message: 'say where the kits were taken from' }]),
    ...(batch ? [] : [{ path: 'batchId', message: 'say of which batch they were' }]),
  ]
  if (missing.length > 0 || !from || !batch) return invalid(missing)
  if (batch.productCode !== supply.product_code)
    invalid([{ path: 'batchId', message: 'is a batch of another product' }])
  return writeLines(
    trx,
    partnershipId,
    [
      {
        ...{ kind: 'issue', from_holder_id: from, product_code: batch.productCode, batch_id: batch.batchId },
        ...{ kits: supply.kits, occurred_on: supply.supplied_on, note: null, supply_id: supplyId },
      },
    ],
    () => 'holderId',
  )
}
