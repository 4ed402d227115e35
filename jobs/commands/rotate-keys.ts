import type { Knex } from 'knex'
import { type KeyUses, readKeyUses, workplaces } from '../../server/keys/key-uses.ts'
import { addKey, type Keyring, removeKey } from '../../server/keys/keyring.ts'
import { resealSome } from '../../server/keys/reseal.ts'
import { sealedTables } from '../../server/keys/sealed-columns.ts'

const BATCH_ROWS = 200
/** A request that began before the last rotation may still be writing with the key before. */
const SETTLED_AFTER_MILLISECONDS = 60_000

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
