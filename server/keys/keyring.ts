import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { Instant } from '../contract/day.ts'

/**
 * The keys that seal what identifies people. They live in one file outside the database, so that neither a stolen database nor its
 * backup says who anybody is. A value is sealed with AES-256-GCM by the current key and bound to its context: moved to another row or
 * column it does not open.
 */
const Key32 = z.base64().refine((text) => Buffer.from(text, 'base64').length === 32, 'is not 32 bytes in base64')
const KeyId = z.string().regex(/^[0-9a-f]{8}$/, 'is not eight hexadecimal digits')

const KeyFile = z
  .strictObject({
    current: KeyId,
    keys: z.array(z.strictObject({ keyId: KeyId, createdAt: Instant, key: Key32 })).min(1),
    blindIndexKey: Key32,
  })
  .refine(({ current, keys }) => keys.some(({ keyId }) => keyId === current), 'the current key is not among the keys')
type KeyFile = z.infer<typeof KeyFile>

/** The file and what was last read from it. Another process may rotate its keys at any time. */
export type Keyring = { readonly file: string; readonly isProduction: boolean; contents: KeyFile; readAt: string }

/** The key file cannot be used as it stands: said in a sentence when Vigil starts. */
export class KeyFileUnusable extends Error {}

/** What was sealed cannot be opened because its key is not in the key file. */
export class KeyMissing extends Error {
  readonly keyId: string
  constructor(keyId: string) {
    super(
      `What identifies people here is sealed with key ${keyId}, which is not in the key file of this server. Nothing is lost if the key is not: restore the key file from its backup (VIGIL_KEYS_FILE), then try again. No restart is needed.`,
    )
    this.keyId = keyId
  }
}

/** What was sealed was altered, or moved to where it was not sealed for. */
export class SealBroken extends Error {
  constructor() {
    super('A sealed value was altered in the database, or moved to another record, and does not open.')
  }
}

const VERSION = 1
const KEY_ID_BYTES = 8
const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + KEY_ID_BYTES + IV_BYTES + TAG_BYTES

/**
 * Opens the key file; on the first start makes it, readable by its owner only.
 * @throws KeyFileUnusable with a sentence that says what is wrong with the file.
 */
export function openKeyring(file: string, { isProduction = false } = {}): Keyring {
  makeFirst(file)
  return { file, isProduction, ...readKeyFile(file, isProduction) }
}

/** Version, key id, iv, tag and ciphertext in one value. `context` says where it belongs, for instance `identity.name/<partnership>/<id>`. */
export function seal(keyring: Keyring, plaintext: string, context: string): Buffer {
  refresh(keyring)
  const { current } = keyring.contents
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(keyring, current), iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(context))
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(VERSION), Buffer.from(current, 'latin1'), iv, cipher.getAuthTag(), ciphertext])
}

/**
 * @throws KeyMissing when its key is not in the key file, also after reading the file again.
 * @throws SealBroken when it was altered or belongs to another context.
 */
