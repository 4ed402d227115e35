import { randomUUID } from 'node:crypto'
import type { Day } from '../../contract/day.ts'
import { judgeDay, known } from '../../contract/rules/days.ts'
import { type NewStockMovement, OpenOrder, StockLine, type StockMovement } from '../../contract/stock.ts'
import type { Batch } from '../../contract/supply.ts'
import type { Tenant, Trx } from '../../db/tenant.ts'
import { refusedAt, refuseImpossible, refuseUnknown } from '../../http/refuse.ts'
import { invalid } from '../../problem.ts'
import { findBatch } from '../supplies/batches.ts'
import { lockHolders } from './holders.ts'

/** A line as it stands in the table, but for what the database sets itself. */
type Line = {
  kind: NewStockMovement['kind']
  from_holder_id?: string | null
  to_holder_id?: string | null
  product_code: string
  batch_id: string | null
  kits: number
  counted?: number
  occurred_on: Day
  note: string | null
  document?: string | null
  supply_id?: string | null
  order_line_id?: string | null
  reverses_line_id?: string
}

/** Writes lines one after the other: what the database refuses of one is said at that line. */
export async function writeLines(
  trx: Trx,
  partnershipId: string,
  lines: readonly Line[],
  pathOf = (index: number) => `lines.${index}.kits`,
): Promise<StockMovement> {
  const lineIds: string[] = []
  for (const [index, line] of lines.entries()) {
    const lineId = randomUUID()
    await refusedAt(
      pathOf(index),
      trx('stock_line').insert({ partnership_id: partnershipId, line_id: lineId, ...line }),
    )
    lineIds.push(lineId)
  }
  return { lineIds, firstLineId: lineIds[0] as string }
}

const holdersOf = (movement: NewStockMovement) =>
  ['holderId', 'fromHolderId', 'toHolderId'].flatMap((path) => {
    const holderId = (movement as Record<string, unknown>)[path]
    return typeof holderId === 'string' ? [{ path, holderId }] : []
  })

export async function recordMovement(
  trx: Trx,
  { partnershipId }: Tenant,
  movement: NewStockMovement,
  today: Day,
): Promise<StockMovement> {
  await refuseUnknown(
    trx,
    holdersOf(movement).map(({ path, holderId }) => ({ path, to: 'holder' as const, value: holderId })),
  )
  // before anything is read: what is counted or taken is so of the stock as it is now
  await lockHolders(
    trx,
    holdersOf(movement).map(({ holderId }) => holderId),
  )
  if (movement.kind === 'count') return recordCount(trx, partnershipId, movement, today)
  refuseImpossible(judgeDay('occurredOn', known(movement.occurredOn), today))
  const { kind, occurredOn, note, document } = movement
  const between = {
    kind,
    from_holder_id: 'fromHolderId' in movement ? movement.fromHolderId : null,
    to_holder_id: 'toHolderId' in movement ? movement.toHolderId : null,
    ...{ occurred_on: occurredOn, note, document },
  }
  if (between.from_holder_id && between.from_holder_id === between.to_holder_id)
    invalid([{ path: 'toHolderId', message: 'is where they are already' }])
  if (movement.kind === 'order') {
    await refuseUnknown(
      trx,
      movement.lines.map(({ productCode }, index) => ({
        ...{ path: `lines.${index}.productCode`, to: 'product' as const, value: productCode },
      })),
    )
    return writeLines(
      trx,
      partnershipId,
      movement.lines.map(({ productCode, kits }) => ({ ...between, product_code: productCode, batch_id: null, kits })),
    )
  }
  const batches = await batchesOf(trx, movement.lines)
  const lines = movement.lines.map((line, index): Line => {
    const batch = batches[index] as Batch
    if (kind === 'issue' && batch.expiresOn < occurredOn && !note)
      invalid([
        { path: 'note', message: `batch ${batch.batchNumber} had expired: say why it was given out all the same` },
      ])
    return {
      ...between,
      product_code: batch.productCode,
      batch_id: batch.batchId,
      kits: line.kits,
      order_line_id: 'orderLineId' in line ? line.orderLineId : null,
    }
  })
  return writeLines(trx, partnershipId, lines)
}

/** A joined batch is the one it was joined into. */
async function batchesOf(trx: Trx, lines: readonly { batchId: string }[]): Promise<Batch[]> {
  // one after the other: a transaction answers one question at a time
  const found: (Batch | undefined)[] = []
  for (const { batchId } of lines) found.push(await findBatch(trx, batchId))
  const missing = found.flatMap((batch, index) =>
    batch ? [] : [{ path: `lines.${index}.batchId`, message: 'there is no such batch' }],
  )
  if (missing.length > 0) invalid(missing)
  return found as Batch[]
}

/** A count is what is there now: its difference is taken from the ledger as it stands in this transaction, not from what a page showed. */
async function recordCount(
  trx: Trx,
  partnershipId: string,
  { holderId, lines, note }: Extract<NewStockMovement, { kind: 'count' }>,
  today: Day,
): Promise<StockMovement> {
  const batches = await batchesOf(trx, lines)
  const twice = batches.findIndex(({ batchId }, index) => batches.findIndex((one) => one.batchId === batchId) < index)
  if (twice >= 0) invalid([{ path: `lines.${twice}.batchId`, message: 'was counted twice: write one number for it' }])
  const { rows } = await trx.raw(`select batch_id, kits from stock_on_hand('infinity') where holder_id = :holderId`, {
    holderId,
  })
  const onHand = new Map<string, number>(
    rows.map((row: { batch_id: string; kits: number }) => [row.batch_id, row.kits]),
  )
  return writeLines(
    trx,
    partnershipId,
    lines.map(({ counted }, index) => {
      const { batchId, productCode } = batches[index] as Batch
      const difference = counted - (onHand.get(batchId) ?? 0)
      return {
        kind: 'count',
        ...(difference < 0 ? { from_holder_id: holderId } : { to_holder_id: holderId }),
        ...{ product_code: productCode, batch_id: batchId, kits: Math.abs(difference), counted },
        ...{ occurred_on: today, note },
      }
    }),
    (index) => `lines.${index}.counted`,
  )
}

