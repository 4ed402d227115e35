import type { Knex } from 'knex'
import { type Tenant, type Trx, withTenant } from '../db/tenant.ts'
import {
  claimInOrder,
  claimWork,
  finishWork,
  LEASE_MILLISECONDS,
  type Piece,
  putOffWork,
  renewLease,
  stoppedOften,
  TakenOver,
  type WorkKindName,
} from './store.ts'

/** How one kind of work is done. */
export type WorkKind = {
  kind: WorkKindName
  /** Taken up so many times without an end, it is given up. */
  mostAttempts: number
  /** Each piece rests on those before it, by their subjects: one at a time, in that order. */
  isInOrder?: boolean
  /**
   * Does it. Every transaction that writes holds the piece (`holdWork`), and the last ends it (`finishWork`).
   * @throws what goes wrong; it is put off then.
   */
  work: (db: Knex, piece: Piece) => Promise<void>
  /** What a failure makes of it, where that is not to be put off and at last given up: in a transaction of its own. */
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
  kind: WorkKind,
  isStopping: () => boolean = () => false,
): Promise<number> {
  const claim = kind.isInOrder ? claimInOrder : claimWork
  for (let done = 0; ; done++) {
    if (isStopping()) return done
    const piece = await withTenant(db, tenantOf(partnershipId), (trx) => claim(trx, kind.kind, mine))
    if (!piece) return done
    await runPiece(db, piece, kind)
  }
}

/**
 * Does one piece of a kind whose pieces are done in order, whatever waits before it. 'not free': it has ended, or somebody is at it or at
 * another.
 * @throws what went wrong with it, after it was put off or given up.
 */
export async function runNamed(
  db: Knex,
  partnershipId: string,
  kind: WorkKind,
  subject: string,
): Promise<'ended' | 'taken over' | 'not free'> {
  const piece = await withTenant(db, tenantOf(partnershipId), (trx) => claimInOrder(trx, kind.kind, mine, subject))
  return piece ? runPiece(db, piece, kind) : 'not free'
}

export type Held = { piece: Piece; letGo: () => void }

/** Takes up one piece of a kind that is done in order, for work that spans several: held until it is let go, and ended by whoever holds it. */
export async function takeUp(
  db: Knex,
  partnershipId: string,
  kind: WorkKindName,
  subject: string,
): Promise<Held | undefined> {
  const tenant = tenantOf(partnershipId)
  const piece = await withTenant(db, tenant, (trx) => claimInOrder(trx, kind, mine, subject))
  return piece && { piece, letGo: keepLease(db, tenant, piece) }
}

async function runPiece(
  db: Knex,
  piece: Piece,
  { mostAttempts, work, giveUp = markFailed, afterError }: WorkKind,
): Promise<'ended' | 'taken over'> {
  const tenant = tenantOf(piece.partnershipId)
  const stopRenewing = keepLease(db, tenant, piece)
  try {
    if (piece.attempt > mostAttempts) await giveUp(db, piece, stoppedOften(mostAttempts))
    else await work(db, piece)
    return 'ended'
  } catch (error) {
    if (error instanceof TakenOver) return 'taken over'
    await afterFailure(error)
    throw error
  } finally {
    stopRenewing()
  }

  async function afterFailure(error: unknown): Promise<void> {
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
