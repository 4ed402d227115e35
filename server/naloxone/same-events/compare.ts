import { countPatterns, findCandidates } from '../../../jobs/stats/matching/candidates.ts'
import { withOwnPriors } from '../../../jobs/stats/matching/learn.ts'
import { comparePair } from '../../../jobs/stats/matching/levels.ts'
import { calibratedBits, explain, fromCode, type Model, probabilityOf } from '../../../jobs/stats/matching/model.ts'
import type { ComparableReport } from '../../../jobs/stats/matching/report.ts'
import { SHIPPED_MODEL } from '../../../jobs/stats/matching/shipped-model.ts'
import type { Day } from '../../contract/day.ts'
import type { EnteredSoFar, EventWeight } from '../../contract/same-event.ts'
import { nameKey } from '../../contract/text.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { PUBLIC_REPORT } from '../reports/to-overdose.ts'

/**
 * Finds reports that may be of one event. Recording one does none of this: it waits until somebody who may see every report looks, or the night
 * comes. So what is answered to whoever records one, and when, cannot depend on what others have recorded.
 */

/** Reports compared in one question. */
const AT_ONCE = 2000
/** Pairs that are less likely of one event are not kept. */
const KEPT_FROM = 0.1
/** A partnership's own share of pairs is worked out anew where so many reports, and so large a part of all, were not compared before. */
const LEARNT_FROM = 30
const LEARNT_AGAIN_FROM = 0.2

export type FoundPair = {
  overdoseId: string
  otherId: string
  probability: number
  weights: EventWeight[]
}

export type EventModel = { version: number | null; model: Model }

/** What pairs are weighed by now: the partnership's own, or the model that ships where it has none. */
export async function readEventModel(trx: Trx): Promise<EventModel> {
  const own = await trx('event_model').orderBy('version', 'desc').first('version', 'shipped_version', 'priors')
  // of another model the shares are another's
  if (!own || own.shipped_version !== SHIPPED_MODEL.version) return { version: null, model: SHIPPED_MODEL }
  return { version: own.version, model: { ...SHIPPED_MODEL, priors: own.priors } }
}

const REPORTS = `
  select head.overdose_id as "overdoseId", revision.event_day::text as "eventDay", to_char(revision.event_time, 'HH24:MI') as "eventTime",
    revision.time_precision as "timePrecision", revision.part_of_day as "partOfDay", st_x(revision.place) as longitude,
    st_y(revision.place) as latitude, revision.place_precision as "placePrecision", revision.town, revision.setting,
    revision.ambulance_called as "ambulanceCalled",
    case when head.source = '${PUBLIC_REPORT}' then head.overdose_id::text
      else coalesce(revision.agency_id::text, head.entered_by_agency_id::text, head.source) end as source,
    (select jsonb_agg(jsonb_build_object('ageBand', person.age_band, 'sex', person.sex,
        'productCodes', (select coalesce(jsonb_agg(distinct given.product_code) filter (where given.product_code is not null), '[]')
          from naloxone_administration given
          where (given.partnership_id, given.overdose_id, given.revision, given.person)
            = (person.partnership_id, person.overdose_id, person.revision, person.person)),
        'doses', (select case when bool_and(given.doses is not null) then sum(given.doses)::int end from naloxone_administration given
          where (given.partnership_id, given.overdose_id, given.revision, given.person)
            = (person.partnership_id, person.overdose_id, person.revision, person.person))) order by person.person)
     from overdose_person person
     where (person.partnership_id, person.overdose_id, person.revision)
       = (revision.partnership_id, revision.overdose_id, revision.revision)) as persons
  from overdose head
  join overdose_revision revision on revision.partnership_id = head.partnership_id and revision.overdose_id = head.overdose_id
    and revision.revision = head.current_revision
  where not revision.is_withdrawn and head.partnership_id = current_partnership_id()`

type Facts = Omit<EnteredSoFar, 'place'> & {
  longitude: number | null
  latitude: number | null
  placePrecision: string
  source: string
}
type Known = Facts & { overdoseId: string }

const MINUTES_A_DAY = 1440
const PARTS = { overnight: 0, morning: 360, afternoon: 720, evening: 1080 } as const
const MINUTES_A_PART = 360
const FINE = new Set(['exact', 'postcode'])
/** Kinds of place that say nothing of it. */
const NO_SETTING = new Set(['unknown', 'other', 'prefer_not_to_say'])

