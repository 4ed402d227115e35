import type { Knex } from 'knex'
import type { Day } from '../../contract/day.ts'
import { type Tenant, type Trx, withTenant } from '../../db/tenant.ts'
import { LOOK_BACK_DAYS } from './snapshot.ts'

/**
 * A night is run once, whichever node gets to it: the row is the lock, a lease that lapses lets another take up what was killed. A
 * partnership's nights go one after another, for each continues the signals of those before it: while one runs no other is taken up, and
 * one that was passed over by a later night is never run.
 */
export type Claim = { attempt: number; firstStartedAt: string; snapshot: Buffer | null; snapshotHash: string | null }
export type ClaimRefused = { state: 'running' | 'done' | 'passed' }

const LEASE = '20 seconds'
export const LEASE_MILLISECONDS = 20_000

const PASSED = 'A later night was done first; “vigil replay” says what this one would have found.'
const LATER_NIGHT_IS_DONE = `exists (select from job_run later where later.job = 'nightly' and later.night > job_run.night and later.state = 'done')`

/** Takes the night up, or says that it is done, that it or another of the partnership is running elsewhere, or that a later one is done. */
export function claimNight(db: Knex, tenant: Tenant, night: Day): Promise<Claim | ClaimRefused> {
  return withTenant(db, tenant, async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(hashtextextended(:lock, 0))', {
      lock: `${tenant.partnershipId} nights`,
    })
    await setAsideEmptyNight(trx, night)
    const refused = await refusalOf(trx, night)
    if (refused) return { state: refused }
    const { rows } = await trx.raw(
      `insert into job_run (partnership_id, job, night, state, started_at, first_started_at, lease_until, attempts)
       values (:partnershipId, 'nightly', :night, 'running', now(), now(), now() + interval '${LEASE}', 1)
       on conflict (partnership_id, job, night) do update
       set state = 'running', started_at = now(), lease_until = now() + interval '${LEASE}', attempts = job_run.attempts + 1,
         first_started_at = coalesce(job_run.first_started_at, now()), failure = null
       returning attempts, first_started_at, snapshot_gzip, snapshot_hash`,
      { partnershipId: tenant.partnershipId, night },
    )
    const [claimed] = rows
    return {
      attempt: claimed.attempts,
      firstStartedAt: claimed.first_started_at,
      snapshot: claimed.snapshot_gzip,
      snapshotHash: claimed.snapshot_hash,
    }
  })
}

/** Of runs before `records` was kept, by what their checks counted. */
const RAN_ON_NOTHING = `coalesce(run.records, (
  select coalesce(sum((checked ->> 'cases')::int), 0) from jsonb_array_elements(run.summary) checked)) = 0`

/** What was recorded since, and that a run anew would see: as in `readSnapshot`. */
const SEES_SOMETHING_NOW = ['death', 'overdose']
  .map(
    (kind) => `exists (
       select from ${kind}_revision fact
       where fact.partnership_id = run.partnership_id and fact.known_on < run.night
         and fact.recorded_at > coalesce(run.first_started_at, run.asked_at)
         and fact.event_day between run.night - ${LOOK_BACK_DAYS} and run.night - 1)`,
  )
  .join(' or ')

/**
 * A night that ran before anything was recorded is to run anew once something is that it would see: the run it had is set aside, byte for
 * byte, and the night asked for again. Not once a later night is done. Says whether it was so.
 */
export async function setAsideEmptyNight(trx: Knex.Transaction, night: Day): Promise<boolean> {
  const { rows } = await trx.raw(
    `insert into job_run_before (partnership_id, job, night, attempts, first_started_at, finished_at, snapshot_hash, snapshot_gzip, result_hash, summary, feeds)
     select partnership_id, job, night, attempts, first_started_at, finished_at, snapshot_hash, snapshot_gzip, result_hash, summary, feeds
     from job_run run
     where job = 'nightly' and night = :night and state = 'done' and ${RAN_ON_NOTHING} and (${SEES_SOMETHING_NOW})
       and not exists (select from job_run later where later.job = 'nightly' and later.night > run.night and later.state = 'done')
     on conflict do nothing
     returning night`,
    { night },
  )
  if (rows.length === 0) return false
  await trx('job_run').where({ job: 'nightly', night }).update({
    state: 'asked',
    asked_at: trx.fn.now(),
    started_at: null,
    first_started_at: null,
    finished_at: null,
    snapshot_hash: null,
    snapshot_gzip: null,
    result_hash: null,
    summary: null,
    feeds: null,
    plain_notices: null,
    records: null,
  })
  // they were made of nothing, and would stand for four weeks
  await trx('monthly_report').where({ night }).delete()
  return true
}

