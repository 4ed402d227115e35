import { extentOfAreas } from '../areas/store.ts'
import type { Day } from '../contract/day.ts'
import {
  type NewOverdose,
  Overdose,
  type OverdoseChange,
  type OverdoseListQuery,
  type OverdosePerson,
  OverdoseRow,
} from '../contract/overdose.ts'
import { type JudgedOverdose, judgeOverdose } from '../contract/rules/overdose.ts'
import { broughtIn } from '../contract/rules/remark.ts'
import { chunks, fromColumns, toColumns } from '../db/columns.ts'
import { partnershipOf, type Trx } from '../db/tenant.ts'
import { changedMeanwhile, invalid } from '../http/problem.ts'
import { refuseImpossible } from '../http/refuse.ts'
import {
  type Added,
  addHeads,
  contentHash,
  fromCursor,
  type HeadTable,
  knownDay,
  newReference,
  pointText,
  precisionOf,
  takeNextRevision,
  toCursor,
  toPlace,
} from '../records/revisions.ts'

type RevisionOf = {
  overdoseId: string
  revision: number
  knownOn: Day
  knownOnAssumed: boolean
  changeReason: string | null
}
type Details = Omit<NewOverdose, 'source' | 'reference' | 'knownOn'>
/** How a substance was written before it was placed, by person and code. */
type PlacedFrom = ReadonlyMap<string, string>

const HEAD: HeadTable = { table: 'overdose', id: 'overdose_id' }

/** Adds overdose events in bulk; one that is there already (by source and reference) is left as it is, and said. */
export async function addOverdoses(
  trx: Trx,
  overdoses: (NewOverdose & { knownOnAssumed?: boolean })[],
  today: Day,
  importId: string | null = null,
): Promise<Added[]> {
  const partnershipId = await partnershipOf(trx)
  const named = overdoses.map((overdose) => ({ ...overdose, reference: overdose.reference ?? newReference() }))
  const heads = await addHeads(
    trx,
    HEAD,
    partnershipId,
    named.map((overdose) => ({
      source: overdose.source,
      reference: overdose.reference,
      contentHash: contentHash(overdose),
    })),
    importId,
  )
  await insertRevisions(
    trx,
    partnershipId,
    named.flatMap(({ source: _s, reference: _r, knownOn, knownOnAssumed = false, ...details }, index) => {
      const head = heads[index]
      if (head?.outcome !== 'added') return []
      return [
        {
          of: {
            overdoseId: head.id,
            revision: head.revision,
            knownOn: knownDay(knownOn, today),
            knownOnAssumed,
            changeReason: null,
          },
          details,
        },
      ]
    }),
  )
  return heads
}

async function insertRevisions(
  trx: Trx,
  partnershipId: string,
  revisions: { of: RevisionOf; details: Details; placedFrom?: PlacedFrom }[],
) {
  const events = revisions.map(({ of, details: { place, persons: _, ...details } }) => ({
    partnership_id: partnershipId,
    ...toColumns(of),
    ...toColumns(details),
    place: pointText(place),
    place_precision: precisionOf(place),
  }))
  const persons = revisions.flatMap(({ of, details, placedFrom }) =>
    details.persons.map((person, index) => ({
      key: { partnership_id: partnershipId, overdose_id: of.overdoseId, revision: of.revision, person: index + 1 },
      person,
      placedFrom,
    })),
  )
  const personRows = persons.map(
    ({ key, person: { substanceCodes: _s, substancesNotInTree: _n, administrations: _a, ...person } }) => ({
      ...key,
      ...toColumns(person),
    }),
  )
  const substanceRows = persons.flatMap(({ key, person, placedFrom }) =>
    [
      ...[...new Set(person.substanceCodes)].map((code) => ({
        substance_code: code,
        not_in_tree: null,
        placed_from: placedFrom?.get(`${key.person} ${code}`) ?? null,
      })),
      ...[...new Set(person.substancesNotInTree)].map((text) => ({
        substance_code: null,
        not_in_tree: text,
        placed_from: null,
      })),
    ].map((row, index) => ({ ...key, taken: index + 1, ...row })),
  )
  const administrationRows = persons.flatMap(({ key, person }) =>
    person.administrations.map((administration, index) => ({
      ...key,
      administration: index + 1,
      ...toColumns(administration),
    })),
  )
  for (const part of chunks(events)) await trx('overdose_revision').insert(part)
  for (const part of chunks(personRows, 1000)) await trx('overdose_person').insert(part)
  for (const part of chunks(substanceRows, 1000)) await trx('overdose_person_substance').insert(part)
  for (const part of chunks(administrationRows, 1000)) await trx('naloxone_administration').insert(part)
}

