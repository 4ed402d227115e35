import { createHash } from 'node:crypto'
import type { Trx } from '../db/tenant.ts'
import { HttpProblem } from '../problem.ts'

/** A write that carries an Idempotency-Key is done once: the same key with the same body gets the first answer again. (IETF draft-07) */
export type Remembered = { status: number; headers: Record<string, string>; answer: unknown }

export function hashBody(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(body) ?? '')
    .digest('hex')
}

/** The first answer to this key; undefined when it is new. */
export async function recallAnswer(
  trx: Trx,
  partnershipId: string,
  key: string,
  operation: string,
  bodyHash: string,
): Promise<Remembered | undefined> {
  const { rows } = await trx.raw('select pg_try_advisory_xact_lock(hashtextextended(:lock, 0)) as is_mine', {
    lock: `${partnershipId} ${key}`,
  })
  if (!rows[0].is_mine) {
    throw new HttpProblem(
      { status: 409, title: 'A request with this Idempotency-Key is still being worked on. Try again in a moment.' },
      { 'Retry-After': '1' },
    )
  }
  // an answer holds what was recorded: it is kept for a day of retries and no longer, whoever asked
  await trx.raw('select forget_old_answers()')
  const earlier = await trx('idempotency_key').where({ partnership_id: partnershipId, key }).first()
  if (!earlier) return undefined
  if (earlier.operation !== operation || earlier.body_hash !== bodyHash) {
    throw new HttpProblem({
      status: 422,
      title: 'This Idempotency-Key was used before for something else. Make a new one for a new request.',
    })
  }
  return { status: earlier.status, headers: earlier.headers, answer: earlier.answer }
}

export async function rememberAnswer(
  trx: Trx,
  partnershipId: string,
  key: string,
  operation: string,
  bodyHash: string,
  first: Remembered,
): Promise<void> {
  await trx('idempotency_key').insert({
    partnership_id: partnershipId,
    key,
    operation,
    body_hash: bodyHash,
    status: first.status,
    headers: JSON.stringify(first.headers),
    answer: JSON.stringify(first.answer),
  })
}