async function refusalOf(trx: Trx, night: Day): Promise<ClaimRefused['state'] | undefined> {
  const { rows } = await trx.raw(
    `select coalesce(bool_or(night = :night and state = 'done'), false) as is_done,
       coalesce(bool_or(night > :night and state = 'done'), false) as is_passed,
       coalesce(bool_or(state = 'running' and lease_until >= now()), false) as is_running
     from job_run where job = 'nightly'`,
    { night },
  )
  const [{ is_done: isDone, is_passed: isPassed, is_running: isRunning }] = rows
  if (isDone) return 'done'
  if (isRunning) return 'running'
  if (!isPassed) return undefined
  await trx('job_run').where({ job: 'nightly', night }).update({ state: 'failed', lease_until: null, failure: PASSED })
  return 'passed'
}

/** Keeps the lease while the work goes on; the returned function stops it. */
export function keepLease(db: Knex, tenant: Tenant, night: Day, attempt: number): () => void {
  const timer = setInterval(() => {
    withTenant(db, tenant, (trx) =>
      ownRun(trx, night, attempt).update({ lease_until: trx.raw(`now() + interval '${LEASE}'`) }),
    ).catch(() => undefined)
  }, LEASE_MILLISECONDS / 4)
  timer.unref()
  return () => clearInterval(timer)
}

function ownRun(trx: Knex.Transaction, night: Day, attempt: number) {
  return trx('job_run').where({ job: 'nightly', night, state: 'running', attempts: attempt })
}

export async function keepSnapshot(
  db: Knex,
  tenant: Tenant,
  night: Day,
  attempt: number,
  snapshot: { gzip: Buffer; hash: string; records: number },
): Promise<void> {
  await withTenant(db, tenant, (trx) =>
    ownRun(trx, night, attempt).update({
      snapshot_gzip: snapshot.gzip,
      snapshot_hash: snapshot.hash,
      records: snapshot.records,
    }),
  )
}

/** Marks the run done, in the transaction that publishes its signals; false when another took it over meanwhile, or did a later night. */
export async function finishNight(
  trx: Knex.Transaction,
  night: Day,
  attempt: number,
  result: { hash: string; checks: object[]; feeds: object[]; plainNotices: object[] },
): Promise<boolean> {
  const updated = await ownRun(trx, night, attempt)
    .whereRaw(`not ${LATER_NIGHT_IS_DONE}`)
    .update({
      state: 'done',
      finished_at: trx.fn.now(),
      lease_until: null,
      result_hash: result.hash,
      summary: JSON.stringify(result.checks),
      feeds: JSON.stringify(result.feeds),
      plain_notices: JSON.stringify(result.plainNotices),
    })
  return updated === 1
}

export async function failNight(db: Knex, tenant: Tenant, night: Day, attempt: number, failure: string): Promise<void> {
  await withTenant(db, tenant, (trx) =>
    ownRun(trx, night, attempt).update({ state: 'failed', finished_at: trx.fn.now(), lease_until: null, failure }),
  )
}

export async function readNight(db: Knex, tenant: Tenant, night: Day) {
  return withTenant(db, tenant, (trx) =>
    trx('job_run')
      .where({ job: 'nightly', night })
      .first('state', 'snapshot_gzip', 'snapshot_hash', 'result_hash', 'summary', 'failure'),
  )
}

/** The last night done before this one; undefined when it is the first. */
export async function nightBefore(db: Knex, tenant: Tenant, night: Day): Promise<Day | undefined> {
  const row = await withTenant(db, tenant, (trx) =>
    trx('job_run')
      .where({ job: 'nightly', state: 'done' })
      .andWhere('night', '<', night)
      .max({ night: 'night' })
      .first(),
  )
  return row?.night ?? undefined
}

const ATTEMPTS = 3

/** Nights that wait to be taken up: asked for, failed and neither given up nor passed over, or left by a node that was killed. */
export async function listWaitingNights(db: Knex, tenant: Tenant): Promise<Day[]> {
  const { rows } = await withTenant(db, tenant, (trx) =>
    trx.raw(
      `select night from job_run
       where job = 'nightly' and (state = 'asked' or (state = 'failed' and attempts < ${ATTEMPTS} and not ${LATER_NIGHT_IS_DONE})
         or (state = 'running' and lease_until < now()))
       order by night`,
    ),
  )
  return rows.map((row: { night: Day }) => row.night)
}

export async function listGivenUpNights(db: Knex, tenant: Tenant): Promise<Day[]> {
  return withTenant(db, tenant, (trx) =>
    trx('job_run').where({ job: 'nightly', state: 'failed' }).andWhere('attempts', '>=', ATTEMPTS).pluck('night'),
  )
}