/** An overdose event as it stands now; undefined when there is none. */
export async function findOverdose(trx: Trx, overdoseId: string): Promise<Overdose | undefined> {
  const [overdose] = await readRevisions(trx, overdoseId, 'current')
  return overdose
}

/** Every revision of an overdose event, newest first. */
export function listOverdoseRevisions(trx: Trx, overdoseId: string): Promise<Overdose[]> {
  return readRevisions(trx, overdoseId, 'all')
}

async function readRevisions(trx: Trx, overdoseId: string, which: 'current' | 'all'): Promise<Overdose[]> {
  const { rows } = await trx.raw(
    `select
       head.source,
       head.reference,
       revision.*,
       st_x(revision.place) as longitude,
       st_y(revision.place) as latitude,
       (
         select jsonb_agg(
           to_jsonb(someone)
           || jsonb_build_object('substance_codes', coalesce((
             select jsonb_agg(taken.substance_code order by taken.substance_code)
             from overdose_person_substance taken
             where (taken.partnership_id, taken.overdose_id, taken.revision, taken.person)
               = (someone.partnership_id, someone.overdose_id, someone.revision, someone.person)
               and taken.substance_code is not null), '[]'))
           || jsonb_build_object('substances_not_in_tree', coalesce((
             select jsonb_agg(taken.not_in_tree order by taken.not_in_tree)
             from overdose_person_substance taken
             where (taken.partnership_id, taken.overdose_id, taken.revision, taken.person)
               = (someone.partnership_id, someone.overdose_id, someone.revision, someone.person)
               and taken.not_in_tree is not null), '[]'))
           || jsonb_build_object('administrations', coalesce((
             select jsonb_agg(to_jsonb(given) order by given.administration)
             from naloxone_administration given
             where (given.partnership_id, given.overdose_id, given.revision, given.person)
               = (someone.partnership_id, someone.overdose_id, someone.revision, someone.person)), '[]'))
           order by someone.person)
         from overdose_person someone
         where someone.partnership_id = revision.partnership_id
           and someone.overdose_id = revision.overdose_id
           and someone.revision = revision.revision
       ) as persons
     from overdose head
     join overdose_revision revision on revision.partnership_id = head.partnership_id and revision.overdose_id = head.overdose_id
     where head.overdose_id = :overdoseId ${which === 'current' ? 'and revision.revision = head.current_revision' : ''}
     order by revision.revision desc`,
    { overdoseId },
  )
  return rows.map(toOverdose)
}

function toOverdose(row: Record<string, unknown>): Overdose {
  const {
    partnership_id: _p,
    place: _place,
    place_precision,
    longitude,
    latitude,
    event_time,
    persons,
    ...columns
  } = row
  return Overdose.parse({
    ...fromColumns(columns),
    eventTime: (event_time as string | null)?.slice(0, 5) ?? null,
    place: toPlace(longitude as number | null, latitude as number | null, place_precision as 'town'),
    persons: (persons as Record<string, unknown>[]).map(toPerson),
  })
}

