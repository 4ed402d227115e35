import type { Knex } from 'knex'
import type { Day } from '../../contract/day.ts'
import { type Tenant, type Trx, withTenant } from '../../db/tenant.ts'
import { askForWork, finishWork, giveUpBefore, hastenWork, holdWork, lockKind, type Piece } from '../../work/store.ts'
import { LOOK_BACK_DAYS } from './snapshot.ts'

/**
 * A night is a piece of work, done once, whichever node gets to it. A partnership's nights go one after another, for each continues the
 * signals of those before it: while one runs no other is taken up, and one that was passed over by a later night is never run. What a night
 * is stands in its own row (`night`): what was known when it began, frozen, and what came of it.
 */

/** After so many attempts it no longer holds up the nights after it; until one is due it is tried on. */
const ATTEMPTS = 3
export const PASSED = 'A later night was done first; “vigil replay” says what this one would have found.'
const LATER_NIGHT_IS_DONE = `exists (select from night later where later.night > :night and later.finished_at is not null)`

/** Of runs before `records` was kept, by what their checks counted. */
const RAN_ON_NOTHING = `coalesce(run.records, (
  select coalesce(sum((checked ->> 'cases')::int), 0) from jsonb_array_elements(run.summary) checked)) = 0`

/** What was recorded since, and that a run anew would see: as in `readSnapshot`. */
const SEES_SOMETHING_NOW = ['death', 'overdose']
  .map(
    (kind) => `exists (
       select from ${kind}_revision fact
       where fact.partnership_id = run.partnership_id and fact.known_on < run.night and fact.recorded_at > run.first_started_at
         and fact.event_day between run.night - ${LOOK_BACK_DAYS} and run.night - 1)`,
  )
  .join(' or ')

/** How often a night was run before it was set aside. */
export const RUNS_SET_ASIDE = `coalesce((select max(before.attempts) from night_before before where before.night::text = work.subject), 0)`

/**
 * A night that ran before anything was recorded is to run anew once something is that it would see: the run it had is set aside, byte for
 * byte, and the night asked for again. Not once a later night is done. Says whether it was so.
 */
export async function setAsideEmptyNight(trx: Trx, night: Day): Promise<boolean> {
  const { rows } = await trx.raw(
    `insert into night_before (partnership_id, night, attempts, first_started_at, finished_at, snapshot_hash, snapshot_gzip, result_hash, summary, feeds)
     select run.partnership_id, run.night, work.attempts + ${RUNS_SET_ASIDE}, first_started_at, run.finished_at, snapshot_hash, snapshot_gzip,
       result_hash, summary, feeds
     from night run
     join work on work.kind = 'night' and work.subject = run.night::text
     where run.night = :night and run.finished_at is not null and ${RAN_ON_NOTHING} and (${SEES_SOMETHING_NOW}) and not ${LATER_NIGHT_IS_DONE}
     on conflict do nothing
     returning night`,
    { night },
  )
  if (rows.length === 0) return false
  await trx('night').where({ night }).delete()
  await askForWork(trx, [toWork(night)], { again: 'done' })
  // they were made of nothing, and would stand for four weeks
  await trx('monthly_report').where({ night }).delete()
  return true
}

export type NightAsked = 'asked' | 'done' | 'passed'

/** Asks for a night at once, one that was given up too; not for one that is done, or that a later one has passed over. */
export async function askForNightWork(trx: Trx, night: Day): Promise<NightAsked> {
  await setAsideEmptyNight(trx, night)
  const { rows } = await trx.raw(
    `select exists (select from night where night = :night and finished_at is not null) as is_done, ${LATER_NIGHT_IS_DONE} as is_passed`,
    { night },
  )
  const [{ is_done: isDone, is_passed: isPassed }] = rows
  if (isDone) return 'done'
  if (isPassed) {
    await trx('work')
      .where({ kind: 'night', subject: night, state: 'asked' })
      .update({ state: 'failed', failure: PASSED, finished_at: trx.fn.now() })
    return 'passed'
  }
  await askForWork(trx, [toWork(night)], { again: 'failed' })
  await hastenWork(trx, 'night', night)
  return 'asked'
}

