import { extentOfAreas } from '../../areas/store.ts'
import type { Day, DayPrecision } from '../../contract/day.ts'
import { type JudgedDeath, judgeDeath } from '../../contract/rules/death.ts'
import { type JudgedOverdose, judgeOverdose } from '../../contract/rules/overdose.ts'
import { type Judgement, type RuleContext, sayRemark } from '../../contract/rules/remark.ts'
import { type JudgedSupply, judgeSupply } from '../../contract/rules/supply.ts'
import type { ToLookAt } from '../../contract/to-look-at.ts'
import { fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { listSupplyLaws } from '../../naloxone/supplies/supply-laws.ts'
import { placeSql } from '../../records/place.ts'

/**
 * Stored records that the rules would not let in today. A query finds those that may be among them; the rules themselves, which stand in
 * the contract once, say which are and why.
 */

/** Judged at once; whoever puts these right sees the next. */
const MOST_RECORDS = 500

/** Signs that no text may hold, as `whyNotText` in server/contract/text.ts; halves of a pair and NUL no text here can hold. */
const HIDDEN_SIGN = `[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]`

/** May be odd: a day outside what is credible, or one that should not be on this side of another. */
const oddDays = (columns: readonly string[]) =>
  columns.map((column) => `not is_credible_day(${column}, :today)`).join(' or ')
const oddPlace = (point: string) => `(${point} is not null and (
  st_equals(${point}, st_point(0, 0, 4326))
  or :west::float8 is null and st_x(${point}) = st_y(${point})
  or :west::float8 is not null and not ${point} && st_makeenvelope(:west, :south, :east, :north, 4326)))`
type Row = Record<string, unknown> & { record_id: string; reference: string; source: string; day: Day }

export async function deathsToLookAt(trx: Trx, today: Day): Promise<ToLookAt> {
  const extent = await extentOfAreas(trx)
  const { rows } = await trx.raw(
    `select head.death_id as record_id, head.reference, head.source, death.event_day as day, death.event_day, death.event_day_precision,
       death.event_day_basis, death.known_on, death.known_on_assumed, death.notified_on, death.registered_on, death.prison_release_on,
       death.hospital_discharge_on, death.toxicology_complete_on, ${placeSql('death.found_place', 'death.found_precision')} as found_place,
       ${placeSql('death.residence', 'death.residence_precision')} as residence, death.ethnicity, death.found_town, death.residence_town,
       death.cause_of_death, death.other_conditions, death.exclusion_reason
     from death head
     join death_revision death
       on death.partnership_id = head.partnership_id and death.death_id = head.death_id and death.revision = head.current_revision
     where counts_as_death(death.status) and (
       ${oddDays(['death.event_day', 'death.known_on', 'death.notified_on', 'death.registered_on', 'death.prison_release_on', 'death.hospital_discharge_on', 'death.toxicology_complete_on'])}
       or death.notified_on < death.event_day or death.registered_on < death.event_day
       or greatest(death.prison_release_on, death.hospital_discharge_on) > last_possible_day(death.event_day, death.event_day_precision)
       or ${oddPlace('death.found_place')} or ${oddPlace('death.residence')}
       or concat_ws(' ', death.ethnicity, death.found_town, death.residence_town, death.cause_of_death, death.other_conditions, death.exclusion_reason) ~ :hiddenSign)
     order by death.event_day desc, head.death_id
     limit ${MOST_RECORDS + 1}`,
    bindings(today, extent),
  )
  return toLookAt(rows, { today, extent }, (row, context) =>
    judgeDeath(fromColumns(withoutHead(row)) as unknown as JudgedDeath, context),
  )
}

export async function overdosesToLookAt(trx: Trx, today: Day): Promise<ToLookAt> {
  const extent = await extentOfAreas(trx)
  const { rows } = await trx.raw(
    `select head.overdose_id as record_id, head.reference, head.source, event.event_day as day, event.event_day, event.known_on,
       event.known_on_assumed, ${placeSql('event.place', 'event.place_precision')} as place, event.town
     from overdose head
     join overdose_revision event
       on event.partnership_id = head.partnership_id and event.overdose_id = head.overdose_id and event.revision = head.current_revision
     where not event.is_withdrawn and (
       ${oddDays(['event.event_day', 'event.known_on'])} or ${oddPlace('event.place')} or event.town ~ :hiddenSign)
     order by event.event_day desc, head.overdose_id
     limit ${MOST_RECORDS + 1}`,
    bindings(today, extent),
  )
  return toLookAt(rows, { today, extent }, (row, context) =>
    judgeOverdose(fromColumns(withoutHead(row)) as unknown as JudgedOverdose, context),
  )
}

export async function suppliesToLookAt(trx: Trx, today: Day): Promise<ToLookAt> {
  const extent = await extentOfAreas(trx)
  const laws = await listSupplyLaws(trx)
  const { rows } = await trx.raw(
    `select head.supply_id as record_id, head.reference, head.source, supply.supplied_on as day, supply.supplied_on, supply.known_on,
       supply.known_on_assumed, ${placeSql('supply.place', 'supply.place_precision')} as place, supply.site, supply.product_code,
       supply.expired_reason, supply.recipient_kind, supply.supplier_kind, supply.supplier_trained, supply.supplied_under, supply.legal_route_reason,
       batch.product_code as batch_product, batch.expires_on
     from naloxone_supply head
     join naloxone_supply_revision supply
       on supply.partnership_id = head.partnership_id and supply.supply_id = head.supply_id and supply.revision = head.current_revision
     left join naloxone_batch named on named.partnership_id = supply.partnership_id and named.batch_id = supply.batch_id
     left join naloxone_batch batch
       on batch.partnership_id = named.partnership_id and batch.batch_id = coalesce(named.joined_into, named.batch_id)
     where not supply.is_withdrawn and (
       ${oddDays(['supply.supplied_on', 'supply.known_on'])} or ${oddPlace('supply.place')}
       or batch.product_code <> supply.product_code
       or batch.expires_on < supply.supplied_on and supply.expired_reason is null
       or supply.legal_route_reason is null and (supply.recipient_kind = 'public_box'
         or supply.supplier_kind <> 'unknown' and supply.supplied_under in ('unknown', 'without_prescription'))
       or concat_ws(' ', supply.site, supply.expired_reason, supply.legal_route_reason, supply.recipient_pseudonym) ~ :hiddenSign)
     order by supply.supplied_on desc, head.supply_id
     limit ${MOST_RECORDS + 1}`,
    bindings(today, extent),
  )
  return toLookAt(rows, { today, extent, laws }, (row, context) => {
    const { batch_product, expires_on, ...supply } = row
    const batch = batch_product ? { productCode: String(batch_product), expiresOn: String(expires_on) } : null
    return judgeSupply(fromColumns(withoutHead(supply)) as unknown as JudgedSupply, { ...context, batch })
  })
}

function bindings(today: Day, extent: RuleContext['extent']) {
  const { west = null, south = null, east = null, north = null } = extent ?? {}
  return { today, west, south, east, north, hiddenSign: HIDDEN_SIGN }
}

/** Where advice on the legal route of a supply stands. */
const OF_LAW = ['supplierKind', 'supplierTrained', 'recipientKind']

/** What is impossible or was never explained; of what is doubtful only a day that programs write for none, and a legal route nobody explained. */
function toLookAt(rows: Row[], context: RuleContext, judge: (row: Row, context: RuleContext) => Judgement): ToLookAt {
  const found = rows.slice(0, MOST_RECORDS).flatMap((row) => {
    const { impossible, unexplained, doubtful } = judge(row, context)
    const open = doubtful.filter(
      ({ path, message }) => OF_LAW.includes(String(path[0])) || message.includes('which programs write'),
    )
    return [...impossible, ...unexplained, ...open].map((remark) => ({
      recordId: row.record_id,
      reference: row.reference,
      source: row.source,
      day: row.day,
      dayPrecision: (row.event_day_precision ?? 'day') as DayPrecision,
      field: remark.path.filter((part) => part !== 'longitude').join('.'),
      message: sayRemark(remark),
    }))
  })
  return { rows: found, isCut: rows.length > MOST_RECORDS }
}

const HEAD = ['record_id', 'reference', 'source', 'day']
function withoutHead(row: Row | Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !HEAD.includes(name)))
}
