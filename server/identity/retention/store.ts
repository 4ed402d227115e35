import type { Day } from '../../contract/day.ts'
import {
  LegalHold,
  type NewHold,
  type Retention,
  RetentionRemoval,
  RetentionRule,
  RetentionRun,
} from '../../contract/retention.ts'
import { fromColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { readNames } from '../../office/people/names.ts'
import { eraseIdentities } from '../store.ts'
import { type KeptFor, type RetentionRecord, sayKeptFor, schedule } from './schedule.ts'

export type Removed = { removed: number; held: number }

/** Whether a standing hold keeps a row: by its death, or because everything of the partnership is held. */
function isHeldSql(deathId = 'null'): string {
  return `exists (
    select from legal_hold hold
    where hold.lifted_at is null and hold.held_from <= :today::date and (hold.death_id is null or hold.death_id = ${deathId}))`
}

export async function isDeathHeld(trx: Trx, deathId: string, today: Day): Promise<boolean> {
  const { rows } = await trx.raw(`select ${isHeldSql(':deathId::uuid')} as is_held`, { deathId, today })
  return rows[0].is_held
}

/** Removes what has been kept long enough. Moments are counted by the clock, days of records by the partnership's today. */
export async function removeOld(
  trx: Trx,
  { removal, keptFor, isStoppedByHold }: RetentionRecord,
  today: Day,
): Promise<Removed> {
  if (!removal || !keptFor) return { removed: 0, held: 0 }
  if (removal.by === 'identity') return removeIdentities(trx, removal.subject, keptFor, today)
  const age = sayKeptFor(keptFor)
  if (removal.by === 'function') {
    const { rows } = await trx.raw(`select ${removal.name}(now() - :age::interval) as removed`, { age })
    return { removed: rows[0].removed, held: 0 }
  }
  const { table, moment, isOfDeath } = removal
  const isHeld = isStoppedByHold ? isHeldSql(isOfDeath ? `${table}.death_id` : undefined) : 'false'
  const old = `from ${table} where ${moment} < now() - :age::interval and`
  const bindings = isStoppedByHold ? { age, today } : { age }
  const { rows } = await trx.raw(`select count(*)::int as held ${old} ${isHeld}`, bindings)
  const { rowCount } = await trx.raw(`delete ${old} not ${isHeld}`, bindings)
  return { removed: rowCount ?? 0, held: rows[0].held }
}

async function removeIdentities(trx: Trx, subject: 'death' | 'living', keptFor: KeptFor, today: Day): Promise<Removed> {
  const old = (await listDue(trx, { subject, keptFor, today })).filter(({ removedOn }) => removedOn <= today)
  const free = old.filter(({ isHeld }) => !isHeld)
  const removed = await eraseIdentities(
    trx,
    free.map(({ deathId }) => deathId),
    [subject],
  )
  return { removed, held: old.length - free.length }
}

/** What is recorded of a death that was closed long ago is not gone before anybody could see that it will be. */
const LEAST_DAYS = 30

type Due = Pick<RetentionRemoval, 'deathId' | 'closedOn' | 'removedOn' | 'isHeld'>

/** The one rule of when an identity goes: what the night removes, and what is said of it before. Soonest first. */
async function listDue(
  trx: Trx,
  { subject, keptFor, today, deathId }: { subject: string; keptFor: KeptFor; today: Day; deathId?: string | undefined },
): Promise<Due[]> {
  const { rows } = await trx.raw(
    `select identity.death_id as "deathId", closed.closed_on as "closedOn",
       greatest(
         (closed.closed_on + :age::interval)::date,
         (max(identity.recorded_at) at time zone partnership.time_zone)::date + :leastDays::int) as "removedOn",
       ${isHeldSql('identity.death_id')} as "isHeld"
     from identity
     join death_closed_here closed using (partnership_id, death_id)
     join partnership using (partnership_id)
     where identity.subject = :subject and (:deathId::uuid is null or identity.death_id = :deathId)
     group by identity.death_id, closed.closed_on, partnership.time_zone
     order by "removedOn", "deathId"`,
    { subject, today, age: sayKeptFor(keptFor), leastDays: LEAST_DAYS, deathId: deathId ?? null },
  )
  return rows
}

/** Of each death that is closed, on which day what identifies people will be removed; soonest first. */
export async function listRemovals(trx: Trx, today: Day, deathId?: string): Promise<RetentionRemoval[]> {
  const removals: RetentionRemoval[] = []
  for (const { kind, what, keptFor, removal } of schedule) {
    if (removal?.by !== 'identity' || !keptFor) continue
    for (const due of await listDue(trx, { subject: removal.subject, keptFor, today, deathId }))
      removals.push(RetentionRemoval.parse({ ...due, kind, what }))
  }
  return removals.sort((a, b) => (a.removedOn < b.removedOn ? -1 : a.removedOn > b.removedOn ? 1 : 0))
}

/** What was carried out, of which kind for which day, as work. */
const RUNS = `
  select asked ->> 'kind' as kind, asked ->> 'ranOn' as ran_on, (result ->> 'removed')::int as removed, (result ->> 'held')::int as held,
    finished_at
  from work
  where kind = 'retention' and state = 'done'`

export async function readRetention(trx: Trx): Promise<Retention> {
  const { rows: latest } = await trx.raw(`select distinct on (kind) * from (${RUNS}) runs order by kind, ran_on desc`)
  const { rows: eventful } = await trx.raw(
    `select * from (${RUNS}) runs
     where removed > 0 or held > 0
     order by ran_on desc, kind
     limit 200`,
  )
  const whatOf = new Map(schedule.map(({ kind, what }) => [kind, what]))
  return {
    isProposal: true,
    rules: schedule.map(({ keptFor, removal, ...rule }) => {
      const last = latest.find((row: { kind: string }) => row.kind === rule.kind)
      return RetentionRule.parse({
        ...rule,
        keptFor: keptFor ? sayKeptFor(keptFor) : null,
        isCarriedOut: removal !== undefined,
        lastRanOn: last?.ran_on ?? null,
        lastRemoved: last?.removed ?? null,
        lastHeld: last?.held ?? null,
      })
    }),
    runs: eventful.map((row: Record<string, unknown>) =>
      RetentionRun.parse({ ...fromColumns(row), what: whatOf.get(row.kind as string) ?? row.kind }),
    ),
  }
}

const HOLD = [
  'hold_id',
  'death_id',
  'reason',
  'placed_by',
  'held_from',
  'placed_at',
  'lifted_at',
  'lifted_by',
  'lift_reason',
]

/** Standing ones first, then latest first. */
export async function listHolds(trx: Trx): Promise<LegalHold[]> {
  const rows = await trx('legal_hold').select(HOLD).orderByRaw('lifted_at is not null, placed_at desc')
  return toHolds(trx, rows)
}

export async function addHold(trx: Trx, userId: string, hold: NewHold, today: Day): Promise<LegalHold> {
  const rows = await trx('legal_hold')
    .insert({
      partnership_id: await partnershipOf(trx),
      death_id: hold.deathId,
      reason: hold.reason,
      placed_by: userId,
      held_from: hold.heldFrom ?? today,
    })
    .returning(HOLD)
  return (await toHolds(trx, rows))[0] as LegalHold
}

/** Undefined when there is none that stands. */
export async function liftHold(
  trx: Trx,
  userId: string,
  holdId: string,
  reason: string,
): Promise<LegalHold | undefined> {
  const rows = await trx('legal_hold')
    .where({ hold_id: holdId, lifted_at: null })
    .update({ lifted_at: trx.fn.now(), lifted_by: userId, lift_reason: reason })
    .returning(HOLD)
  return (await toHolds(trx, rows))[0]
}

type HoldRow = { placed_by: string; lifted_by: string | null } & Record<string, unknown>

async function toHolds(trx: Trx, rows: HoldRow[]): Promise<LegalHold[]> {
  const names = await readNames(
    trx,
    rows.flatMap((row) => [row.placed_by, row.lifted_by]),
  )
  return rows.map((row) =>
    LegalHold.parse({
      ...fromColumns(row),
      placedByName: names.get(row.placed_by) ?? null,
      liftedByName: names.get(row.lifted_by ?? '') ?? null,
    }),
  )
}
