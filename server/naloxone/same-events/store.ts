import { z } from 'zod'
import type { Day } from '../../contract/day.ts'
import {
  ComparedReport,
  type EnteredSoFar,
  type PossiblySame,
  type ReportsOfEvent,
  type SameEventDecision,
  type SameEventPage,
  SameEventPair,
  type SameEventQuery,
  type SpeakingReport,
} from '../../contract/same-event.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { NOW } from '../../facts/deaths.ts'
import { invalid, notFound } from '../../problem.ts'
import { fromCursor, toCursor } from '../../records/cursor.ts'
import { findEventPairs, findLike, readEventModel } from './compare.ts'

/** Reports that may be, or are, of one event. Joining them merges nothing into anything: each stays as it is, and the event counts once. */

const REPORT = `
  with elsewhere as materialized (select * from overdose_counted_elsewhere(${NOW}))
  select head.overdose_id as "overdoseId", head.reference, head.source, revision.reporter_kind as "reporterKind",
    (select agency.name from agency
     where agency.partnership_id = head.partnership_id
       and agency.agency_id = coalesce(revision.agency_id, head.entered_by_agency_id)) as "agencyName",
    revision.event_day as "eventDay", to_char(revision.event_time, 'HH24:MI') as "eventTime", revision.time_precision as "timePrecision",
    revision.part_of_day as "partOfDay", revision.town, revision.place_precision as "placePrecision", revision.setting,
    revision.ambulance_called as "ambulanceCalled", revision.is_withdrawn as "isWithdrawn",
    (select jsonb_agg(jsonb_build_object('ageBand', person.age_band, 'sex', person.sex, 'naloxoneGiven', person.naloxone_given,
        'outcome', person.outcome, 'outcomeEvidence', person.outcome_evidence) order by person.person)
     from overdose_person person
     where (person.partnership_id, person.overdose_id, person.revision)
       = (revision.partnership_id, revision.overdose_id, revision.revision)) as persons,
    (select coalesce(jsonb_agg(distinct product.name), '[]') from naloxone_administration given
     join naloxone_product product on product.code = given.product_code
     where (given.partnership_id, given.overdose_id, given.revision)
       = (revision.partnership_id, revision.overdose_id, revision.revision)) as products,
    (select sum(given.doses)::int from naloxone_administration given
     where (given.partnership_id, given.overdose_id, given.revision)
       = (revision.partnership_id, revision.overdose_id, revision.revision)) as doses,
    (select first.known_on from overdose_revision first
     where first.partnership_id = head.partnership_id and first.overdose_id = head.overdose_id and first.revision = 1) as "firstKnownOn",
    (select elsewhere.counted_id from elsewhere
     where elsewhere.overdose_id = head.overdose_id
       -- which report counts instead is said to those who may see it
       and reaches_overdose(head.partnership_id, elsewhere.counted_id)) as "countedWith",
    coalesce((
      select (select choice.overdose_id from same_event_choice choice
        where choice.partnership_id = member.partnership_id and choice.group_id = member.group_id
        order by choice.choice desc limit 1) = head.overdose_id
      from same_event_member member
      where member.partnership_id = head.partnership_id and member.overdose_id = head.overdose_id and member.until_at is null), false) as "isChosen"
  from overdose head
  join overdose_revision revision on revision.partnership_id = head.partnership_id and revision.overdose_id = head.overdose_id
    and revision.revision = head.current_revision
  where head.overdose_id in (select jsonb_array_elements_text(:overdoseIds::jsonb)::uuid)`

async function readReports(trx: Trx, overdoseIds: readonly string[]): Promise<Map<string, ComparedReport>> {
  const { rows } = await trx.raw(REPORT, { overdoseIds: JSON.stringify([...new Set(overdoseIds)]) })
  return new Map(
    z
      .array(ComparedReport)
      .parse(rows)
      .map((report) => [report.overdoseId, report]),
  )
}

