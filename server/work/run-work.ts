import type { Knex } from 'knex'
import { type Tenant, type Trx, withTenant } from '../db/tenant.ts'
import {
  claimWork,
  finishWork,
  LEASE_MILLISECONDS,
  type Piece,
  putOffWork,
  renewLease,
  TakenOver,
  type WorkKindName,
} from './store.ts'

/** How one kind of work is done. */
export type WorkKind = {
  kind: WorkKindName
  /** Taken up so many times without an end, it is given up. */
  mostAttempts: number
  /**
   * Does it. Every transaction that writes holds the piece (`holdWork`), and the last ends it (`finishWork`).
   * @throws what goes wrong; it is put off then.
   */
  work: (db: Knex, piece: Piece) => Promise<void>
  /** Where a failure ends it at once: ends it, in a transaction of its own. Left out, it is put off and tried again. */
  afterError?: (trx: Trx, piece: Piece) => Promise<void>
  /** Says elsewhere too that it was given up, and marks the piece as failed. */
  giveUp?: (db: Knex, piece: Piece, failure: string) => Promise<void>
}

/** The pieces that this process is at: a long statement may hold up the renewing of a lease, and nobody takes up its own. */
const mine = new Set<string>()

/**
 * Does what waits of one kind in one partnership, one piece after another, until nothing waits. Any number of processes may do so at once.
 * @throws what went wrong with a piece, after it was put off or given up.
 */
export async function runWork(
  db: Knex,
  partnershipId: string,
  { kind, mostAttempts, work, giveUp = markFailed, afterError }: WorkKind,
  isStopping: () => boolean = () => false,
): Promise<number> {
  const tenant = tenantOf(partnershipId)
  for (let done = 0; ; done++) {
    if (isStopping()) return done
    const piece = await withTenant(db, tenant, (trx) => claimWork(trx, kind, mine))
    if (!piece) return done
    const stopRenewing = keepLease(db, tenant, piece)
    try {
      if (piece.attempt > mostAttempts)
        await giveUp(db, piece, `Vigil was stopped ${mostAttempts} times while it worked on this.`)
      else await work(db, piece)
    } catch (error) {
      if (error instanceof TakenOver) continue
      await afterFailure(db, tenant, piece, error)
      throw error
    } finally {
      stopRenewing()
    }
  }

  async function afterFailure(db: Knex, tenant: Tenant, piece: Piece, error: unknown): Promise<void> {
    const failure = (error as Error).name
    try {
      if (afterError) await withTenant(db, tenant, (trx) => afterError(trx, piece))
      else if (piece.attempt < mostAttempts) await withTenant(db, tenant, (trx) => putOffWork(trx, piece, failure))
      else await giveUp(db, piece, `It failed ${piece.attempt} times.`)
    } catch {
      // the database is away: the lease passes, and the piece is taken up again
    }
  }
}

/** Renews the lease while the work goes on; the returned function stops it. */
export function keepLease(db: Knex, tenant: Tenant, piece: Piece): () => void {
  mine.add(piece.workId)
  const timer = setInterval(() => {
    withTenant(db, tenant, (trx) => renewLease(trx, piece)).catch(() => undefined) // the next renewal, or the end, finds out
  }, LEASE_MILLISECONDS / 4)
  timer.unref()
  return () => {
    clearInterval(timer)
    mine.delete(piece.workId)
  }
}

function markFailed(db: Knex, piece: Piece, failure: string): Promise<void> {
  return withTenant(db, tenantOf(piece.partnershipId), (trx) => finishWork(trx, piece, { state: 'failed', failure }))
}

const tenantOf = (partnershipId: string): Tenant => ({ partnershipId, userId: 'work', purpose: 'work' })
