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
export type WorkKindName = 'import' | 'release' | 'retention' | 'night_preview' | 'monthly_report'

export const LEASE_MILLISECONDS = 30_000
const PIECE = `partnership_id as "partnershipId", work_id as "workId", kind, subject, asked, asked_by as "askedBy", attempts as attempt`
/** From now, also in a transaction that began long ago. */
const LEASE = `clock_timestamp() + interval '${LEASE_MILLISECONDS} milliseconds'`

/** Somebody else has taken the piece up: what this process was about to write is theirs to write. */
export class TakenOver extends Error {
  constructor() {
    super(
      'Nothing was heard of this for half a minute, so it was taken for dead and ended elsewhere. What it had done stands; start it again for the rest.',
    )
  }
}

export type AskedWork = Pick<Piece, 'kind' | 'subject'> & { asked: object }

/**
 * Asks for pieces of work, to be done in this order. What was asked for before is the same piece, whatever came of it; with `again` one
 * that was done, or that ended either way, is asked for anew, under an id of its own: whoever was slow with it before holds it no longer.
 * What is asked holds nothing of any case.
 */
export async function askForWork(
  trx: Trx,
  asked: readonly AskedWork[],
  { again }: { again?: 'done' | 'ended' } = {},
): Promise<void> {
  await trx.raw(
    `insert into work (partnership_id, kind, subject, asked)
     select current_partnership_id(), given ->> 'kind', given ->> 'subject', given -> 'asked'
     from jsonb_array_elements(:asked::jsonb) with ordinality as asked (given, place)
     order by place
     on conflict (partnership_id, kind, subject) ${
       again
         ? `do update set work_id = gen_random_uuid(), state = 'asked', asked = excluded.asked, asked_by = excluded.asked_by, asked_at = now(), attempts = 0, due_at = now(),
              started_at = null, finished_at = null, failure = null, result = null, steps_done = 0, steps_total = null
            where work.state in (${again === 'done' ? `'done'` : `'done', 'failed'`})`
         : 'do nothing'
     }`,
    { asked: JSON.stringify(asked) },
  )
}

/** How many of these have ended. */
export async function countEnded(trx: Trx, asked: readonly Pick<AskedWork, 'kind' | 'subject'>[]): Promise<number> {
  const { rows } = await trx.raw(
    `select count(*)::int as ended
     from jsonb_to_recordset(:asked::jsonb) as asked (kind text, subject text)
     join work on work.kind = asked.kind and work.subject = asked.subject and work.state in ('done', 'failed')`,
    { asked: JSON.stringify(asked.map(({ kind, subject }) => ({ kind, subject }))) },
  )
  return rows[0].ended
}

/** Takes up the oldest piece that waits or whose lease has passed; undefined where there is none. `mine`: what this process is at. */
export async function claimWork(trx: Trx, kind: WorkKindName, mine: Iterable<string>): Promise<Piece | undefined> {
  const { rows } = await trx.raw(
    `update work
     set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, now()), lease_until = ${LEASE}
     where partnership_id = current_partnership_id() and work_id = (
       select work_id from work
       where kind = :kind and (state = 'asked' and due_at <= now() or state = 'running' and lease_until < now())
         and work_id::text not in (select jsonb_array_elements_text(:mine::jsonb))
       order by place_in_queue
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
     values (current_partnership_id(), :kind, :subject, 'running', 1, now(), ${LEASE})
     returning ${PIECE}`,
    { kind, subject },
  )
  return rows[0]
}

/** Renews the lease; false when the piece is no longer held. */
export async function renewLease(trx: Trx, { workId, attempt }: Piece): Promise<boolean> {
  const renewed = await trx('work')
    .where({ work_id: workId, state: 'running', attempts: attempt })
    .update({ lease_until: trx.raw(LEASE) })
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
  ended: { state: 'done'; result?: object } | { state: 'failed'; failure: string },
): Promise<void> {
  const finished = await trx('work')
    .where({ work_id: workId, state: 'running', attempts: attempt })
    .update({
      state: ended.state,
      failure: ended.state === 'failed' ? ended.failure : null,
      result: ended.state === 'done' && ended.result ? JSON.stringify(ended.result) : null,
      finished_at: trx.fn.now(),
      lease_until: null,
    })
  if (finished !== 1) throw new TakenOver()
}

/** Says how far it is, for those who wait. */
export async function noteSteps(trx: Trx, { workId, attempt }: Piece, done: number, total: number): Promise<void> {
  await trx('work')
    .where({ work_id: workId, state: 'running', attempts: attempt })
    .update({ steps_done: done, steps_total: total })
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