const DECISIONS = `
  select decision.overdose_id, decision.other_id, decision.decided, account.name as "decidedByName",
    decision.decided_on as "decidedOn", decision.decided_at as "decidedAt", decision.reason
  from jsonb_to_recordset(:pairs::jsonb) as pair ("overdoseId" uuid, "otherId" uuid)
  join same_event_decision decision on decision.overdose_id = pair."overdoseId" and decision.other_id = pair."otherId"
  left join account on account.account_id::text = decision.decided_by
  order by decision.decision desc`

const APART = `
  select pair."overdoseId", pair."otherId", st_distance(one.place::geography, other.place::geography) as metres
  from jsonb_to_recordset(:pairs::jsonb) as pair ("overdoseId" uuid, "otherId" uuid)
  join overdose one_head on one_head.overdose_id = pair."overdoseId"
  join overdose_revision one on one.overdose_id = one_head.overdose_id and one.revision = one_head.current_revision
  join overdose other_head on other_head.overdose_id = pair."otherId"
  join overdose_revision other on other.overdose_id = other_head.overdose_id and other.revision = other_head.current_revision`

type PairRow = Pick<SameEventPair, 'state' | 'probability' | 'weights' | 'modelVersion'> & {
  overdoseId: string
  otherId: string
}
const keyOf = ({ overdoseId, otherId }: { overdoseId: string; otherId: string }) => `${overdoseId} ${otherId}`

async function toPairs(trx: Trx, pairs: readonly PairRow[]): Promise<SameEventPair[]> {
  if (pairs.length === 0) return []
  const asked = { pairs: JSON.stringify(pairs.map(({ overdoseId, otherId }) => ({ overdoseId, otherId }))) }
  const reports = await readReports(
    trx,
    pairs.flatMap(({ overdoseId, otherId }) => [overdoseId, otherId]),
  )
  const { rows: decisions } = await trx.raw(DECISIONS, asked)
  const { rows: apart } = await trx.raw(APART, asked)
  const metresOf = new Map(
    apart.map((row: { overdoseId: string; otherId: string; metres: number | null }) => [keyOf(row), row.metres]),
  )
  const whenKnown = (report?: ComparedReport) => `${report?.firstKnownOn} ${report?.overdoseId}`
  return z.array(SameEventPair).parse(
    pairs.map(({ overdoseId, otherId, ...pair }) => ({
      ...pair,
      metresApart: metresOf.get(keyOf({ overdoseId, otherId })) ?? null,
      // the one known first on the left
      reports: [reports.get(overdoseId), reports.get(otherId)].sort((a, b) => (whenKnown(a) <= whenKnown(b) ? -1 : 1)),
      decisions: decisions
        .filter(
          (one: { overdose_id: string; other_id: string }) =>
            one.overdose_id === overdoseId && one.other_id === otherId,
        )
        .map(({ overdose_id: _, other_id: __, ...decision }: Record<string, unknown>) => decision),
    })),
  )
}

const PAIR = `pair.overdose_id as "overdoseId", pair.other_id as "otherId", pair.state, pair.probability, pair.weights, pair.model_version as "modelVersion"`

const PlaceInList = z.tuple([z.coerce.number(), z.guid(), z.guid()])

