import type { Trx } from '../db/tenant.ts'

/**
 * What takes longer than a request, or goes out of the house: asked for in the transaction that has a reason for it, taken up by whichever
 * process gets to it first, told of as it goes, and done once. A process holds its piece by a lease that it renews; when it is killed the
 * lease passes, and another takes the piece up. Whoever was only slow finds that out in the transaction that would have written.
 */

export type Piece = {
  partnershipId: string
  workId: string
  kind: WorkKindName
  subject: string
  asked: unknown
  askedBy: string
  /** Which time it is taken up; also by whom, for each time is another's. */
  attempt: number
}
export type WorkKindName = 'import'

export const LEASE_MILLISECONDS = 30_000
const PIECE = `partnership_id as "partnershipId", work_id as "workId", kind, subject, asked, asked_by as "askedBy", attempts as attempt`
const LEASE = `interval '${LEASE_MILLISECONDS} milliseconds'`

/** Somebody else has taken the piece up: what this process was about to write is theirs to write. */
export class TakenOver extends Error {}

/** Asks for a piece of work. Asked for again it is the same piece, whatever came of it. Its words hold nothing of any case. */
export async function askForWork(
  trx: Trx,
  { kind, subject, asked }: Pick<Piece, 'kind' | 'subject'> & { asked: object },
): Promise<void> {
  await trx.raw(
    `insert into work (partnership_id, kind, subject, asked) values (current_partnership_id(), :kind, :subject, :asked)
     on conflict do nothing`,
    { kind, subject, asked: JSON.stringify(asked) },
  )
}

/** Takes up the oldest piece that waits or whose lease has passed; undefined where there is none. `mine`: what this process is at. */
export async function claimWork(trx: Trx, kind: WorkKindName, mine: Iterable<string>): Promise<Piece | undefined> {
  const { rows } = await trx.raw(
    `update work
     set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, now()), lease_until = now() + ${LEASE}
     where partnership_id = current_partnership_id() and work_id = (
       select work_id from work
       where kind = :kind and (state = 'asked' and due_at <= now() or state = 'running' and lease_until < now())
         and work_id::text not in (select jsonb_array_elements_text(:mine::jsonb))
       order by asked_at, work_id
       limit 1
       for update skip locked)
     returning ${PIECE}`,
    { kind, mine: JSON.stringify([...mine]) },
  )
  return rows[0]
}

/** Takes a piece up as it is asked for: for a process that has what it needs itself, and nobody else has. */
export async function startWork(trx: Trx, { kind, subject }: Pick<Piece, 'kind' | 'subject'>): Promise<Piece> {
  const { rows } = await trx.raw(
    `insert into work (partnership_id, kind, subject, state, attempts, started_at, lease_until)
     values (current_partnership_id(), :kind, :subject, 'running', 1, now(), now() + ${LEASE})
     returning ${PIECE}`,
    { kind, subject },
  )
  return rows[0]
}

/** Renews the lease; false when the piece is no longer held. */
export async function renewLease(trx: Trx, { workId, attempt }: Piece): Promise<boolean> {
  const renewed = await trx('work')
    .where({ work_id: workId, state: 'running', attempts: attempt })
    .update({ lease_until: trx.raw(`now() + ${LEASE}`) })
  return renewed === 1
}

/**
 * In a transaction that writes: that the piece is still held, until this transaction ends.
 * @throws TakenOver when somebody else has taken it up, so that nothing is written twice.
 */
export async function holdWork(trx: Trx, piece: Piece): Promise<void> {
  if (!(await renewLease(trx, piece))) throw new TakenOver()
}

/**
 * Marks the piece as ended, in the transaction that writes what came of it.
 * @throws TakenOver when somebody else has taken it up.
 */
export async function finishWork(
  trx: Trx,
  { workId, attempt }: Piece,
  ended: { state: 'done' } | { state: 'failed'; failure: string },
): Promise<void> {
  const finished = await trx('work')
    .where({ work_id: workId, state: 'running', attempts: attempt })
    .update({
      state: ended.state,
      failure: ended.state === 'failed' ? ended.failure : null,
      finished_at: trx.fn.now(),
      lease_until: null,
    })
  if (finished !== 1) throw new TakenOver()
}

/** Gives the piece back after a failure: it is taken up again some time later, the longer the oftener it has failed. */
export async function putOffWork(trx: Trx, { workId, attempt }: Piece, failure: string): Promise<void> {
  await trx('work')
    .where({ work_id: workId, state: 'running', attempts: attempt })
    .update({
      state: 'asked',
      failure,
      lease_until: null,
      due_at: trx.raw(`now() + make_interval(mins => least(60, power(2, :attempt::int - 1)::int))`, { attempt }),
    })
}

/** Where only one process works (the embedded engine), what it held before it was started anew is nobody's. */
export async function endLeases(trx: Trx): Promise<void> {
  await trx('work')
    .where({ state: 'running' })
    .update({ lease_until: trx.raw(`now() - interval '1 second'`) })
}
