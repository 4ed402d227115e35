import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Instant } from '../contract/day.ts'
import type { ChainHead } from './store.ts'

/**
 * The end of each audit chain, signed and kept in a file outside the database: whoever could rewrite the whole chain in the database
 * would still have to explain why it no longer ends where the file says it did.
 */
export const Anchor = z.strictObject({
  partnership: z.string(),
  length: z.int().nonnegative(),
  hash: z.string(),
  anchoredAt: Instant,
  signature: z.string(),
})
export type Anchor = z.infer<typeof Anchor>

const directoryOf = (home: string) => join(home, 'audit')

/** Appends an anchor for the partnership (its slug). The key is made at first use, readable by its owner only (Ed25519). */
export function writeAnchor(home: string, partnership: string, head: ChainHead, now = new Date()): void {
  mkdirSync(directoryOf(home), { recursive: true, mode: 0o700 })
  const unsigned = { partnership, ...head, anchoredAt: now.toISOString() }
  const signature = sign(null, Buffer.from(JSON.stringify(unsigned)), signingKey(home)).toString('base64')
  appendFileSync(fileOf(home, partnership), `${JSON.stringify({ ...unsigned, signature })}\n`, { mode: 0o600 })
}

/** The anchors of a partnership, oldest first, each with whether its signature holds. */
export function readAnchors(home: string, partnership: string): (Anchor & { isGenuine: boolean })[] {
  const file = fileOf(home, partnership)
  if (!existsSync(file)) return []
  const key = createPublicKey(signingKey(home))
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const anchor = Anchor.parse(JSON.parse(line))
      const { signature, ...unsigned } = anchor
      return {
        ...anchor,
        isGenuine: verify(null, Buffer.from(JSON.stringify(unsigned)), key, Buffer.from(signature, 'base64')),
      }
    })
}

function fileOf(home: string, partnership: string): string {
  return join(directoryOf(home), `${partnership}.jsonl`)
}

function signingKey(home: string): KeyObject {
  const file = join(directoryOf(home), 'anchor-key.pem')
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  }
  return createPrivateKey(readFileSync(file))
}
