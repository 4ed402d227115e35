import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Keyring, openKeyring } from '../../server/keys/keyring.ts'

let keyring: Keyring | undefined

/** A worker's own keys, made at first use. */
export function testKeyring(): Keyring {
  keyring ??= openKeyring(join(mkdtempSync(join(tmpdir(), 'vigil-test-keys-')), 'keyring.json'))
  return keyring
}