/** Pairs of a state, the likeliest first. Two that are joined already by a third report are no question any more. */
export async function listEventPairs(trx: Trx, query: SameEventQuery): Promise<SameEventPage> {
  const after = fromCursor(query.cursor, PlaceInList)
  const { rows } = await trx.raw(
    `with matching as (
       select ${PAIR}, coalesce(pair.probability, 0) as likely from same_event_pair pair
       where pair.state = :state
         and (pair.state <> 'open' or pair.probability >= :atLeast::double precision / 100 and not exists (
           select from same_event_member one
           join same_event_member other on other.partnership_id = one.partnership_id and other.group_id = one.group_id
             and other.until_at is null
           where one.partnership_id = pair.partnership_id and one.overdose_id = pair.overdose_id and one.until_at is null
             and other.overdose_id = pair.other_id))
         and (:overdose::uuid is null or :overdose in (pair.overdose_id, pair.other_id))
         and (:import::uuid is null or exists (
           select from overdose head
           where head.partnership_id = pair.partnership_id and head.import_id = :import
             and head.overdose_id in (pair.overdose_id, pair.other_id))))
     select matching.*, (select count(*)::int from matching) as total
     from matching
     where :likely::double precision is null or (-likely, "overdoseId", "otherId") > (-:likely::double precision, :overdoseId::uuid, :otherId::uuid)
     order by likely desc, "overdoseId", "otherId"
     limit :limit`,
    {
      state: query.state,
      atLeast: query.atLeast,
      overdose: query.overdose ?? null,
      import: query.import ?? null,
      likely: after?.[0] ?? null,
      overdoseId: after?.[1] ?? null,
      otherId: after?.[2] ?? null,
      limit: query.limit + 1,
    },
  )
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const total = rows[0]?.total ?? 0
  return {
    rows: await toPairs(trx, page.map(toPairRow)),
    total: total === 0 && after ? (await listEventPairs(trx, { ...query, cursor: undefined, limit: 1 })).total : total,
    nextCursor: rows.length > query.limit ? toCursor(String(last.likely), last.overdoseId, last.otherId) : null,
  }
}

function toPairRow({ likely: _, total: __, ...pair }: PairRow & { likely: number; total: number }): PairRow {
  return pair
}

/**
 * The reports that may be, or are said to be, of the same event as this one, among those that whoever asks may see: compared at once and
 * not from what was kept, so that it says the same to everybody who sees the same.
 */
export async function eventPairsOf(trx: Trx, overdoseId: string): Promise<SameEventPair[]> {
  const { rows: kept } = await trx.raw(
    `select ${PAIR} from same_event_pair pair
     where :overdoseId in (pair.overdose_id, pair.other_id) and pair.state in ('same', 'not_same') order by 1, 2`,
    { overdoseId },
  )
  const model = await readEventModel(trx)
  const isDecided = new Set((kept as PairRow[]).map(keyOf))
  const inEvent = new Set((await reportsOfEvent(trx, overdoseId)).map((report) => report.overdoseId))
  const open = (await findEventPairs(trx, [overdoseId], model))
    .filter((pair) => pair.probability >= 0.5 && !isDecided.has(keyOf(pair)))
    .filter((pair) => !(inEvent.has(pair.overdoseId) && inEvent.has(pair.otherId)))
    .map((pair) => ({ ...pair, state: 'open' as const, modelVersion: model.version }))
  return toPairs(trx, [...(kept as PairRow[]), ...open.sort((a, b) => b.probability - a.probability)])
}

/** The reports of the event that this one is of, the one that counts first; none where it is the only one. */
export async function reportsOfEvent(trx: Trx, overdoseId: string): Promise<ReportsOfEvent> {
  const ids: string[] = await trx('same_event_member as one')
    .join('same_event_member as other', (join) =>
      join.on('other.partnership_id', 'one.partnership_id').andOn('other.group_id', 'one.group_id'),
    )
    .where('one.overdose_id', overdoseId)
    .whereNull('one.until_at')
    .whereNull('other.until_at')
    .orderBy('other.place_in_group')
    .pluck('other.overdose_id')
  const reports = await readReports(trx, ids)
  const inOrder = ids.flatMap((id) => reports.get(id) ?? [])
  const counts = ({ countedWith, isWithdrawn }: ComparedReport) => Number(countedWith === null && !isWithdrawn)
  return inOrder.length < 2 ? [] : inOrder.toSorted((a, b) => counts(b) - counts(a))
}

/** Reports that may be of the event that is being entered. */
export async function possiblySame(trx: Trx, entered: EnteredSoFar): Promise<PossiblySame> {
  const found = await findLike(trx, entered)
  const reports = await readReports(
    trx,
    found.map(({ overdoseId }) => overdoseId),
  )
  return found.flatMap(({ overdoseId, ...compared }) => {
    const report = reports.get(overdoseId)
    return report ? [{ ...compared, report }] : []
  })
}