function toPerson(row: Record<string, unknown>): OverdosePerson {
  const { partnership_id: _p, overdose_id: _o, revision: _r, person: _n, administrations, ...columns } = row
  return {
    ...fromColumns(columns),
    administrations: (administrations as Record<string, unknown>[]).map(
      ({ partnership_id: __p, overdose_id: __o, revision: __r, person: __n, administration: __a, ...given }) =>
        fromColumns(given),
    ),
  } as OverdosePerson
}

/**
 * Appends a revision.
 * @throws 412 with both versions when somebody else has amended the event since `ifMatch`.
 */
export async function amendOverdose(
  trx: Trx,
  overdoseId: string,
  ifMatch: number,
  change: OverdoseChange,
  today: Day,
): Promise<Overdose | undefined> {
  const current = await findOverdose(trx, overdoseId)
  const next = await takeNextRevision(trx, HEAD, overdoseId, ifMatch)
  if (!current || next === 'missing') return undefined
  if (next === 'changed') changedMeanwhile(await findOverdose(trx, overdoseId), change)
  const { knownOn, changeReason = null, ...details } = change
  const known = knownDay(knownOn, today)
  const context = { today, extent: await extentOfAreas(trx) }
  refuseImpossible(
    broughtIn((event) => judgeOverdose(event as JudgedOverdose, context), current, {
      ...change,
      knownOn: known,
      knownOnAssumed: false,
    }),
  )
  await insertRevisions(trx, next.partnershipId, [
    {
      of: { overdoseId, revision: next.revision, knownOn: known, knownOnAssumed: false, changeReason },
      details,
      placedFrom: placedFromOf(await takenIn(trx, overdoseId, current.revision)),
    },
  ])
  return findOverdose(trx, overdoseId)
}

type Taken = { person: number; substanceCode: string | null; notInTree: string | null; placedFrom: string | null }

async function takenIn(trx: Trx, overdoseId: string, revision: number): Promise<Taken[]> {
  const rows = await trx('overdose_person_substance')
    .where({ overdose_id: overdoseId, revision })
    .select('person', 'substance_code', 'not_in_tree', 'placed_from')
  return rows.map((row) => fromColumns(row) as Taken)
}

function placedFromOf(taken: readonly Taken[]): PlacedFrom {
  return new Map(
    taken.flatMap(({ person, substanceCode, placedFrom }) =>
      placedFrom ? [[`${person} ${substanceCode}`, placedFrom] as const] : [],
    ),
  )
}

/** Where somebody has placed a drug, or taken that back: a new revision of each event, known on the day. Gives how many. */
export async function placeInOverdoses(
  trx: Trx,
  overdoseIds: readonly string[],
  today: Day,
  changeReason: string,
  change: (taken: Omit<Taken, 'person'>) => Omit<Taken, 'person'>,
): Promise<number> {
  const partnershipId = await partnershipOf(trx)
  for (const overdoseId of overdoseIds) {
    await trx('overdose').where({ overdose_id: overdoseId }).forUpdate().first('overdose_id')
    const current = await findOverdose(trx, overdoseId)
    if (!current) continue
    const { overdoseId: _i, source: _s, reference: _r, revision, knownOn: _k, ...rest } = current
    const { knownOnAssumed: _a, recordedAt: _t, changeReason: _c, ...details } = rest
    const taken = (await takenIn(trx, overdoseId, revision)).map((one) => ({ ...one, ...change(one) }))
    const persons = details.persons.map((person, index) => {
      const own = taken.filter((one) => one.person === index + 1)
      return {
        ...person,
        substanceCodes: own.flatMap(({ substanceCode }) => substanceCode ?? []),
        substancesNotInTree: own.flatMap(({ notInTree }) => notInTree ?? []),
      }
    })
    await takeNextRevision(trx, HEAD, overdoseId, revision)
    await insertRevisions(trx, partnershipId, [
      {
        of: { overdoseId, revision: revision + 1, knownOn: today, knownOnAssumed: false, changeReason },
        details: { ...details, persons },
        placedFrom: placedFromOf(taken),
      },
    ])
  }
  return overdoseIds.length
}

