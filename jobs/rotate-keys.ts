import type { Knex } from 'knex'
import { type Trx, withTenant } from '../server/db/tenant.ts'
import { addKey, type Keyring, type KeySummary, listKeys, removeKey } from '../server/keys/keyring.ts'
import { countSealed, resealSome } from '../server/keys/reseal.ts'
import { type SealedTable, sealedTables } from '../server/keys/sealed-columns.ts'
import { listPartnerships } from '../server/partnerships/store.ts'

const BATCH_ROWS = 200
/** A request that began before the last rotation may still be writing with the key before. */
const SETTLED_AFTER_MILLISECONDS = 60_000

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

/**
 * Adds a key, then seals everything anew with it, a batch a transaction, while reads and writes go on with both. Interrupted, it goes on
 * where it stopped: as long as an older key has sealed something, no further key is added.
 */
export async function rotateKeys(
  db: Knex,
  keyring: Keyring,
  tell: (done: number, total: number) => void = () => undefined,
): Promise<{ keyId: string; isResumed: boolean; rows: number; missing: KeyUses['missing'] }> {
  const older = (await readKeyUses(db, keyring)).keys.filter((key) => !key.isCurrent && key.sealedValues > 0)
  const isResumed = older.length > 0
  if (!isResumed) addKey(keyring)
  const { keys, missing } = await readKeyUses(db, keyring)
  const keyId = keys.find((key) => key.isCurrent)?.keyId ?? ''
  const olderKeys = keys.filter((key) => !key.isCurrent).map((key) => key.keyId)
  const total = keys.reduce((sum, key) => sum + (key.isCurrent ? 0 : key.sealedValues), 0)
  let rows = 0
  for (const table of sealedTables) {
    for (const within of await workplaces(db, table)) {
      for (;;) {
        const resealed = await within((trx) => resealSome(trx, keyring, table, olderKeys, BATCH_ROWS))
        rows += resealed
        if (resealed > 0) tell(Math.min(rows, total), total)
        if (resealed < BATCH_ROWS) break
      }
    }
  }
  return { keyId, isResumed, rows, missing }
}

/** Why a key may not be retired; undefined: it was. */
export async function retireKey(
  db: Knex,
  keyring: Keyring,
  keyId: string,
  now = Date.now(),
): Promise<string | undefined> {
  const { keys } = await readKeyUses(db, keyring)
  const [key, current] = [keys.find((known) => known.keyId === keyId), keys.find((known) => known.isCurrent)]
  if (!key) return `There is no key ${keyId} in the key file. See: vigil keys list`
  if (key.isCurrent) return `Key ${keyId} is the one that seals now. Rotate first: vigil keys rotate`
  if (key.sealedValues > 0)
    return `${key.sealedValues.toLocaleString('en-GB')} values are still sealed with key ${keyId}. Rotate first: vigil keys rotate`
  if (now - Date.parse(current?.createdAt ?? '') < SETTLED_AFTER_MILLISECONDS)
    return 'The last rotation is less than a minute old, and a request that began before it may still be writing. Try again in a minute.'
  removeKey(keyring, keyId)
  return undefined
}

type Workplace = <T>(work: (trx: Trx) => Promise<T>) => Promise<T>

/** Each partnership behind its own wall; what is of no partnership, as the owner of the database. */
async function workplaces(db: Knex, { isTenant }: SealedTable): Promise<Workplace[]> {
  if (!isTenant) return [(work) => db.transaction(work)]
  const partnerships = await listPartnerships(db)
  return partnerships.map(({ partnershipId }): Workplace => {
    const tenant = { partnershipId, userId: 'command line', purpose: 'rotate keys' }
    return (work) => withTenant(db, tenant, work)
  })
}
