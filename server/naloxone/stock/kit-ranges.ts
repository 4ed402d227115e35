import { readKitNumber, sayKitNumber } from '../../contract/kit-number.ts'
import { KitRange, type NewKitRange } from '../../contract/stock-alert.ts'
import type { Trx } from '../../db/tenant.ts'
import { refusedAt, refuseUnknown } from '../../http/refuse.ts'

/** The columns of a range whose two numbers are one (`whyNoRange`); all null where none is given. */
export function rangeColumns(firstNumber: string | null, lastNumber: string | null) {
  const [first, last] = [readKitNumber(firstNumber ?? ''), readKitNumber(lastNumber ?? '')]
  if (!first || !last) return { prefix: null, digits: null, first_number: null, last_number: null }
  return { prefix: first.prefix, digits: first.digits, first_number: first.number, last_number: last.number }
}

type RangeRow = {
  prefix: string | null
  digits: number | null
  first_number: number | null
  last_number: number | null
}

export function sayRange({ prefix, digits, first_number, last_number }: RangeRow) {
  if (prefix === null || digits === null || first_number === null || last_number === null)
    return { firstNumber: null, lastNumber: null }
  const say = (number: number) => sayKitNumber({ prefix, digits, number })
  return { firstNumber: say(first_number), lastNumber: say(last_number) }
}

export async function listKitRanges(trx: Trx): Promise<KitRange[]> {
  const { rows } = await trx.raw(
    `select kit.kit_id, batch.batch_id, batch.product_code, batch.batch_number, kit.prefix, kit.digits, kit.first_number, kit.last_number
     from naloxone_kit kit
     join naloxone_batch named on named.batch_id = kit.batch_id
     join naloxone_batch batch on batch.batch_id = coalesce(named.joined_into, named.batch_id)
     order by batch.product_code, batch.batch_number, kit.prefix, kit.digits, kit.first_number`,
  )
  return rows.map((row: RangeRow & Record<string, unknown>) =>
    KitRange.parse({
      kitId: row.kit_id,
      batchId: row.batch_id,
      productCode: row.product_code,
      batchNumber: row.batch_number,
      ...sayRange(row),
      kits: Number(row.last_number) - Number(row.first_number) + 1,
    }),
  )
}

export async function addKitRange(trx: Trx, partnershipId: string, range: NewKitRange): Promise<KitRange> {
  await refuseUnknown(trx, [{ path: 'batchId', to: 'batch', value: range.batchId }])
  const [added] = await refusedAt(
    'firstNumber',
    trx('naloxone_kit')
      .insert({
        ...{ partnership_id: partnershipId, batch_id: range.batchId },
        ...rangeColumns(range.firstNumber, range.lastNumber),
      })
      .returning('kit_id'),
  )
  return (await listKitRanges(trx)).find(({ kitId }) => kitId === added.kit_id) as KitRange
}
