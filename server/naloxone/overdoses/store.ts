import { extentOfAreas } from '../../areas/store.ts'
import type { Day } from '../../contract/day.ts'
import { NO_PART, type SavedLivesSplit } from '../../contract/filters.ts'
import {
  Administration,
  type NewOverdose,
  Overdose,
  type OverdoseChange,
  type OverdoseListQuery,
  OverdosePerson,
  OverdoseRow,
} from '../../contract/overdose.ts'
import { type JudgedOverdose, judgeOverdose } from '../../contract/rules/overdose.ts'
import { fromColumns, jsonFields, toColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { NOW } from '../../facts/deaths.ts'
import { partOfReversals } from '../../facts/parts-of-reversals.ts'
import { type DetailsOf, recordKind } from '../../records/kind.ts'
import { inArea, inCircle, inDays, type Narrowing, recordList } from '../../records/list.ts'

/** How a substance was written before it was placed, by person and code. */
type PlacedFrom = ReadonlyMap<string, string>
type Details = DetailsOf<NewOverdose> & { placedFrom?: PlacedFrom }

const OF_PERSON = (part: string) =>
  `(${part}.partnership_id, ${part}.overdose_id, ${part}.revision, ${part}.person)
   = (person.partnership_id, person.overdose_id, person.revision, person.person)`
const TAKEN = (column: string) => `coalesce((
  select jsonb_agg(taken.${column} order by taken.${column})
  from overdose_person_substance taken
  where ${OF_PERSON('taken')} and taken.${column} is not null), '[]')`
const PERSON = jsonFields(Object.keys(OverdosePerson.shape), 'person', {
  substanceCodes: TAKEN('substance_code'),
  substancesNotInTree: TAKEN('not_in_tree'),
  administrations: `coalesce((
    select jsonb_agg(${jsonFields(Object.keys(Administration.shape), 'given')} order by given.administration)
    from naloxone_administration given
    where ${OF_PERSON('given')}), '[]')`,
})

/** An overdose event: its persons, what each took, and the naloxone each was given. */
export const overdoses = recordKind<Overdose, NewOverdose, Details, OverdoseChange>({
  noun: 'overdose event',
  table: 'overdose',
  id: 'overdose_id',
  contract: Overdose,
  places: { place: 'place_precision' },
  reads: {
    eventTime: "to_char(revision.event_time, 'HH24:MI')",
    persons: `(
      select jsonb_agg(${PERSON} order by person.person)
      from overdose_person person
      where person.partnership_id = revision.partnership_id and person.overdose_id = revision.overdose_id
        and person.revision = revision.revision)`,
  },
  parts: {
    overdose_person: ({ persons }) =>
      persons.map(({ substanceCodes: _s, substancesNotInTree: _n, administrations: _a, ...person }, index) => ({
        person: index + 1,
        ...toColumns(person),
      })),
    overdose_person_substance: ({ persons, placedFrom }) =>
      persons.flatMap((person, index) =>
        [
          ...[...new Set(person.substanceCodes)].map((code) => ({
            substance_code: code,
            not_in_tree: null,
            placed_from: placedFrom?.get(`${index + 1} ${code}`) ?? null,
          })),
          ...[...new Set(person.substancesNotInTree)].map((text) => ({
            substance_code: null,
            not_in_tree: text,
            placed_from: null,
          })),
        ].map((row, taken) => ({ person: index + 1, taken: taken + 1, ...row })),
      ),
    naloxone_administration: ({ persons }) =>
      persons.flatMap(({ administrations }, index) =>
        administrations.map((administration, at) => ({
          person: index + 1,
          administration: at + 1,
          ...toColumns(administration),
        })),
      ),
  },
  partFields: ['persons', 'placedFrom'],
  async judge(trx, today) {
    const context = { today, extent: await extentOfAreas(trx) }
    return (event) => judgeOverdose(event as JudgedOverdose, context)
  },
  async complete(trx, change, { overdoseId, revision }) {
    return { ...change, placedFrom: placedFromOf(await takenIn(trx, overdoseId, revision)) }
  },
  withdrawal: "'is_withdrawn', true",
})
export const { add: addOverdoses } = overdoses

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
  for (const overdoseId of overdoseIds) {
    await trx('overdose').where({ overdose_id: overdoseId }).forUpdate().first('overdose_id')
    const current = await overdoses.find(trx, overdoseId)
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
    await overdoses.revise(trx, overdoseId, revision, {
      ...{ knownOn: today, knownOnAssumed: false, changeReason },
      details: { ...details, persons, placedFrom: placedFromOf(taken) },
    })
  }
  return overdoseIds.length
}