export function unseal(keyring: Keyring, sealed: Buffer, context: string): string {
  const key = keyOf(keyring, keyIdOf(sealed))
  const ivAt = 1 + KEY_ID_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(ivAt, ivAt + IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(ivAt + IV_BYTES, HEAD_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    throw new SealBroken()
  }
}

/** The key that sealed this value. In SQL: `encode(substr(sealed, 2, 8), 'escape')`. */
export function keyIdOf(sealed: Buffer): string {
  const keyId = sealed.toString('latin1', 1, 1 + KEY_ID_BYTES)
  if (sealed.length < HEAD_BYTES || sealed[0] !== VERSION || !KeyId.safeParse(keyId).success) throw new SealBroken()
  return keyId
}

/** The same value in the same context always gives the same 32 bytes, by which it is found without being readable. HMAC-SHA-256. */
export function blindIndex(keyring: Keyring, value: string, context: string): Buffer {
  refresh(keyring)
  return createHmac('sha256', blindKey(keyring)).update(`${context}\u0000${value}`).digest()
}

/** Which blind index key is in use: kept beside what it made, so that its loss is noticed instead of every search finding nobody. */
export function blindIndexKeyId(keyring: Keyring): string {
  refresh(keyring)
  return deriveSecret(keyring, 'blind index key id').toString('hex', 0, 4)
}

/** 32 bytes for one use (HKDF-SHA-256, RFC 5869), the same after every rotation of the sealing keys. */
export function deriveSecret(keyring: Keyring, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', blindKey(keyring), Buffer.alloc(0), `vigil/${use}`, 32))
}

export type KeySummary = { keyId: string; createdAt: string; isCurrent: boolean }

export function listKeys(keyring: Keyring): KeySummary[] {
  refresh(keyring)
  const { keys, current } = keyring.contents
  return keys.map(({ keyId, createdAt }) => ({ keyId, createdAt, isCurrent: keyId === current }))
}

/** Adds a key and makes it the one that seals from now on; the others still open. Gives its id. */
export function addKey(keyring: Keyring, now = new Date()): string {
  refresh(keyring)
  const key = newKey(now)
  replace(keyring, { ...keyring.contents, current: key.keyId, keys: [...keyring.contents.keys, key] })
  return key.keyId
}

/** Takes a key out of the file. The caller has made sure that nothing is sealed with it. */
export function removeKey(keyring: Keyring, keyId: string): void {
  refresh(keyring)
  const { contents } = keyring
  if (keyId === contents.current) throw new Error('the current key cannot be removed')
  replace(keyring, { ...contents, keys: contents.keys.filter((key) => key.keyId !== keyId) })
}

function newKey(now: Date) {
  return {
    keyId: randomBytes(KEY_ID_BYTES / 2).toString('hex'),
    createdAt: now.toISOString(),
    key: randomBytes(32).toString('base64'),
  }
}

function keyOf(keyring: Keyring, keyId: string): Buffer {
  const find = () => keyring.contents.keys.find((key) => key.keyId === keyId)
  let found = find()
  if (!found) {
    refresh(keyring)
    found = find()
  }
  if (!found) throw new KeyMissing(keyId)
  return Buffer.from(found.key, 'base64')
}

function blindKey({ contents }: Keyring): Buffer {
  return Buffer.from(contents.blindIndexKey, 'base64')
}

/** Reads the file again when it has changed. One that has gone or is damaged leaves what was read before in use. */
function refresh(keyring: Keyring): void {
  try {
    if (versionOf(keyring.file) === keyring.readAt) return
    Object.assign(keyring, readKeyFile(keyring.file, keyring.isProduction))
  } catch (error) {
    if (error instanceof KeyFileUnusable || (error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
}

/** Changes with every replacement of the file: a new inode even within one tick of the clock. */
function versionOf(file: string): string {
  const { ino, mtimeMs, size } = statSync(file)
  return `${ino} ${mtimeMs} ${size}`
}

function readKeyFile(file: string, isProduction: boolean): Pick<Keyring, 'contents' | 'readAt'> {
  const { mode } = statSync(file)
  if (isProduction && (mode & 0o077) !== 0) {
    throw new KeyFileUnusable(`The key file ${file} may be read by other users of this machine. Run: chmod 600 ${file}`)
  }
  if (!isProduction && (mode & 0o077) !== 0) chmodSync(file, mode & 0o700)
  const readAt = versionOf(file)
  const parsed = KeyFile.safeParse(parseJson(readFileSync(file, 'utf8')))
  if (!parsed.success) {
    const wrong = parsed.error.issues[0]
    throw new KeyFileUnusable(
      `The key file ${file} is damaged${wrong?.path.length ? ` (${wrong.path.join('.')})` : ''}. Restore it from its backup; do not delete it, or nothing that it sealed will open again.`,
    )
  }
  return { contents: parsed.data, readAt }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Of several processes that start at once one makes the file, and all use that one. */
function makeFirst(file: string): void {
  try {
    statSync(file)
    return
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const key = newKey(new Date())
  const draft = writeDraft(file, {
    current: key.keyId,
    keys: [key],
    blindIndexKey: randomBytes(32).toString('base64'),
  })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
}

function replace(keyring: Keyring, contents: KeyFile): void {
  const draft = writeDraft(keyring.file, contents)
  chmodSync(draft, statSync(keyring.file).mode & 0o777)
  renameSync(draft, keyring.file)
  Object.assign(keyring, readKeyFile(keyring.file, keyring.isProduction))
}

/** Written whole and flushed beside the file before it takes its place: a power cut leaves the old file or the new one. */
function writeDraft(file: string, contents: KeyFile): string {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  const descriptor = openSync(draft, 'wx', 0o600)
  try {
    writeSync(descriptor, `${JSON.stringify(contents, null, 2)}\n`)
    fsyncSync(descriptor)
  } catch (error) {
    unlinkSync(draft) // a full disk: the file that stands is whole, and half a one beside it helps nobody
    throw error
  } finally {
    closeSync(descriptor)
  }
  return draft
}
