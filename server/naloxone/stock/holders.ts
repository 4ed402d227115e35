import { extentOfAreas } from '../../areas/store.ts'
import type { Day } from '../../contract/day.ts'
import type { Place } from '../../contract/place.ts'
import { judgeDay, known } from '../../contract/rules/days.ts'
import { judgePlace } from '../../contract/rules/place.ts'
import { together } from '../../contract/rules/remark.ts'
import { type NewStockHolder, StockHolder, type StockHolderChange } from '../../contract/stock.ts'
import type { Tenant, Trx } from '../../db/tenant.ts'
import { refuseImpossible, refuseUnknown } from '../../http/refuse.ts'
import { changedMeanwhile, invalid } from '../../problem.ts'

const HOLDERS = `
  select holder.holder_id as "holderId", holder.kind, holder.name, holder.agency_id as "agencyId", agency.name as "agencyName",
    case when holder.place is not null then jsonb_build_object(
      'longitude', st_x(holder.place), 'latitude', st_y(holder.place), 'precision', holder.place_precision) end as place,
    holder.capacity, holder.minimum_months as "minimumMonths", holder.not_held as "notHeld", holder.closed_on as "closedOn", holder.revision
  from stock_holder holder
  left join agency on agency.partnership_id = holder.partnership_id and agency.agency_id = holder.agency_id`

/** Those that hold kits before those that no longer do. */
export async function listHolders(trx: Trx): Promise<StockHolder[]> {
  const { rows } = await trx.raw(`${HOLDERS} order by holder.closed_on is not null, name_key(holder.name)`)
  return rows.map((row: unknown) => StockHolder.parse(row))
}

export async function findHolder(trx: Trx, holderId: string): Promise<StockHolder | undefined> {
  const { rows } = await trx.raw(`${HOLDERS} where holder.holder_id = :holderId`, { holderId })
  return rows[0] && StockHolder.parse(rows[0])
}

/** An agency's own people make holders of that agency. */
function columnsOf(trx: Trx, { reach, agencyId }: Tenant, holder: NewStockHolder) {
  return {
    kind: holder.kind,
    name: holder.name,
    agency_id: reach === 'own_agency' ? agencyId : holder.agencyId,
    place: pointOf(trx, holder.place),
    place_precision: holder.place?.precision ?? 'unknown',
    capacity: holder.capacity,
    minimum_months: holder.minimumMonths,
    not_held: holder.notHeld,
  }
}

function pointOf(trx: Trx, place: Place | null) {
  return place && trx.raw('st_setsrid(st_makepoint(?, ?), 4326)', [place.longitude, place.latitude])
}

async function refuseWrong(trx: Trx, holder: NewStockHolder): Promise<void> {
  refuseImpossible(judgePlace(holder.place, await extentOfAreas(trx), ['place']))
  await refuseUnknown(trx, [
    { path: 'agencyId', to: 'agency', value: holder.agencyId },
    ...holder.notHeld.map((value, index) => ({ path: `notHeld.${index}`, to: 'product' as const, value })),
  ])
}

async function refuseNameTaken(trx: Trx, name: string, holderId: string | null): Promise<void> {
  const taken = await trx('stock_holder')
    .whereRaw('name_key(name) = name_key(?)', [name])
    .modify((query) => void (holderId && query.whereNot({ holder_id: holderId })))
    .first('holder_id')
  if (taken) invalid([{ path: 'name', message: 'there is already a holder of this name' }])
}

export async function addHolder(trx: Trx, tenant: Tenant, holder: NewStockHolder): Promise<StockHolder> {
  await refuseWrong(trx, holder)
  await refuseNameTaken(trx, holder.name, null)
  const [added] = await trx('stock_holder')
    .insert({ partnership_id: tenant.partnershipId, ...columnsOf(trx, tenant, holder) })
    .returning('holder_id')
  return (await findHolder(trx, added.holder_id)) as StockHolder
}

/** Undefined where there is none. What holds kits is not closed. */
export async function changeHolder(
  trx: Trx,
  tenant: Tenant,
  { holderId, ifMatch, today }: { holderId: string; ifMatch: number; today: Day },
  { closedOn, ...holder }: StockHolderChange,
): Promise<StockHolder | undefined> {
  await lockHolders(trx, [holderId])
  const current = await findHolder(trx, holderId)
  if (!current) return undefined
  if (current.revision !== ifMatch) changedMeanwhile(current, { ...holder, closedOn })
  await refuseWrong(trx, holder)
  await refuseNameTaken(trx, holder.name, holderId)
  refuseImpossible(together([judgeDay('closedOn', known(closedOn), today)]))
  if (closedOn) await refuseWhileHeld(trx, holderId, closedOn)
  await trx('stock_holder')
    .where({ holder_id: holderId })
    .update({ ...columnsOf(trx, tenant, holder), closed_on: closedOn, revision: current.revision + 1 })
  return findHolder(trx, holderId)
}

async function refuseWhileHeld(trx: Trx, holderId: string, closedOn: Day): Promise<void> {
  const { rows } = await trx.raw(
    `select coalesce((select sum(kits)::int from stock_on_hand('infinity') where holder_id = :holderId), 0) as kits,
       (select max(occurred_on) from stock_entries() where holder_id = :holderId) as last_on`,
    { holderId },
  )
  const { kits, last_on } = rows[0] as { kits: number; last_on: Day | null }
  if (kits > 0)
    invalid([{ path: 'closedOn', message: `it still holds ${kits} kits: move, return or destroy them first` }])
  if (last_on && last_on > closedOn)
    invalid([{ path: 'closedOn', message: `kits came or went there until ${last_on}: it cannot have closed before` }])
}

/** Locks them in one order, so that two requests never wait for each other; false where one is of another agency and not to be seen. */
export async function lockHolders(trx: Trx, holderIds: readonly string[]): Promise<boolean> {
  const wanted = [...new Set(holderIds)]
  const locked = await trx('stock_holder')
    .whereIn('holder_id', wanted)
    .orderBy('holder_id')
    .forNoKeyUpdate()
    .select('holder_id')
  return locked.length === wanted.length
}