/** Of the persons of an event: how many, and of how many something holds. */
const PERSONS = (what: string) => `(
  select ${what} from overdose_person person
  where person.partnership_id = revision.partnership_id and person.overdose_id = revision.overdose_id
    and person.revision = revision.revision)`
const WITH_PERSON = (is: string) =>
  `select person.overdose_id as id, person.revision from overdose_person person where ${is}`
const REVERSED = 'is_reversal(person.naloxone_given, person.outcome)'
const SURVIVED = `${REVERSED} and is_survivor_known(person.outcome, person.outcome_evidence)`

const STATUS_CONDITIONS: Record<NonNullable<OverdoseListQuery['status']>, Narrowing[]> = {
  reversal: ['not revision.is_withdrawn', { has: WITH_PERSON(REVERSED) }],
  died: ['not revision.is_withdrawn', { has: WITH_PERSON('is_fatal(person.outcome)') }],
  no_naloxone: ['not revision.is_withdrawn', { hasNot: WITH_PERSON("person.naloxone_given = 'yes'") }],
  withdrawn: ['revision.is_withdrawn'],
}

const WITH_SUBSTANCE = `
  select event.overdose_id as id, event.revision
  from overdose_revision event, substance_in_overdose(event.partnership_id, event.overdose_id, event.revision) taken
  where taken.substance_code = :substance`

/** The events that the figure counts, by the facts that it asks, so that a row of its table and its list are of one number. */
function countsIn(by: SavedLivesSplit): string {
  const { part, join = '', before = '' } = partOfReversals(by, NOW)
  return `head.overdose_id in (
    ${before}
    select reversal.overdose_id from counted_reversal(${NOW}) reversal ${join}
    where coalesce(${part}, '${NO_PART}') = :part)`
}

/** A page of overdose events, latest first. Served by overdose_revision_day and the primary keys. */
export const listOverdoses = recordList<OverdoseListQuery, OverdoseRow, 'total'>(overdoses.definition, {
  day: 'eventDay',
  row: OverdoseRow,
  reads: {
    persons: PERSONS('count(*)::int'),
    reversals: PERSONS(`count(*) filter (where ${REVERSED})::int`),
    survivorsKnown: PERSONS(`count(*) filter (where ${SURVIVED})::int`),
    outcomes: PERSONS('jsonb_agg(person.outcome order by person.person)'),
    doses: `(
      select sum(given.doses)::int from naloxone_administration given
      where given.partnership_id = revision.partnership_id and given.overdose_id = revision.overdose_id
        and given.revision = revision.revision)`,
  },
  narrow: (query) => [
    ...(query.status ? STATUS_CONDITIONS[query.status] : ['not revision.is_withdrawn']),
    ...inDays('event_day', query),
    ...inArea('place', query),
    ...inCircle('place', 'place_precision', query),
    ...(query.outcome ? [{ has: WITH_PERSON('person.outcome = :outcome') }] : []),
    ...(query.substance ? [{ has: WITH_SUBSTANCE }] : []),
    ...(query.by && query.part ? [countsIn(query.by)] : []),
  ],
  counts: { total: 'true' },
})
