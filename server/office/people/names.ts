import type { Trx } from '../../db/tenant.ts'

/** What the accounts of the partnership's members are called, by their id as the database writes it down. A process has no account. */
export async function readNames(trx: Trx, userIds: readonly (string | null)[]): Promise<Map<string, string>> {
  const ids = userIds.filter((id) => id !== null)
  if (!ids.length) return new Map()
  const { rows } = await trx.raw(
    'select account_id::text as id, name from account where account_id::text = any (:ids::text[])',
    { ids },
  )
  return new Map(rows.map(({ id, name }: { id: string; name: string }) => [id, name]))
}
