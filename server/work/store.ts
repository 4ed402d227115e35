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
export type WorkKindName =
  | 'import'
  | 'release'
  | 'retention'
  | 'night'
  | 'night_preview'
  | 'monthly_report'
  | 'national'
  | 'mail'

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

const ENDED = { done: `'done'`, failed: `'failed'`, ended: `'done', 'failed'` }

export type AskedWork = Pick<Piece, 'kind' | 'subject'> & { asked: object }

/**
 * Asks for pieces of work, to be done in this order. What was asked for before is the same piece, whatever came of it; with `again` one
 * that was done, that failed, or that ended either way, is asked for anew, under an id of its own: whoever was slow with it before holds it no longer.
 * What is asked holds nothing of any case.
 */
export async function askForWork(
  trx: Trx,
  asked: readonly AskedWork[],
  { again }: { again?: keyof typeof ENDED } = {},
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
            where work.state in (${ENDED[again]})`
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

const TAKE_UP = `update work
  set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, now()), lease_until = ${LEASE}
  where partnership_id = current_partnership_id() and work_id = `
const LEFT = `(state = 'running' and lease_until < now())`
/** `mine`: what this process is at. */
const NOT_MINE = 'work_id::text not in (select jsonb_array_elements_text(:mine::jsonb))'

/** Takes up the oldest piece that waits or whose lease has passed; undefined where there is none. */
export async function claimWork(trx: Trx, kind: WorkKindName, mine: Iterable<string>): Promise<Piece | undefined> {
  const { rows } = await trx.raw(
    `${TAKE_UP} (
       select work_id from work
       where kind = :kind and (state = 'asked' and due_at <= now() or ${LEFT}) and ${NOT_MINE}
       order by place_in_queue
       limit 1
       for update skip locked)
     returning ${PIECE}`,
    { kind, mine: JSON.stringify([...mine]) },
  )
  return rows[0]
}

/**
 * Of a kind whose pieces rest on each other: takes up the first by its subject, and none while somebody is at another. One that was put off
 * holds up those after it. A `subject` that is named is taken up whatever stands before it, and before it is due.
 */
export async function claimInOrder(
  trx: Trx,
  kind: WorkKindName,
  mine: Iterable<string>,
  subject?: string,
): Promise<Piece | undefined> {
  await lockKind(trx, kind)
  const { rows } = await trx.raw(
    `${TAKE_UP} (
       select work_id from (
         select * from work
         where kind = :kind and state in ('asked', 'running') and subject = coalesce(:subject, subject)
         order by subject
         limit 1) first
       where (state = 'asked' and (due_at <= now() or :subject::text is not null) or ${LEFT}) and ${NOT_MINE}
         and not exists (
           select from work held
           where held.kind = :kind and held.state = 'running'
             and (held.lease_until >= now() or held.work_id::text in (select jsonb_array_elements_text(:mine::jsonb)))))
     returning ${PIECE}`,
    { kind, subject: subject ?? null, mine: JSON.stringify([...mine]) },
  )
  return rows[0]
}

/** The first by its subject that is due, or was left. */
export async function firstWaiting(trx: Trx, kind: WorkKindName): Promise<string | undefined> {
  const row = await trx('work')
    .where({ kind })
    .whereRaw(`(state = 'asked' and due_at <= now() or ${LEFT})`)
    .orderBy('subject')
    .first('subject')
  return row?.subject
}

/** Until this transaction ends nobody else takes up or ends a piece of a kind whose pieces rest on each other. */
export async function lockKind(trx: Trx, kind: WorkKindName): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended(current_partnership_id() || ' ' || :kind, 0))`, { kind })
}

/** Somebody waits for it: what was put off is due now. */
export async function hastenWork(trx: Trx, kind: WorkKindName, subject: string): Promise<void> {
  await trx('work').where({ kind, subject, state: 'asked' }).update({ due_at: trx.fn.now() })
}

/** Gives up what was tried so many times and waits, or was left, before `subject`: it no longer holds up what comes after it. */
export async function giveUpBefore(trx: Trx, kind: WorkKindName, subject: string, attempts: number): Promise<void> {
  await trx('work')
    .where({ kind })
    .where('subject', '<', subject)
    .where('attempts', '>=', attempts)
    .whereRaw(`(state = 'asked' or ${LEFT})`)
    .update({
      state: 'failed',
      failure: trx.raw(`coalesce(failure, :failure)`, { failure: stoppedOften(attempts) }),
      finished_at: trx.fn.now(),
      lease_until: null,
    })
}

export function stoppedOften(attempts: number): string {
  return `Vigil was stopped ${attempts} times while it worked on this.`
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
      due_at: trx.raw(`now() + make_interval(mins => least(60, power(2, least(:attempt::int, 7) - 1)::int))`, {
        attempt,
      }),
    })
}

/** Where only one process works (the embedded engine), what it held before it was started anew is nobody's. */
export async function endLeases(trx: Trx): Promise<void> {
  await trx('work')
    .where({ state: 'running' })
    .update({ lease_until: trx.raw(`now() - interval '1 second'`) })
}
