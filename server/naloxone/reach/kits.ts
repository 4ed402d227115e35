import type { SuppliedKits, UsedKit } from '../../../jobs/stats/reach/live-kits.ts'
import type { Day } from '../../contract/day.ts'
import { daysBetween } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { NOW } from '../../facts/deaths.ts'
import { channelOfKit } from '../../facts/kit-channel.ts'
import { KIT_USES_NOW } from '../../facts/kit-uses.ts'

/** Where days are counted from. */
const FIRST = '2000-01-01'
export const dayNumber = (day: Day) => daysBetween(FIRST, day)

/** A supply as reach counts it, with what it is told apart by. */
export type SupplyOfKits = SuppliedKits & {
  suppliedOn: Day
  setting: string
  recipientKind: string
  /** Whoever was supplied, by the code of their service; null without one. */
  person: string | null
  reason: string
  isFirstContact: string
  areaId: string | null
  areaName: string | null
  agencyId: string | null
  agencyName: string | null
  productName: string
}

export type UseOfKit = UsedKit & {
  usedOn: Day
  areaId: string | null
  areaName: string | null
  channel: string | null
  productName: string | null
}

/** Every supply that counts, up to a day. */
export async function readSupplies(trx: Trx, on: Day): Promise<SupplyOfKits[]> {
  const { rows } = await trx.raw(
    // many supplies of one site: each place is looked up once
    `with supply as materialized (select * from counted_supply(${NOW}) where supplied_on <= :on),
       placed as materialized (
         select at.place, found.area_id, found.name
         from (select distinct place from supply where place is not null) at cross join lateral area_of(at.place) found)
     select supply.supplied_on, supply.kits, coalesce(batch.joined_into, batch.batch_id) as batch_id, supply.product_code,
       product.name as product_name, kept.expires_on, supply.setting, supply.recipient_kind, supply.recipient_pseudonym, supply.reason,
       supply.is_first_contact, supply.agency_id, agency.name as agency_name, found.area_id, found.name as area_name
     from supply
     join naloxone_product product on product.code = supply.product_code
     left join naloxone_batch batch on batch.partnership_id = supply.partnership_id and batch.batch_id = supply.batch_id
     left join naloxone_batch kept on kept.partnership_id = batch.partnership_id and kept.batch_id = coalesce(batch.joined_into, batch.batch_id)
     left join agency on agency.partnership_id = supply.partnership_id and agency.agency_id = supply.agency_id
     left join placed found on found.place = supply.place
     order by supply.supplied_on, supply.supply_id`,
    { on },
  )
  return rows.map(
    (
      row: Record<string, string | null> & { supplied_on: Day; kits: number; expires_on: Day | null },
    ): SupplyOfKits => ({
      day: dayNumber(row.supplied_on),
      kits: row.kits,
      batch: row.batch_id ?? null,
      product: String(row.product_code),
      expires: row.expires_on === null ? null : dayNumber(row.expires_on),
      suppliedOn: row.supplied_on,
      setting: String(row.setting),
      recipientKind: String(row.recipient_kind),
      person: row.recipient_pseudonym ? `${row.agency_id ?? ''} ${row.recipient_pseudonym.trim().toLowerCase()}` : null,
      reason: String(row.reason),
      isFirstContact: String(row.is_first_contact),
      areaId: row.area_id ?? null,
      areaName: row.area_name ?? null,
      agencyId: row.agency_id ?? null,
      agencyName: row.agency_name ?? null,
      productName: String(row.product_name),
    }),
  )
}

/** Every use of a kit, up to a day. */
export async function readUses(trx: Trx, on: Day): Promise<UseOfKit[]> {
  const { rows } = await trx.raw(
    `with supplied as materialized (select * from counted_supply(${NOW}))
     select used.event_day, used.batch_id, used.product_code, product.name as product_name, found.area_id, found.name as area_name, of_batch.channel
     from ${KIT_USES_NOW} used
     left join naloxone_product product on product.code = used.product_code
     left join lateral area_of(used.place) found on true
     left join lateral ${channelOfKit('used.batch_given', 'used.event_day')} of_batch on used.batch_given is not null
     where used.event_day <= :on
     order by used.event_day`,
    { on },
  )
  return rows.map(
    (row: Record<string, string | null> & { event_day: Day }): UseOfKit => ({
      day: dayNumber(row.event_day),
      usedOn: row.event_day,
      batch: row.batch_id ?? null,
      product: row.product_code === 'naloxone-unknown' ? null : (row.product_code ?? null),
      productName: row.product_name ?? null,
      areaId: row.area_id ?? null,
      areaName: row.area_name ?? null,
      channel: row.channel ?? null,
    }),
  )
}
