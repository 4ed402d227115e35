import type { Day } from '../../contract/day.ts'
import { type Stock, type StockCover, type StockHolder, StockOnHand } from '../../contract/stock.ts'
import { daysBetween } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { COVER_RULE, coverOf, SOON_DAYS, WINDOW_DAYS } from './cover.ts'
import { listHolders } from './holders.ts'

/** What is where now; of one holder, or of all. */
export async function listOnHand(trx: Trx, today: Day, holderId: string | null = null): Promise<StockOnHand[]> {
  const { rows } = await trx.raw(
    `select on_hand.holder_id as "holderId", on_hand.product_code as "productCode", batch.batch_id as "batchId",
       batch.batch_number as "batchNumber", batch.expires_on as "expiresOn", batch.expires_precision as "expiresPrecision", on_hand.kits,
       least(on_hand.kits, coalesce(kits_kept_back(on_hand.holder_id, on_hand.batch_id, :today), 0)) as "keptBack"
     from stock_on_hand('infinity') on_hand
     join naloxone_batch batch on batch.batch_id = on_hand.batch_id
     join stock_holder holder on holder.holder_id = on_hand.holder_id
     where on_hand.holder_id = :holderId::uuid or :holderId::uuid is null
     order by name_key(holder.name), on_hand.product_code, batch.expires_on, batch.batch_number`,
    { today, holderId },
  )
  return rows.map((row: unknown) => StockOnHand.parse(row))
}

type Activity = { holderId: string; productCode: string; ordered: number; left: number[] }

/** Of each product that a holder ever had or ordered: what is on its way, and what left it lately. A line that was taken back is none. */
async function listActivity(trx: Trx, today: Day, holderId: string | null): Promise<Activity[]> {
  const { rows } = await trx.raw(
    `select entry.holder_id as "holderId", entry.product_code as "productCode",
       greatest(coalesce(sum(entry.kits) filter (where entry.account = 'ordered'), 0), 0)::int as ordered,
       coalesce(array_agg(-entry.kits) filter (
         where entry.account = 'holder' and entry.kits < 0 and entry.kind in ('issue', 'move') and entry.reverses_line_id is null
           and entry.occurred_on > :today::date - ${WINDOW_DAYS} and entry.occurred_on <= :today::date
           and not exists (select from stock_line back where back.reverses_line_id = entry.line_id)), '{}') as left
     from stock_entries() entry
     join stock_holder holder on holder.holder_id = entry.holder_id
     where entry.holder_id = :holderId::uuid or :holderId::uuid is null
     group by entry.holder_id, entry.product_code, holder.name
     order by name_key(holder.name), entry.product_code`,
    { today, holderId },
  )
  return rows
}

export async function describeStock(trx: Trx, today: Day, holderId: string | null = null): Promise<Stock> {
  const holders = (await listHolders(trx)).filter((holder) => !holderId || holder.holderId === holderId)
  const onHand = await listOnHand(trx, today, holderId)
  const activity = await listActivity(trx, today, holderId)
  const byId = new Map(holders.map((holder) => [holder.holderId, holder]))
  const cover = activity.flatMap((one) => {
    const holder = byId.get(one.holderId)
    return holder ? [describeCover(today, holder, one, onHand)] : []
  })
  return { today, rule: COVER_RULE, soonDays: SOON_DAYS, holders, onHand, cover }
}

function describeCover(
  today: Day,
  { minimumMonths, notHeld, closedOn }: StockHolder,
  { holderId, productCode, ordered, left }: Activity,
  onHand: readonly StockOnHand[],
): StockCover {
  const own = onHand.filter((row) => row.holderId === holderId && row.productCode === productCode)
  const batches = own.map(({ kits, keptBack, expiresOn }) => ({ kits: kits - keptBack, expiresOn }))
  const cover = coverOf({ today, batches, left })
  const isHeld = closedOn === null && !notHeld.includes(productCode)
  const isShort = cover.months === null ? cover.usable === 0 : cover.months < (minimumMonths ?? 0)
  return {
    ...{ holderId, productCode, ordered },
    kits: own.reduce((sum, { kits }) => sum + kits, 0),
    ...cover,
    isBelowMinimum: isHeld && minimumMonths !== null && isShort,
  }
}

/** Whether a batch is out of date, or will be before long. */
export function isSoon(expiresOn: Day, today: Day): boolean {
  return daysBetween(today, expiresOn) <= SOON_DAYS
}