function toComparable(facts: Facts): ComparableReport {
  const { persons } = facts
  const day = (Date.parse(facts.eventDay) / 86_400_000) * MINUTES_A_DAY
  const [hours = 0, minutes = 0] = facts.eventTime?.split(':').map(Number) ?? []
  const at = day + hours * 60 + minutes
  const timed = facts.timePrecision === 'minute' || facts.timePrecision === 'hour'
  const part = facts.partOfDay ? day + PARTS[facts.partOfDay] : undefined
  const ofOne = persons.length === 1 ? persons[0] : undefined
  const [, ageFrom, ageUntil] = ofOne?.ageBand?.match(/^(\d+)(?:-(\d+)|\+)$/) ?? []
  const hasPlace = facts.longitude !== null && facts.latitude !== null
  const doses = persons.map((person) => person.doses)
  return {
    from: timed ? at : (part ?? day),
    until: timed ? at : part === undefined ? day + MINUTES_A_DAY - 1 : part + MINUTES_A_PART - 1,
    timePrecision: facts.timePrecision,
    longitude: facts.longitude,
    latitude: facts.latitude,
    placePrecision: !hasPlace
      ? null
      : FINE.has(facts.placePrecision)
        ? 'fine'
        : facts.placePrecision === 'cell'
          ? 'cell'
          : 'coarse',
    town: facts.town ? nameKey(facts.town) : null,
    ageFrom: ageFrom === undefined ? null : Number(ageFrom),
    ageUntil: ageFrom === undefined ? null : Number(ageUntil ?? 130),
    sex: !ofOne || ofOne.sex === 'unknown' ? null : ofOne.sex,
    products: [...new Set(persons.flatMap(({ productCodes }) => productCodes))],
    persons: persons.length,
    doses: doses.every((one) => one !== null) ? doses.reduce((sum, one) => sum + (one ?? 0), 0) : null,
    ambulanceCalled: facts.ambulanceCalled === 'unknown' ? null : facts.ambulanceCalled === 'yes',
    setting: NO_SETTING.has(facts.setting) ? null : facts.setting,
    source: facts.source,
  }
}

/** The reports on these days and those beside, among all that the transaction may see; overdose_revision_day serves it. */
async function reportsAround(trx: Trx, days: readonly Day[]): Promise<Known[]> {
  const { rows } = await trx.raw(
    `${REPORTS} and revision.event_day in (
       select distinct (asked.day::date + beside) from jsonb_array_elements_text(:days::jsonb) asked (day), generate_series(-1, 1) beside)
     order by head.overdose_id`,
    { days: JSON.stringify([...new Set(days)]) },
  )
  return rows
}

/** Reports that may be of the event that is being entered, of those that whoever enters it may see. */
export async function findLike(
  trx: Trx,
  entered: EnteredSoFar,
): Promise<{ overdoseId: string; probability: number; weights: EventWeight[] }[]> {
  const { place, ...rest } = entered
  const report = toComparable({
    ...rest,
    longitude: place?.longitude ?? null,
    latitude: place?.latitude ?? null,
    placePrecision: place?.precision ?? 'unknown',
    source: 'being entered',
  })
  const { model } = await readEventModel(trx)
  return (await reportsAround(trx, [entered.eventDay]))
    .flatMap((known) => {
      const pattern = comparePair(report, toComparable(known))
      if (!pattern) return []
      const probability = probabilityOf(calibratedBits(model, pattern))
      return probability < 0.5 ? [] : [{ overdoseId: known.overdoseId, probability, weights: explain(model, pattern) }]
    })
    .sort((a, b) => b.probability - a.probability)
    .slice(0, 5)
}

/** The pairs that these reports are in, among all that the transaction may see. */
export async function findEventPairs(
  trx: Trx,
  overdoseIds: readonly string[],
  { model }: EventModel,
): Promise<FoundPair[]> {
  const { rows: days } = await trx.raw(
    `select distinct revision.event_day::text as day from overdose head
     join overdose_revision revision on revision.partnership_id = head.partnership_id and revision.overdose_id = head.overdose_id
       and revision.revision = head.current_revision
     where head.partnership_id = current_partnership_id()
       and head.overdose_id in (select jsonb_array_elements_text(:overdoseIds::jsonb)::uuid)`,
    { overdoseIds: JSON.stringify(overdoseIds) },
  )
  const asked = new Set(overdoseIds)
  const reports = await reportsAround(
    trx,
    days.map(({ day }: { day: Day }) => day),
  )
  const { length, one, other, code } = findCandidates(reports.map(toComparable))
  const pairs: FoundPair[] = []
  for (let at = 0; at < length; at++) {
    const [a = '', b = ''] = [reports[one[at] as number]?.overdoseId, reports[other[at] as number]?.overdoseId].sort()
    if (!asked.has(a) && !asked.has(b)) continue
    const pattern = fromCode(code[at] as number)
    const probability = probabilityOf(calibratedBits(model, pattern))
    if (probability >= KEPT_FROM)
      pairs.push({ overdoseId: a, otherId: b, probability, weights: explain(model, pattern) })
  }
  return pairs
}

/**
 * Compares the reports that wait, for whoever may see every report; says how many it compared. Two who do so at once share them.
 */