/**
 * The timetable's own asking: for the first of these nights, which are due and not done, that was not given up. The latest is never given up.
 */
export async function askForDueNight(trx: Trx, due: readonly Day[]): Promise<void> {
  const latest = due.at(-1)
  if (!latest) return
  await giveUpBefore(trx, 'night', latest, ATTEMPTS)
  const givenUp = await trx('work').where({ kind: 'night', state: 'failed' }).whereIn('subject', due).pluck('subject')
  const next = due.find((night) => !givenUp.includes(night))
  await askForWork(trx, [toWork(next ?? latest)], { again: 'failed' })
}

const toWork = (night: Day) => ({ kind: 'night', subject: night, asked: {} }) as const

export type BegunNight = { firstStartedAt: string; snapshot: Buffer | null; snapshotHash: string | null }

/** Begins a night, or goes on with one whose process was killed: from the snapshot that was frozen. 'passed' where a later one is done. */
export function beginNight(db: Knex, tenant: Tenant, piece: Piece): Promise<BegunNight | 'passed'> {
  const night = piece.subject
  return withTenant(db, tenant, async (trx) => {
    await lockKind(trx, 'night')
    await holdWork(trx, piece)
    if (await isPassed(trx, night)) {
      await finishWork(trx, piece, { state: 'failed', failure: PASSED })
      return 'passed'
    }
    await trx('night')
      .insert({ partnership_id: tenant.partnershipId, night })
      .onConflict(['partnership_id', 'night'])
      .ignore()
    const begun = await trx('night').where({ night }).first('first_started_at', 'snapshot_gzip', 'snapshot_hash')
    return {
      firstStartedAt: begun.first_started_at,
      snapshot: begun.snapshot_gzip,
      snapshotHash: begun.snapshot_hash,
    }
  })
}

async function isPassed(trx: Trx, night: Day): Promise<boolean> {
  const { rows } = await trx.raw(`select ${LATER_NIGHT_IS_DONE} as is_passed`, { night })
  return rows[0].is_passed
}

export async function keepSnapshot(
  db: Knex,
  tenant: Tenant,
  piece: Piece,
  snapshot: { gzip: Buffer; hash: string; records: number },
): Promise<void> {
  await withTenant(db, tenant, async (trx) => {
    await holdWork(trx, piece)
    await trx('night').where({ night: piece.subject }).update({
      snapshot_gzip: snapshot.gzip,
      snapshot_hash: snapshot.hash,
      records: snapshot.records,
    })
  })
}

/**
 * Marks the night done, in the transaction that publishes its signals; false when a later night was done meanwhile.
 * @throws TakenOver when another took it up.
 */
export async function finishNight(
  trx: Trx,
  piece: Piece,
  result: { hash: string; checks: object[]; feeds: object[]; plainNotices: object[] },
): Promise<boolean> {
  const night = piece.subject
  await lockKind(trx, 'night')
  if (await isPassed(trx, night)) {
    await finishWork(trx, piece, { state: 'failed', failure: PASSED })
    return false
  }
  await finishWork(trx, piece, { state: 'done' })
  await trx('night')
    .where({ night })
    .update({
      finished_at: trx.fn.now(),
      result_hash: result.hash,
      summary: JSON.stringify(result.checks),
      feeds: JSON.stringify(result.feeds),
      plain_notices: JSON.stringify(result.plainNotices),
    })
  return true
}

/** A night that has begun; `isDone`, once its signals are published. */
export async function readNight(db: Knex, tenant: Tenant, night: Day) {
  return withTenant(db, tenant, (trx) =>
    trx('night')
      .where({ night })
      .first(
        'snapshot_gzip',
        'snapshot_hash',
        'result_hash',
        'summary',
        trx.raw('finished_at is not null as "isDone"'),
      ),
  )
}

/** The last night done before this one; undefined when it is the first. */
export async function nightBefore(db: Knex, tenant: Tenant, night: Day): Promise<Day | undefined> {
  const row = await withTenant(db, tenant, (trx) =>
    trx('night').whereNotNull('finished_at').andWhere('night', '<', night).max({ night: 'night' }).first(),
  )
  return row?.night ?? undefined
}