/** What a person says of two reports; both must be theirs to see. Saying it twice says it once. */
export async function decideEventPair(
  trx: Trx,
  { overdoseId: one, otherId: two, decided, reason }: SameEventDecision,
  { today, userId }: { today: Day; userId: string },
): Promise<SameEventPair> {
  const [overdoseId = '', otherId = ''] = [one, two].sort()
  const seen = await trx('overdose').whereIn('overdose_id', [overdoseId, otherId]).pluck('overdose_id')
  if (seen.length < 2) notFound('pair of reports')
  const partnershipId = await partnershipOf(trx)
  const key = { partnership_id: partnershipId, overdose_id: overdoseId, other_id: otherId }
  const model = await readEventModel(trx)
  const found = (await findEventPairs(trx, [overdoseId], model)).find(
    (pair) => pair.otherId === otherId || pair.overdoseId === otherId,
  )
  await trx('same_event_pair')
    .insert({
      ...key,
      state: 'open',
      probability: found?.probability ?? null,
      weights: JSON.stringify(found?.weights ?? []),
      model_version: found ? model.version : null,
    })
    .onConflict()
    .ignore()
  const before = await trx('same_event_pair')
    .where(key)
    .forUpdate()
    .first('state', 'probability', 'weights', 'model_version')
  const isUndone = decided === 'undone'
  const after = isUndone ? 'open' : decided
  if (isUndone && before.state !== 'same' && before.state !== 'not_same') notFound('decision to take back')
  if (after !== before.state) {
    await trx('same_event_pair').where(key).update({ state: after })
    const [{ count }] = (await trx('same_event_decision').where(key).count()) as [{ count: string }]
    await trx('same_event_decision').insert({
      ...key,
      decision: Number(count) + 1,
      decided,
      decided_by: userId,
      decided_on: today,
      reason: reason || null,
    })
    if (before.state === 'same' || after === 'same')
      await trx.raw('select regroup_same_events(:overdoseId, :otherId, :today)', { overdoseId, otherId, today })
    if (after !== 'open') await refuseContradiction(trx, overdoseId)
  }
  const [pair] = await toPairs(trx, [
    {
      ...{ overdoseId, otherId, state: after, probability: before.probability, weights: before.weights },
      modelVersion: before.model_version,
    },
  ])
  return pair as SameEventPair
}

/** Reports of one event of which somebody has said that they are of two: what is said first has to be taken back. */
async function refuseContradiction(trx: Trx, overdoseId: string): Promise<void> {
  const inEvent = (await reportsOfEvent(trx, overdoseId)).map((report) => report.overdoseId)
  const [contrary] = await trx('same_event_pair')
    .where({ state: 'not_same' })
    .whereIn('overdose_id', inEvent)
    .whereIn('other_id', inEvent)
    .limit(1)
    .select('overdose_id', 'other_id')
  if (!contrary) return
  const reports = await readReports(trx, [contrary.overdose_id, contrary.other_id])
  const [one, other] = [...reports.values()].map(({ reference }) => reference)
  invalid(
    [
      {
        path: 'decided',
        message: `${one} and ${other} would be of one event, and were said not to be: take that back first`,
      },
    ],
    'These reports cannot all be of one event.',
  )
}

/** Says which report speaks for the event: the one a person chooses, or again the one that the rule takes. */
export async function chooseSpeakingReport(
  trx: Trx,
  { overdoseId, speaks }: SpeakingReport,
  { today, userId }: { today: Day; userId: string },
): Promise<ReportsOfEvent> {
  // of those that whoever chooses may see: one alone is answered as one that is of no event
  if ((await reportsOfEvent(trx, overdoseId)).length === 0) notFound('event of several reports')
  await trx.raw('select choose_speaking_report(:overdoseId, :speaker::uuid, :userId, :today)', {
    overdoseId,
    speaker: speaks === 'this' ? overdoseId : null,
    userId,
    today,
  })
  return reportsOfEvent(trx, overdoseId)
}
