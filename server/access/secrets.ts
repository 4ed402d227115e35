import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits as 43 characters: links, devices, API keys and session ids. Nothing to guess, so that a plain hash keeps them. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What the database keeps of a token. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
