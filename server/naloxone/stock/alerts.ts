import type { Day } from '../../contract/day.ts'
import { readExpiry } from '../../contract/expiry.ts'
import { judgeDay, known } from '../../contract/rules/days.ts'
import {
  AlertHolder,
  type NewAlertAnswer,
  type NewStockAlert,
  PublicStockAlert,
  StockAlert,
  StockAlertSummary,
} from '../../contract/stock-alert.ts'
import { fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { refuseImpossible, refuseUnknown } from '../../http/refuse.ts'
import { invalid } from '../../problem.ts'
import { rangeColumns, sayRange } from './kit-ranges.ts'

/**
 * Whoever has kits of an alert's batches, or ever had: of what they gave on they may know the way. With the newest answer of each. Of one
 * alert, or of all.
 */
const REACHED = `
  select hit.alert_id, holder.holder_id, holder.name, holder.kind, agency.name as agency_name,
    sum(entry.kits)::int as kits, sum(greatest(entry.kits, 0)) filter (where entry.reverses_line_id is null)::int as ever_held,
    array_agg(distinct batch.batch_number) as batch_numbers, answer.state, found.kits_found, answer.note, answer.answered_on
  from stock_alert_hits() hit
  join stock_entries() entry on entry.batch_id = hit.batch_id and entry.account = 'holder'
  join stock_holder holder on holder.holder_id = entry.holder_id
  join naloxone_batch batch on batch.batch_id = hit.batch_id
  left join agency on agency.agency_id = holder.agency_id
  left join lateral (
    select said.state, said.note, said.answered_on from stock_alert_answer said
    where said.alert_id = hit.alert_id and said.holder_id = holder.holder_id order by said.answered_at desc limit 1) answer on true
  left join lateral (
    select said.kits_found from stock_alert_answer said
    where said.alert_id = hit.alert_id and said.holder_id = holder.holder_id and said.kits_found is not null
    order by said.answered_at desc limit 1) found on true
  where hit.alert_id = :alertId::uuid or :alertId::uuid is null
  group by hit.alert_id, holder.holder_id, holder.name, holder.kind, agency.name, answer.state, found.kits_found, answer.note, answer.answered_on
  having coalesce(sum(greatest(entry.kits, 0)) filter (where entry.reverses_line_id is null), 0) > 0`

const TOLD = ['alert_id', 'reference', 'kind', 'class', 'product_code', 'title', 'issued_on', 'ended_on']
  .map((column) => `alert.${column}`)
  .join(', ')

/** Those that stand first, the newest first; then those that have ended. */
export async function listAlerts(trx: Trx): Promise<StockAlertSummary[]> {
  const { rows } = await trx.raw(
    `select ${TOLD}, product.name as product_name,
       (select count(*)::int from stock_alert_batch part where part.alert_id = alert.alert_id) as batches,
       count(reached.holder_id)::int as holders, count(reached.state)::int as answered, coalesce(sum(reached.kits), 0)::int as kits_held
     from stock_alert alert
     join naloxone_product product on product.code = alert.product_code
     left join (${REACHED}) reached on reached.alert_id = alert.alert_id
     group by ${TOLD}, product.name
     order by alert.ended_on is not null, alert.issued_on desc, alert.reference`,
    { alertId: null },
  )
  return rows.map((row: Record<string, unknown>) => StockAlertSummary.parse(fromColumns(row)))
}

/** One alert with everybody whom it reaches: those who have kits and have not answered first. */
export async function findAlert(trx: Trx, alertId: string): Promise<StockAlert | undefined> {
  const { rows } = await trx.raw(
    `select ${TOLD}, alert.advice, alert.public_notice, product.name as product_name
     from stock_alert alert join naloxone_product product on product.code = alert.product_code
     where alert.alert_id = :alertId`,
    { alertId },
  )
  if (!rows[0]) return undefined
  const holders = await trx.raw(
    `select * from (${REACHED}) reached order by (state is null and kits > 0) desc, kits desc, name_key(name)`,
    { alertId },
  )
  const supplied = await trx.raw(
    `select coalesce(sum(supply.kits), 0)::int as kits, count(*)::int as times
     from naloxone_supply head
     join naloxone_supply_revision supply
       on supply.partnership_id = head.partnership_id and supply.supply_id = head.supply_id and supply.revision = head.current_revision
     join naloxone_batch named on named.batch_id = supply.batch_id
     where not supply.is_withdrawn and not head.is_undone and coalesce(named.joined_into, named.batch_id) in (
       select hit.batch_id from stock_alert_hits() hit where hit.alert_id = :alertId)`,
    { alertId },
  )
  return StockAlert.parse({
    ...fromColumns(rows[0]),
    batches: await batchesOf(trx, alertId),
    holders: holders.rows.map(({ alert_id: _, ...row }: Record<string, unknown>) =>
      AlertHolder.parse(fromColumns(row)),
    ),
    suppliedKits: supplied.rows[0].kits,
    suppliedTimes: supplied.rows[0].times,
  })
}

async function batchesOf(trx: Trx, alertId: string): Promise<StockAlert['batches']> {
  const { rows } = await trx.raw(
    `select part.batch_number, part.expires_as_printed, part.prefix, part.digits, part.first_number, part.last_number,
       recorded.expires_on, recorded.expires_precision
     from stock_alert_batch part
     join stock_alert alert on alert.alert_id = part.alert_id
     left join lateral (
       select batch.expires_on, batch.expires_precision from naloxone_batch batch
       where batch.product_code = alert.product_code and batch_key(batch.batch_number) = part.batch_number and batch.joined_into is null
       order by batch.is_double limit 1) recorded on true
     where part.alert_id = :alertId order by part.place`,
    { alertId },
  )
  return rows.map((row: Parameters<typeof sayRange>[0] & Record<string, string | null>) => {
    const printed = row.expires_as_printed ? readExpiry(row.expires_as_printed)?.expiresOn : undefined
    return {
      ...{ batchNumber: row.batch_number, expiresAsPrinted: row.expires_as_printed, ...sayRange(row) },
      ...{ recordedExpiresOn: row.expires_on, recordedPrecision: row.expires_precision },
      isExpiryOther: Boolean(row.expires_on && printed && printed.slice(0, 7) !== row.expires_on.slice(0, 7)),
    }
  })
}

export async function addAlert(
  trx: Trx,
  partnershipId: string,
  { batches, ...alert }: NewStockAlert,
  today: Day,
): Promise<StockAlert> {
  refuseImpossible(judgeDay('issuedOn', known(alert.issuedOn), today))
  await refuseUnknown(trx, [{ path: 'productCode', to: 'product', value: alert.productCode }])
  if (await trx('stock_alert').where({ reference: alert.reference }).first('alert_id'))
    invalid([{ path: 'reference', message: 'this alert is here already' }])
  const [added] = await trx('stock_alert')
    .insert({
      partnership_id: partnershipId,
      ...{ reference: alert.reference, kind: alert.kind, class: alert.class, product_code: alert.productCode },
      ...{ title: alert.title, advice: alert.advice, public_notice: alert.publicNotice, issued_on: alert.issuedOn },
    })
    .returning('alert_id')
  await trx('stock_alert_batch').insert(
    batches.map(({ batchNumber, expiresAsPrinted, firstNumber, lastNumber }, place) => ({
      ...{ partnership_id: partnershipId, alert_id: added.alert_id, place, batch_number: batchNumber },
      ...{ expires_as_printed: expiresAsPrinted, ...rangeColumns(firstNumber, lastNumber) },
    })),
  )
  return (await findAlert(trx, added.alert_id)) as StockAlert
}

/** Undefined where there is none. */
export async function endAlert(
  trx: Trx,
  alertId: string,
  endedOn: Day | null,
  today: Day,
): Promise<StockAlert | undefined> {
  const alert = await trx('stock_alert').where({ alert_id: alertId }).first('issued_on')
  if (!alert) return undefined
  refuseImpossible(judgeDay('endedOn', known(endedOn), today))
  if (endedOn && endedOn < alert.issued_on) invalid([{ path: 'endedOn', message: 'is before the alert was given out' }])
  await trx('stock_alert').where({ alert_id: alertId }).update({ ended_on: endedOn })
  return findAlert(trx, alertId)
}

/** Undefined where there is no such alert, or no such holder for whoever answers. */
export async function answerAlert(
  trx: Trx,
  partnershipId: string,
  alertId: string,
  { holderId, state, kitsFound, note }: NewAlertAnswer,
  today: Day,
): Promise<StockAlert | undefined> {
  if (!(await trx('stock_alert').where({ alert_id: alertId }).first('alert_id'))) return undefined
  if (!(await trx('stock_holder').where({ holder_id: holderId }).first('holder_id'))) return undefined
  await trx('stock_alert_answer').insert({
    ...{ partnership_id: partnershipId, alert_id: alertId, holder_id: holderId, state, kits_found: kitsFound, note },
    answered_on: today,
  })
  return findAlert(trx, alertId)
}

/** What anybody may read of the alerts that stand. */
export async function listPublicAlerts(trx: Trx, today: Day): Promise<PublicStockAlert[]> {
  const alerts = await trx('stock_alert as alert')
    .join('naloxone_product as product', 'product.code', 'alert.product_code')
    .whereNotNull('alert.public_notice')
    .where('alert.issued_on', '<=', today)
    .andWhere((still) => void still.whereNull('alert.ended_on').orWhere('alert.ended_on', '>=', today))
    .orderBy('alert.issued_on', 'desc')
    .select(
      'alert.alert_id',
      'alert.reference',
      'alert.kind',
      'alert.title',
      'alert.public_notice',
      'alert.issued_on',
      'product.name',
    )
  return Promise.all(
    alerts.map(async ({ alert_id, name, ...row }) =>
      PublicStockAlert.parse({
        ...fromColumns(row),
        productName: name,
        batches: (await batchesOf(trx, alert_id)).map(
          ({ recordedExpiresOn: _on, recordedPrecision: _precision, isExpiryOther: _other, ...batch }) => batch,
        ),
      }),
    ),
  )
}
