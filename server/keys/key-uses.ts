import type { Knex } from 'knex'
import { type Trx, withTenant } from '../db/tenant.ts'
import { listPartnerships } from '../partnerships/store.ts'
import { type Keyring, type KeySummary, listKeys } from './keyring.ts'
import { countSealed } from './reseal.ts'
import { type SealedTable, sealedTables } from './sealed-columns.ts'

export type KeyUse = KeySummary & { sealedValues: number }
export type KeyUses = { keys: KeyUse[]; missing: { keyId: string; sealedValues: number }[] }

/** What each key has sealed, in every partnership, and which keys are wanted but not in the file. */
export async function readKeyUses(db: Knex, keyring: Keyring): Promise<KeyUses> {
  const uses = new Map<string, number>()
  for (const table of sealedTables)
    for (const within of await workplaces(db, table))
      for (const [keyId, sealedValues] of await within((trx) => countSealed(trx, table)))
        uses.set(keyId, (uses.get(keyId) ?? 0) + sealedValues)
  const keys = listKeys(keyring).map((key) => ({ ...key, sealedValues: uses.get(key.keyId) ?? 0 }))
  return {
    keys,
    missing: [...uses]
      .filter(([keyId]) => !keys.some((key) => key.keyId === keyId))
      .map(([keyId, sealedValues]) => ({ keyId, sealedValues })),
  }
}

type Workplace = <T>(work: (trx: Trx) => Promise<T>) => Promise<T>

/** Each partnership behind its own wall; what is of no partnership, as the owner of the database. */
export async function workplaces(db: Knex, { isTenant }: SealedTable): Promise<Workplace[]> {
  if (!isTenant) return [(work) => db.transaction(work)]
  const partnerships = await listPartnerships(db)
  return partnerships.map(({ partnershipId }): Workplace => {
    const tenant = { partnershipId, userId: 'keys', purpose: 'look after keys' }
    return (work) => withTenant(db, tenant, work)
  })
}
