import { z } from 'zod'
import type { Day } from '../../contract/day.ts'
import {
  type SameDeathDecision,
  type SameDeathPage,
  SameDeathPair,
  type SameDeathQuery,
} from '../../contract/same-death.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { NOW } from '../../facts/deaths.ts'
import { notFound } from '../../problem.ts'
import { fromCursor, toCursor } from '../../records/cursor.ts'
import { findPairs } from './compare.ts'

/** Records that may be, or are, of one death. Linking them merges nothing: each stays as it is, and the death counts once. */

const RECORD = `
  select head.death_id as "deathId", head.reference, head.source, revision.status, revision.event_day as "eventDay",
    revision.event_day_precision as "eventDayPrecision", revision.age_years as "ageYears", revision.sex,
    revision.found_town as "foundTown", revision.toxicology_complete_on is not null as "isToxicologyComplete",
    (select first.known_on from death_revision first
     where first.partnership_id = head.partnership_id and first.death_id = head.death_id and first.revision = 1) as "firstKnownOn",
    (select elsewhere.counted_id from counted_elsewhere(${NOW}) elsewhere where elsewhere.death_id = head.death_id) as "countedWith",
    coalesce((
      select jsonb_agg(distinct coalesce(substance.name, 'not in the tree: ' || finding.not_in_tree))
      from death_substance finding
      left join substance on substance.code = finding.substance_code
      where finding.partnership_id = head.partnership_id and finding.death_id = head.death_id
        and finding.revision = head.current_revision and finding.role = 'implicated'), '[]') as implicated
  from death head
  join death_revision revision on revision.partnership_id = head.partnership_id and revision.death_id = head.death_id
    and revision.revision = head.current_revision
  where head.death_id in (select jsonb_array_elements_text(:deathIds::jsonb)::uuid)`

const DECISIONS = `
  select decision.death_id, decision.other_id, decision.decided, account.name as "decidedByName",
    decision.decided_on as "decidedOn", decision.decided_at as "decidedAt", decision.reason
  from jsonb_to_recordset(:pairs::jsonb) as pair ("deathId" uuid, "otherId" uuid)
  join same_death_decision decision on decision.death_id = pair."deathId" and decision.other_id = pair."otherId"
  left join account on account.account_id::text = decision.decided_by
  order by decision.decision desc`

type PairRow = { deathId: string; otherId: string; state: SameDeathPair['state']; agreements: string[] }

async function toPairs(trx: Trx, pairs: readonly PairRow[]): Promise<SameDeathPair[]> {
  const deathIds = pairs.flatMap(({ deathId, otherId }) => [deathId, otherId])
  const { rows: records } = await trx.raw(RECORD, { deathIds: JSON.stringify(deathIds) })
  const { rows: decisions } = await trx.raw(DECISIONS, { pairs: JSON.stringify(pairs) })
  const byId = new Map(records.map((record: { deathId: string }) => [record.deathId, record]))
  const whenKnown = (record: unknown) => (record as { firstKnownOn: Day }).firstKnownOn
  return z.array(SameDeathPair).parse(
    pairs.map(({ deathId, otherId, state, agreements }) => ({
      state,
      agreements,
      // the one known first on the left
      records: [byId.get(deathId), byId.get(otherId)].sort((a, b) => (whenKnown(a) <= whenKnown(b) ? -1 : 1)),
      decisions: decisions
        .filter((one: { death_id: string; other_id: string }) => one.death_id === deathId && one.other_id === otherId)
        .map(({ death_id: _, other_id: __, ...decision }: Record<string, unknown>) => decision),
    })),
  )
}

const PAIR = `pair.death_id as "deathId", pair.other_id as "otherId", pair.state, pair.agreements`

