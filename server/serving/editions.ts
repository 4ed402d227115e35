import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Request, Response } from 'express'

/**
 * Answers that stay the same until what they are made of changes, as the outlines of areas do: put together and compressed once a process,
 * and answered 304 to a browser that has them. Who may have one is decided before, at every request.
 */

type Encoding = 'br' | 'gzip' | 'identity'
type Edition = { whole: Buffer; made: Map<Encoding, Promise<Buffer>> }

/** Of whole answers; what is compressed beside them is a fifth of that. The one asked for longest ago goes first. */
const MOST_BYTES = 64 * 1024 * 1024
const kept = new Map<string, Edition>()

/** Names an edition of an answer: what it is made of, and what was asked. */
export function nameEdition(...parts: string[]): string {
  return `"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27)}"`
}

export function isHeldAlready(request: Request, etag: string): boolean {
  const held = request.get('If-None-Match') ?? ''
  return held.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}

export function recallEdition(etag: string): Edition | undefined {
  const edition = kept.get(etag)
  if (edition) keep(etag, edition)
  return edition
}

export function keepEdition(etag: string, answer: unknown): Edition {
  const edition = { whole: Buffer.from(JSON.stringify(answer)), made: new Map() }
  keep(etag, edition)
  let bytes = [...kept.values()].reduce((sum, { whole }) => sum + whole.length, 0)
  for (const [oldest, { whole }] of kept) {
    if (bytes <= MOST_BYTES) break
    kept.delete(oldest)
    bytes -= whole.length
  }
  return edition
}

function keep(etag: string, edition: Edition): void {
  kept.delete(etag)
  kept.set(etag, edition)
}

/** The bytes, compressed as the browser takes them; undefined where it has this edition already. */
export async function sendEdition(
  request: Request,
  response: Response,
  etag: string,
  edition?: Edition,
): Promise<void> {
  // kept by the browser alone, and asked for anew each time: who may have it is decided then
  response.set({ ETag: etag, 'Cache-Control': 'private, no-cache' }).vary('Accept-Encoding')
  if (!edition) return void response.status(304).end()
  // of several that a browser takes it names none as better; brotli is the smallest
  const encoding = (['br', 'gzip'] as const).find((one) => request.acceptsEncodings(one)) ?? 'identity'
  const bytes = edition.made.get(encoding) ?? compress[encoding](edition.whole)
  edition.made.set(encoding, bytes)
  if (encoding !== 'identity') response.set('Content-Encoding', encoding)
  response.type('application/json; charset=utf-8').send(await bytes)
}

const compress: Record<Encoding, (whole: Buffer) => Promise<Buffer>> = {
  br: (whole) => promisify(brotliCompress)(whole, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (whole) => promisify(gzip)(whole, { level: 9 }),
  identity: async (whole) => whole,
}