export async function compareWaitingReports(trx: Trx, today: Day): Promise<number> {
  const partnershipId = await partnershipOf(trx)
  await learnOwnShare(trx, partnershipId, today)
  const model = await readEventModel(trx)
  let compared = 0
  for (;;) {
    // by day, so that those beside them in time are read once and not with every batch
    const { rows: waiting } = await trx.raw(
      `select head.overdose_id from overdose head
       join overdose_revision revision on revision.partnership_id = head.partnership_id and revision.overdose_id = head.overdose_id
         and revision.revision = head.current_revision
       where head.partnership_id = :partnershipId and head.compared_revision is distinct from head.current_revision
       order by revision.event_day, head.overdose_id
       limit :atOnce
       for update of head skip locked`,
      { partnershipId, atOnce: AT_ONCE },
    )
    if (waiting.length === 0) return compared
    const overdoseIds: string[] = waiting.map(({ overdose_id }: { overdose_id: string }) => overdose_id)
    const found = await findEventPairs(trx, overdoseIds, model)
    await keepPairs(trx, { partnershipId, overdoseIds, found, today, version: model.version })
    await trx('overdose')
      .where({ partnership_id: partnershipId })
      .whereIn('overdose_id', overdoseIds)
      .update({ compared_revision: trx.ref('current_revision') })
    compared += waiting.length
  }
}

/** How many of the pairs compared here are of one event: of all reports, where much of them is new. */
async function learnOwnShare(trx: Trx, partnershipId: string, today: Day): Promise<void> {
  const { rows: counts } = await trx.raw(
    `select count(*)::int as reports, count(*) filter (where compared_revision is null)::int as new
     from overdose where partnership_id = current_partnership_id()`,
  )
  const { reports, new: fresh } = counts[0]
  const { version } = await readEventModel(trx)
  if (fresh < LEARNT_FROM || (version !== null && fresh < LEARNT_AGAIN_FROM * reports)) return
  const { rows } = await trx.raw(REPORTS)
  const patterns = countPatterns(findCandidates((rows as Known[]).map(toComparable)))
  const { priors } = withOwnPriors(SHIPPED_MODEL, patterns)
  await trx.raw(
    `insert into event_model (partnership_id, version, shipped_version, priors, pairs_compared, learnt_on)
     select :partnershipId::uuid, 1 + coalesce(max(version), 0), :shipped, :priors::double precision[], :pairs, :today::date
     from event_model where partnership_id = :partnershipId
     on conflict do nothing`,
    {
      partnershipId,
      shipped: SHIPPED_MODEL.version,
      priors: `{${priors.join(',')}}`,
      pairs: [...patterns.values()].reduce((sum, count) => sum + count, 0),
      today,
    },
  )
}

type Kept = {
  partnershipId: string
  overdoseIds: readonly string[]
  found: readonly FoundPair[]
  today: Day
  version: number | null
}

/** New pairs are asked about, those that no longer agree are not; what a person has said of a pair stays. */
async function keepPairs(trx: Trx, { partnershipId, overdoseIds, found, today, version }: Kept): Promise<void> {
  await trx.raw(
    `with found as (
       select * from jsonb_to_recordset(:found::jsonb)
         as pair ("overdoseId" uuid, "otherId" uuid, probability double precision, weights jsonb)),
     touched (overdose_id) as (select jsonb_array_elements_text(:overdoseIds::jsonb)::uuid),
     before as (
       select pair.overdose_id, pair.other_id, pair.state from same_event_pair pair
       join found on found."overdoseId" = pair.overdose_id and found."otherId" = pair.other_id),
     asked as (
       insert into same_event_pair as pair (partnership_id, overdose_id, other_id, state, probability, weights, model_version)
       select :partnershipId::uuid, "overdoseId", "otherId", 'open', probability, weights, :version::integer from found order by 2, 3
       on conflict (partnership_id, overdose_id, other_id) do update
         set state = 'open', probability = excluded.probability, weights = excluded.weights, model_version = excluded.model_version
         where pair.state in ('lapsed', 'open')
       returning overdose_id, other_id),
     lapsed as (
       update same_event_pair pair set state = 'lapsed'
       where pair.partnership_id = :partnershipId and pair.state = 'open'
         and (pair.overdose_id in (select overdose_id from touched) or pair.other_id in (select overdose_id from touched))
         and not exists (select from found where found."overdoseId" = pair.overdose_id and found."otherId" = pair.other_id)
       returning overdose_id, other_id),
     changed (overdose_id, other_id, decided) as (
       select overdose_id, other_id, 'proposed' from asked
       where not exists (
         select from before where before.overdose_id = asked.overdose_id and before.other_id = asked.other_id and before.state = 'open')
       union all
       select overdose_id, other_id, 'lapsed' from lapsed)
     insert into same_event_decision (partnership_id, overdose_id, other_id, decision, decided, decided_on)
     select :partnershipId::uuid, changed.overdose_id, changed.other_id,
       1 + (select count(*) from same_event_decision earlier
         where earlier.partnership_id = :partnershipId and earlier.overdose_id = changed.overdose_id and earlier.other_id = changed.other_id),
       changed.decided, :today::date
     from changed`,
    { partnershipId, found: JSON.stringify(found), overdoseIds: JSON.stringify(overdoseIds), today, version },
  )
}