const STATUS_CONDITIONS = {
  reversal: `not event.is_withdrawn and exists (select from current_reversal where current_reversal.partnership_id = head.partnership_id and current_reversal.overdose_id = head.overdose_id)`,
  died: `not event.is_withdrawn and person_facts.deaths > 0`,
  no_naloxone: `not event.is_withdrawn and person_facts.given = 0`,
  withdrawn: 'event.is_withdrawn',
}

/** A page of overdose events, latest first. One query, served by overdose_revision_day and the primary keys. */
export async function listOverdoses(
  trx: Trx,
  query: OverdoseListQuery,
): Promise<{ rows: OverdoseRow[]; nextCursor: string | null; total: number }> {
  const after = fromCursor(query.cursor)
  if (after === 'malformed') invalid([{ path: 'cursor', message: 'is not a cursor of ours' }])
  const { rows } = await trx.raw(
    `with matching as (
       select head.overdose_id, head.reference, head.source, event.event_day, event.event_time, event.town, event.setting, event.reporter_kind,
         event.is_withdrawn, event.revision, person_facts.*
       from overdose head
       join overdose_revision event
         on event.partnership_id = head.partnership_id and event.overdose_id = head.overdose_id and event.revision = head.current_revision
       cross join lateral (
         select count(*)::int as persons,
           count(*) filter (where naloxone_given = 'yes')::int as given,
           count(*) filter (where outcome in ('died_at_scene', 'died_later'))::int as deaths,
           count(*) filter (where naloxone_given = 'yes' and outcome not in ('died_at_scene', 'died_later', 'not_an_overdose'))::int as reversals,
           count(*) filter (where naloxone_given = 'yes'
             and outcome in ('recovered_stayed', 'recovered_left', 'taken_by_ambulance_alive', 'hospital_later_known_alive')
             and outcome_evidence in ('seen_by_reporter', 'told_by_person', 'confirmed_by_service'))::int as survivors_known,
           jsonb_agg(outcome order by person) as outcomes
         from overdose_person person
         where person.partnership_id = event.partnership_id and person.overdose_id = event.overdose_id and person.revision = event.revision
       ) person_facts
       where event.event_day between :from and :to
         and (:area::uuid is null or exists (select from area_holding(:area::uuid, event.place)))
         and (:substance::text is null or exists (
           select from substance_in_overdose(event.partnership_id, event.overdose_id, event.revision) taken
           where taken.substance_code = :substance))
         and ${query.status ? STATUS_CONDITIONS[query.status] : 'not event.is_withdrawn'}
     )
     select matching.*, (select count(*)::int from matching) as total,
       (select sum(doses)::int from naloxone_administration given
        where given.overdose_id = matching.overdose_id and given.revision = matching.revision) as doses
     from matching
     where :afterDay::date is null or (event_day, overdose_id) < (:afterDay::date, :afterId::uuid)
     order by event_day desc, overdose_id desc
     limit :limit`,
    {
      from: query.from ?? '-infinity',
      to: query.to ?? 'infinity',
      area: query.area ?? null,
      substance: query.substance ?? null,
      afterDay: after?.day ?? null,
      afterId: after?.id ?? null,
      limit: query.limit + 1,
    },
  )
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    rows: page.map(toOverdoseRow),
    nextCursor: rows.length > query.limit ? toCursor(last.event_day, last.overdose_id) : null,
    total: rows[0]?.total ?? (after ? (await listOverdoses(trx, { ...query, cursor: undefined, limit: 1 })).total : 0),
  }
}

function toOverdoseRow({ total: _t, given: _g, deaths: _d, event_time, ...row }: Record<string, unknown>): OverdoseRow {
  return OverdoseRow.parse({ ...fromColumns(row), eventTime: (event_time as string | null)?.slice(0, 5) ?? null })
}