/** Pairs of a state, in a steady order. */
export async function listPairs(trx: Trx, query: SameDeathQuery): Promise<SameDeathPage> {
  const after = fromCursor(query.cursor, PairOfIds)
  const { rows } = await trx.raw(
    `with matching as (
       select ${PAIR} from same_death_pair pair
       where pair.state = :state
         and (:death::uuid is null or :death in (pair.death_id, pair.other_id))
         and (:import::uuid is null or exists (
           select from death head
           where head.partnership_id = pair.partnership_id and head.import_id = :import
             and head.death_id in (pair.death_id, pair.other_id))))
     select matching.*, (select count(*)::int from matching) as total
     from matching
     where :deathId::uuid is null or ("deathId", "otherId") > (:deathId::uuid, :otherId::uuid)
     order by "deathId", "otherId"
     limit :limit`,
    {
      state: query.state,
      death: query.death ?? null,
      import: query.import ?? null,
      deathId: after?.[0] ?? null,
      otherId: after?.[1] ?? null,
      limit: query.limit + 1,
    },
  )
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const total = rows[0]?.total ?? 0
  return {
    rows: await toPairs(trx, page),
    total: total === 0 && after ? (await listPairs(trx, { ...query, cursor: undefined, limit: 1 })).total : total,
    nextCursor: rows.length > query.limit ? toCursor(last.deathId, last.otherId) : null,
  }
}

const PairOfIds = z.tuple([z.guid(), z.guid()])

/**
 * The records that may be, or are said to be, of the same death as this one, among those that whoever asks may see: compared at once and
 * not from what was kept, so that it says the same to everybody who sees the same.
 */
export async function pairsOf(trx: Trx, deathId: string): Promise<SameDeathPair[]> {
  const { rows: kept } = await trx.raw(
    `select ${PAIR} from same_death_pair pair where :deathId in (pair.death_id, pair.other_id) order by 1, 2`,
    { deathId },
  )
  const found = await findPairs(trx, [deathId])
  const keyOf = (pair: { deathId: string; otherId: string }) => `${pair.deathId} ${pair.otherId}`
  const decided = (kept as PairRow[]).filter(({ state }) => state === 'same' || state === 'not_same')
  const isDecided = new Set(decided.map(keyOf))
  const open = found.filter((pair) => !isDecided.has(keyOf(pair))).map((pair) => ({ ...pair, state: 'open' as const }))
  return toPairs(trx, [...decided, ...open])
}

/** What a person says of two records; both must be theirs to see. Saying it twice says it once. */
export async function decidePair(
  trx: Trx,
  { deathId: one, otherId: two, decided, reason }: SameDeathDecision,
  { today, userId }: { today: Day; userId: string },
): Promise<SameDeathPair> {
  const [deathId = '', otherId = ''] = [one, two].sort()
  const seen = await trx('death').whereIn('death_id', [deathId, otherId]).pluck('death_id')
  if (seen.length < 2) notFound('pair of deaths')
  const partnershipId = await partnershipOf(trx)
  const key = { partnership_id: partnershipId, death_id: deathId, other_id: otherId }
  const found = (await findPairs(trx, [deathId])).find((pair) => pair.deathId === deathId && pair.otherId === otherId)
  const agreements = found?.agreements ?? []
  await trx('same_death_pair')
    .insert({ ...key, state: 'open', agreements })
    .onConflict()
    .ignore()
  const { state: before } = await trx('same_death_pair').where(key).forUpdate().first('state')
  const isUndone = decided === 'undone'
  const after = isUndone ? 'open' : decided
  if (isUndone && before !== 'same' && before !== 'not_same') notFound('decision to take back')
  if (after !== before) {
    await trx('same_death_pair').where(key).update({ state: after })
    const [{ count }] = (await trx('same_death_decision').where(key).count()) as [{ count: string }]
    await trx('same_death_decision').insert({
      ...key,
      decision: Number(count) + 1,
      decided,
      decided_by: userId,
      decided_on: today,
      reason: reason || null,
    })
    if (before === 'same' || after === 'same')
      await trx.raw('select regroup_same_deaths(:deathId, :otherId, :today)', { deathId, otherId, today })
  }
  const [pair] = await toPairs(trx, [{ deathId, otherId, state: after, agreements }])
  return pair as SameDeathPair
}
