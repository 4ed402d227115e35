import type { Trx } from '../db/tenant.ts'
import { type Keyring, seal, unseal } from './keyring.ts'
import type { SealedTable } from './sealed-columns.ts'

const keyIdIn = (column: string) => `encode(substr(${column}, 2, 8), 'escape')`

/** Seals anew, with the current key, up to `limit` rows that one of these keys sealed. Readers go on meanwhile. Gives how many rows. */
export async function resealSome(
  trx: Trx,
  keyring: Keyring,
  { table, id, columns, isTenant, contextOf }: SealedTable,
  olderKeys: readonly string[],
  limit: number,
): Promise<number> {
  const { rows } = await trx.raw(
    `select ${[...(isTenant ? ['partnership_id'] : []), id, ...columns].join(', ')}
     from ${table}
     where ${columns.map((column) => `${keyIdIn(column)} = any (:olderKeys::text[])`).join(' or ')}
     order by ${id}
     limit :limit
     for update`,
    { olderKeys, limit },
  )
  for (const row of rows as Record<string, unknown>[]) {
    const rowId = row[id] as string
    const resealed = columns.flatMap((column) => {
      if (row[column] === null) return []
      const context = contextOf(column, row.partnership_id as string, rowId)
      return [[column, seal(keyring, unseal(keyring, Buffer.from(row[column] as Buffer), context), context)]]
    })
    await trx(table)
      .where({ [id]: rowId })
      .update(Object.fromEntries(resealed))
  }
  return rows.length
}

/** How many values each key has sealed here. */
export async function countSealed(trx: Trx, { table, columns }: SealedTable): Promise<Map<string, number>> {
  const { rows } = await trx.raw(
    `select ${keyIdIn('sealed')} as key_id, count(*)::int as sealed_values
     from (${columns.map((column) => `select ${column} as sealed from ${table}`).join(' union all ')}) as every
     where sealed is not null
     group by 1`,
  )
  return new Map(
    rows.map(({ key_id, sealed_values }: { key_id: string; sealed_values: number }) => [key_id, sealed_values]),
  )
}
