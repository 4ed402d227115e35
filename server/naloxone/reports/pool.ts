import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Day } from '../../contract/day.ts'
import { NewKitRequest, NewReversalReport, ReportCode } from '../../contract/reversal-report.ts'
import type { Trx } from '../../db/tenant.ts'
import { type Keyring, seal, unseal } from '../../keys/keyring.ts'
import { sealedPool } from '../../keys/sealed-columns.ts'
import { HttpProblem } from '../../problem.ts'

/**
 * Where everything that the public sends waits for its batch: one sealed value a partnership. Whoever holds the database sees neither how
 * many things wait, nor of which kind, nor in which order or on which day they came; only, between two copies of it, that something did.
 */

const Waiting = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('report'), receivedOn: Day, report: NewReversalReport }),
  z.strictObject({ kind: z.literal('withdrawal'), receivedOn: Day, code: ReportCode }),
  z.strictObject({ kind: z.literal('kit request'), receivedOn: Day, request: NewKitRequest }),
])
export type Waiting = z.infer<typeof Waiting>

const Pool = z.strictObject({
  waiting: z.array(Waiting),
  /** Reports taken in since requests for kits were last opened: among these each of them may belong to any. */
  reportsSinceOpening: z.int().nonnegative(),
})
export type Pool = z.infer<typeof Pool>

/** The sealed value is always a multiple of so many bytes: a hundred things or so fit into the first. */
const STEP_BYTES = 64 * 1024
/** About two thousand of them in one day are no reports. */
const MOST_BYTES = 2 * 1024 * 1024

/**
 * Adds to what waits, in the transaction that answers the sender: what was acknowledged survives whatever happens next. What came before under
 * the same code gives way: whoever had no answer may have mended it meanwhile, and was told that this was taken.
 */
export async function addToPool(trx: Trx, keyring: Keyring, partnershipId: string, waiting: Waiting): Promise<void> {
  const isOther = (one: Waiting) => one.kind !== waiting.kind || codeOf(one) !== codeOf(waiting)
  await changePool(trx, keyring, partnershipId, (pool) => ({
    ...pool,
    waiting: [...pool.waiting.filter(isOther), waiting],
  }))
}

function codeOf(waiting: Waiting): string {
  if (waiting.kind === 'withdrawal') return waiting.code
  return waiting.kind === 'report' ? waiting.report.code : waiting.request.code
}

/** Reads and writes the pool as one deed; two senders at once wait for each other. What is given back as it was is left as it is. */
export async function changePool(
  trx: Trx,
  keyring: Keyring,
  partnershipId: string,
  change: (pool: Pool) => Pool | Promise<Pool>,
): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended('report pool ' || current_partnership_id(), 0))`)
  const row = await trx('report_pool').forUpdate().first('pool_id', 'sealed')
  const before = row ? open(keyring, partnershipId, row) : { waiting: [], reportsSinceOpening: 0 }
  const after = await change(before)
  if (after === before) return
  const poolId = randomUUID()
  const sealed = seal(keyring, pad(JSON.stringify(after)), contextOf(partnershipId, poolId))
  if (row) await trx('report_pool').update({ pool_id: poolId, sealed })
  else await trx('report_pool').insert({ partnership_id: partnershipId, pool_id: poolId, sealed })
}

function open(keyring: Keyring, partnershipId: string, row: { pool_id: string; sealed: Buffer }): Pool {
  return Pool.parse(JSON.parse(unseal(keyring, Buffer.from(row.sealed), contextOf(partnershipId, row.pool_id))))
}

function contextOf(partnershipId: string, poolId: string): string {
  return sealedPool.contextOf('sealed', partnershipId, poolId)
}

/** Blanks after the text, which JSON takes no notice of. */
function pad(text: string): string {
  const bytes = Buffer.byteLength(text)
  if (bytes > MOST_BYTES) {
    throw new HttpProblem(
      { status: 429, title: 'More has been sent today than can be taken in. Keep it, and send it again tomorrow.' },
      { 'Retry-After': '43200' },
    )
  }
  return text + ' '.repeat((STEP_BYTES - (bytes % STEP_BYTES)) % STEP_BYTES)
}