const REVERSIBLE = [
  ...['line_id', 'kind', 'from_holder_id', 'to_holder_id', 'product_code', 'batch_id', 'kits', 'occurred_on'],
  ...['supply_id', 'order_line_id', 'reverses_line_id'],
]

/** Takes lines back, each by a line of the same kits on the same day, the other way round. Undefined where one is not there. */
export async function reverseLines(
  trx: Trx,
  partnershipId: string,
  lineIds: readonly string[],
  note: string,
): Promise<StockMovement | undefined> {
  const found = () => trx('stock_line').whereIn('line_id', lineIds).select(REVERSIBLE)
  const held = await found()
  const isOwn = await lockHolders(
    trx,
    held.flatMap(({ from_holder_id, to_holder_id }) => [from_holder_id, to_holder_id].filter(Boolean)),
  )
  if (!isOwn)
    invalid([
      { path: 'lineId', message: 'kits came from, or went to, another agency: the naloxone coordinator takes it back' },
    ])
  const back = await trx('stock_line').whereIn('reverses_line_id', lineIds).first('line_id')
  if (back) invalid([{ path: 'lineId', message: 'this line has been taken back already' }])
  if (held.length !== lineIds.length) return undefined
  return writeLines(
    trx,
    partnershipId,
    held.map(({ line_id, from_holder_id, to_holder_id, reverses_line_id, ...line }) => ({
      ...line,
      from_holder_id: to_holder_id,
      to_holder_id: from_holder_id,
      reverses_line_id: line_id,
      note,
    })),
    () => 'lineId',
  )
}

const LINE_FIELDS = `
  line.line_id as "lineId", line.kind,
  line.from_holder_id as "fromHolderId", from_holder.name as "fromHolderName",
  line.to_holder_id as "toHolderId", to_holder.name as "toHolderName",
  line.product_code as "productCode", product.name as "productName",
  batch.batch_id as "batchId", batch.batch_number as "batchNumber",
  line.kits, line.counted, line.occurred_on as "occurredOn", line.recorded_at as "recordedAt", line.note, line.document,
  line.supply_id as "supplyId", line.order_line_id as "orderLineId", line.reverses_line_id as "reversesLineId",
  back.line_id as "reversedByLineId"`
const LINE_JOINS = `
  join naloxone_product product on product.code = line.product_code
  left join stock_holder from_holder on from_holder.partnership_id = line.partnership_id and from_holder.holder_id = line.from_holder_id
  left join stock_holder to_holder on to_holder.partnership_id = line.partnership_id and to_holder.holder_id = line.to_holder_id
  left join naloxone_batch named on named.partnership_id = line.partnership_id and named.batch_id = line.batch_id
  left join naloxone_batch batch on batch.partnership_id = named.partnership_id and batch.batch_id = coalesce(named.joined_into, named.batch_id)
  left join stock_line back on back.partnership_id = line.partnership_id and back.reverses_line_id = line.line_id`

export const MOST_LINES = 1_000

/** What happened at a holder, the newest first, each with the balance of its batch once it had. */
export async function listLines(trx: Trx, holderId: string): Promise<StockLine[]> {
  const { rows } = await trx.raw(
    `with balances as (
       select line_id, sum(kits) over (partition by batch_id order by occurred_on, recorded_at, line_id)::int as balance
       from stock_entries() where holder_id = :holderId and account = 'holder')
     select ${LINE_FIELDS}, balances.balance
     from stock_line line ${LINE_JOINS}
     left join balances on balances.line_id = line.line_id
     where line.from_holder_id = :holderId or line.to_holder_id = :holderId
     order by line.occurred_on desc, line.recorded_at desc, line.line_id desc
     limit ${MOST_LINES + 1}`,
    { holderId },
  )
  return rows.map((row: unknown) => StockLine.parse(row))
}

/** Orders of which something has not come yet, the oldest first. */
export async function listOpenOrders(trx: Trx): Promise<OpenOrder[]> {
  const { rows } = await trx.raw(
    `select line.line_id as "lineId", line.to_holder_id as "holderId", holder.name as "holderName", line.product_code as "productCode",
       product.name as "productName", line.occurred_on as "orderedOn", line.kits, line.kits - received.kits as outstanding, line.document
     from stock_line line
     join naloxone_product product on product.code = line.product_code
     join stock_holder holder on holder.partnership_id = line.partnership_id and holder.holder_id = line.to_holder_id
     cross join lateral (
       select coalesce(sum(case when receipt.reverses_line_id is null then receipt.kits else -receipt.kits end), 0)::int as kits
       from stock_line receipt where receipt.partnership_id = line.partnership_id and receipt.order_line_id = line.line_id) received
     where line.kind = 'order' and line.reverses_line_id is null and received.kits < line.kits
       and not exists (select from stock_line back where back.partnership_id = line.partnership_id and back.reverses_line_id = line.line_id)
     order by line.occurred_on, line.recorded_at`,
  )
  return rows.map((row: unknown) => OpenOrder.parse(row))
}
