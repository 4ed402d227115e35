import type { Day } from '../../contract/day.ts'
import { agreeOnOneDeath, type ComparedDeath } from '../../contract/rules/same-death.ts'
import { fromColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { placeSql } from '../../records/place.ts'

/**
 * Finds records that may be of one death. Recording a death does none of this: it waits until somebody who may see every death looks, or
 * the night comes. So what is answered to whoever records one, and when, cannot depend on what others have recorded.
 */

/** Deaths compared in one question. */
const AT_ONCE = 500

/** Two deaths, the smaller id first, and what agrees. */
export type FoundPair = { deathId: string; otherId: string; agreements: string[] }

const FACTS = ['source', 'event_day', 'event_day_precision', 'age_years', 'sex', 'found_town']
const factsOf = (head: string, revision: string, name: string) => `
  ${FACTS.map((fact) => `${fact === 'source' ? head : revision}.${fact} as ${name}_${fact}`).join(', ')},
  ${placeSql(`${revision}.found_place`, `${revision}.found_precision`)} as ${name}_found_place`

/**
 * The pairs that these deaths are in, among all that the transaction may see. death_revision_day narrows to the days around each;
 * death_revision_partial to those known by their month or year. Of what is left, the question leaves out what `agreeOnOneDeath` never
 * asks about, because a thousand deaths of one day are a million pairs.
 */
export async function findPairs(trx: Trx, deathIds: readonly string[]): Promise<FoundPair[]> {
  const { rows } = await trx.raw(
    `with asked (death_id) as materialized (select jsonb_array_elements_text(:deathIds::jsonb)::uuid),
     wanted as materialized (
       select head.source as head_source, revision.*,
         revision.event_day - 1 as day_before, last_possible_day(revision.event_day, revision.event_day_precision) + 1 as day_after,
         revision.event_day - 366 as year_before, revision.event_day - 2 as earlier
       from asked
       cross join lateral (select * from death where death.partnership_id = current_partnership_id() and death.death_id = asked.death_id offset 0) head
       cross join lateral (
         select * from death_revision known
         where known.partnership_id = head.partnership_id and known.death_id = head.death_id and known.revision = head.current_revision
         offset 0) revision
       where counts_as_death(revision.status))
     select one.death_id as one_id, other.death_id as other_id,
       ${factsOf('one', 'one', 'one').replace('one.source', 'one.head_source')}, ${factsOf('head', 'other', 'other')}
     from wanted one
     cross join lateral (
       select near.* from (
         select * from death_revision exact
         where exact.partnership_id = current_partnership_id() and exact.event_day between one.day_before and one.day_after
         union all
         select * from death_revision partial
         where partial.partnership_id = current_partnership_id() and partial.event_day_precision <> 'day'
           and partial.event_day between one.year_before and one.earlier
           and last_possible_day(partial.event_day, partial.event_day_precision) >= one.event_day) near
       where near.death_id <> one.death_id and counts_as_death(near.status)
         and (one.sex = near.sex or 'unknown' in (one.sex, near.sex))
         and coalesce(abs(one.age_years - near.age_years), 0) <= 1
         and (one.age_years is not null and near.age_years is not null)::int
           + (one.sex <> 'unknown' and near.sex <> 'unknown')::int
           + (one.found_place is not null and near.found_place is not null or one.found_town is not null and near.found_town is not null)::int
           >= case when 'day' = all (array[one.event_day_precision, near.event_day_precision]) then 2 else 3 end
       offset 0) other
     -- record by record: a join takes the square of their number where tables were never analysed
     cross join lateral (
       select death.source, death.current_revision from death
       where death.partnership_id = other.partnership_id and death.death_id = other.death_id
       offset 0) head
     where head.current_revision = other.revision
       and (head.source <> one.head_source or one.event_day = other.event_day and one.age_years = other.age_years and one.sex = other.sex)`,
    { deathIds: JSON.stringify(deathIds) },
  )
  const found = new Map<string, FoundPair>()
  for (const row of rows as Record<string, unknown>[]) {
    const agreements = agreeOnOneDeath(factsIn(row, 'one'), factsIn(row, 'other'))
    if (!agreements) continue
    const [deathId = '', otherId = ''] = [String(row.one_id), String(row.other_id)].sort()
    found.set(`${deathId} ${otherId}`, { deathId, otherId, agreements })
  }
  return [...found.values()]
}

function factsIn(row: Record<string, unknown>, name: 'one' | 'other'): ComparedDeath {
  const prefix = `${name}_`
  return fromColumns(
    Object.fromEntries(
      Object.entries(row).flatMap(([column, value]) =>
        column.startsWith(prefix) ? [[column.slice(prefix.length), value]] : [],
      ),
    ),
  ) as ComparedDeath
}

/** Compares the deaths that wait, for whoever may see every death; says how many it compared. Two who do so at once share them. */
export async function compareWaiting(trx: Trx, today: Day): Promise<number> {
  const partnershipId = await partnershipOf(trx)
  let compared = 0
  for (;;) {
    const waiting: { death_id: string; current_revision: number }[] = await trx('death')
      .where({ partnership_id: partnershipId })
      .whereRaw('compared_revision is distinct from current_revision')
      .orderBy('death_id')
      .limit(AT_ONCE)
      .forUpdate()
      .skipLocked()
      .select('death_id', 'current_revision')
    if (waiting.length === 0) return compared
    const deathIds = waiting.map(({ death_id }) => death_id)
    await keepPairs(trx, { partnershipId, deathIds, found: await findPairs(trx, deathIds), today })
    await trx('death')
      .where({ partnership_id: partnershipId })
      .whereIn('death_id', deathIds)
      .update({ compared_revision: trx.ref('current_revision') })
    compared += waiting.length
  }
}

type Kept = { partnershipId: string; deathIds: readonly string[]; found: readonly FoundPair[]; today: Day }

/** New pairs are asked about, those that no longer agree are not; what a person has said of a pair stays. */
async function keepPairs(trx: Trx, { partnershipId, deathIds, found, today }: Kept): Promise<void> {
  await trx.raw(
    `with found as (
       select * from jsonb_to_recordset(:found::jsonb) as pair ("deathId" uuid, "otherId" uuid, agreements text[])),
     touched (death_id) as (select jsonb_array_elements_text(:deathIds::jsonb)::uuid),
     asked as (
       insert into same_death_pair as pair (partnership_id, death_id, other_id, state, agreements)
       select :partnershipId::uuid, "deathId", "otherId", 'open', agreements from found order by 2, 3
       on conflict (partnership_id, death_id, other_id) do update set state = 'open', agreements = excluded.agreements
         where pair.state = 'lapsed'
       returning death_id, other_id),
     lapsed as (
       update same_death_pair pair set state = 'lapsed'
       where pair.partnership_id = :partnershipId and pair.state = 'open'
         and (pair.death_id in (select death_id from touched) or pair.other_id in (select death_id from touched))
         and not exists (select from found where found."deathId" = pair.death_id and found."otherId" = pair.other_id)
       returning death_id, other_id),
     changed (death_id, other_id, decided) as (
       select death_id, other_id, 'proposed' from asked union all select death_id, other_id, 'lapsed' from lapsed)
     insert into same_death_decision (partnership_id, death_id, other_id, decision, decided, decided_on)
     select :partnershipId::uuid, changed.death_id, changed.other_id,
       1 + (select count(*) from same_death_decision before
         where before.partnership_id = :partnershipId and before.death_id = changed.death_id and before.other_id = changed.other_id),
       changed.decided, :today::date
     from changed`,
    { partnershipId, found: JSON.stringify(found), deathIds: JSON.stringify(deathIds), today },
  )
}
