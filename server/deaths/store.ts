import { extentOfAreas } from '../areas/store.ts'
import type { Day } from '../contract/day.ts'
import { Death, type DeathChange, type DeathListQuery, DeathRow, type NewDeath } from '../contract/death.ts'
import { Finding, type NewFinding } from '../contract/finding.ts'
import { type JudgedDeath, judgeDeath } from '../contract/rules/death.ts'
import { jsonFields, toColumns } from '../db/columns.ts'
import type { Trx } from '../db/tenant.ts'
import { judgeWritten } from '../facts/definitions/judge.ts'
import { type DetailsOf, recordKind, type Stage } from '../records/kind.ts'
import { CURRENT, inArea, inCircle, recordList } from '../records/list.ts'

type Details = DetailsOf<NewDeath>

const SUBSTANCE_NAME = "coalesce(substance.name, 'not in the tree: ' || found.not_in_tree)"

/** A death, without identity, and the substances found on it. */
export const deaths = recordKind<Death, NewDeath, Details, DeathChange>({
  noun: 'death',
  table: 'death',
  id: 'death_id',
  contract: Death,
  places: { residence: 'residence_precision', foundPlace: 'found_precision' },
  reads: {
    findings: `coalesce((
      select jsonb_agg(${jsonFields(Object.keys(Finding.shape), 'found', { substanceName: SUBSTANCE_NAME })} order by found.finding)
      from death_substance found -- not "finding": that would name its column
      left join substance on substance.code = found.substance_code
      where found.partnership_id = revision.partnership_id
        and found.death_id = revision.death_id
        and found.revision = revision.revision
    ), '[]')`,
  },
  parts: {
    death_substance: ({ findings }) =>
      findings.map((finding, index) => ({ finding: index + 1, ...toColumns(finding) })),
  },
  partFields: ['findings'],
  async judge(trx, today) {
    const context = { today, extent: await extentOfAreas(trx) }
    return (death) => judgeDeath(death as JudgedDeath, context)
  },
  complete: async (_trx, { findings, ...change }, current) => ({
    ...change,
    findings: findings ?? asEntered(current.findings),
  }),
  stagesOf: beforeToxicology,
  withdrawal: "'status', 'excluded', 'exclusion_reason', :reason::text",
  written: judgeWritten,
})
export const {
  add: addDeaths,
  amend: amendDeath,
  find: findDeath,
  findMany: findDeaths,
  listRevisions: listDeathRevisions,
  has: hasDeath,
} = deaths

/** Findings without what an answer adds to them. */
export function asEntered(findings: readonly Finding[]): NewFinding[] {
  return findings.map(({ finding: _, substanceName: __, ...finding }) => finding)
}

/**
 * Toxicology that was complete after the death was known is a later revision, known on the day it was complete: no figure as known before
 * shows it. What was believed to have been taken may come from anybody.
 */
function beforeToxicology(whole: Stage<Details>, today: Day): Stage<Details>[] {
  const { toxicologyCompleteOn, status, findings } = whole.details
  if (!toxicologyCompleteOn || toxicologyCompleteOn <= whole.knownOn || toxicologyCompleteOn > today) return [whole]
  if (status === 'excluded') return [whole]
  const before: Details = {
    ...whole.details,
    status: 'notified',
    toxicologyCompleteOn: null,
    toxicologyPanelId: null,
    findings: findings.filter(({ role }) => role === 'believed_taken'),
  }
  return [
    { ...whole, details: before },
    {
      ...whole,
      knownOn: toxicologyCompleteOn,
      knownOnAssumed: false,
      changeReason: 'toxicology was complete on this day, as stated when the death was entered',
    },
  ]
}

/** A later revision of a death that is there: its number, the day it was learnt, and the whole death as it then read. */
export type LaterDeath = { deathId: string; revision: number; knownOn: Day; change: DeathChange }

/** Appends revisions of many deaths at once, in the order of their numbers; a change without findings has none. */
export function addLaterRevisions(trx: Trx, revisions: readonly LaterDeath[]): Promise<void> {
  return deaths.append(
    trx,
    revisions.map(
      ({ deathId, revision, knownOn, change: { knownOn: _, changeReason = null, findings = [], ...details } }) => ({
        ...{ id: deathId, revision, knownOn, knownOnAssumed: false, changeReason },
        details: { ...details, findings },
      }),
    ),
  )
}

const WITH_SUBSTANCE = `
  select death.death_id as id, death.revision
  from death_revision death, substance_in_death(death.partnership_id, death.death_id, death.revision, :role) found
  where found.substance_code = :substance`

/** Revisions that another had followed by that day. */
const FOLLOWED = `
  select earlier.death_id as id, earlier.revision
  from death_revision earlier
  join death_revision later on later.partnership_id = earlier.partnership_id and later.death_id = earlier.death_id
    and later.revision > earlier.revision
  where later.known_on <= :asKnownOn`

/** The record of the same death that counts instead: worked out once for all, and looked up, since a join would be tried row by row. */
const COUNTED_ID = `((select jsonb_object_agg(elsewhere.death_id, elsewhere.counted_id)
  from counted_elsewhere(:countedOn, 'infinity') elsewhere) ->> head.death_id::text)::uuid`

/** Names of the substances that are implicated, each once, in the order of the findings. */
const IMPLICATED = `coalesce((
  select jsonb_agg(drug.name order by drug.first)
  from (
    select ${SUBSTANCE_NAME} as name, min(found.finding) as first
    from death_substance found
    left join substance on substance.code = found.substance_code
    where found.partnership_id = revision.partnership_id and found.death_id = revision.death_id
      and found.revision = revision.revision and found.role = 'implicated'
    group by 1
  ) drug
), '[]')`

const COUNTS = 'counts_as_death(revision.status, revision.underlying_cause_icd10)'

/** A page of deaths, latest event day first. Served by death_revision_day and the primary keys. */
export const listDeaths = recordList<
  DeathListQuery,
  DeathRow,
  'total' | 'excluded' | 'alcoholAlone' | 'countedWithAnother'
>(deaths.definition, {
  day: 'eventDay',
  row: DeathRow,
  reads: {
    isToxicologyComplete: 'revision.toxicology_complete_on is not null',
    firstKnownOn: `(
        select first.known_on from death_revision first
        where first.partnership_id = revision.partnership_id and first.death_id = revision.death_id and first.revision = 1)`,
    implicated: IMPLICATED,
    countedWith:
      "case when counted.death_id is not null then jsonb_build_object('deathId', counted.death_id, 'reference', counted.reference) end",
  },
  joins: `left join death counted on counted.partnership_id = page.partnership_id and counted.death_id = ${COUNTED_ID}`,
  revision: ({ asKnownOn }) => (asKnownOn ? ['revision.known_on <= :asKnownOn', { hasNot: FOLLOWED }] : CURRENT),
  bindings: ({ asKnownOn = 'infinity' }) => ({ countedOn: asKnownOn }),
  narrow: (query) => [
    // one that is known only by its month or year is of every period that holds a day of it; a year back keeps to the index
    ...(query.from
      ? [
          'revision.event_day >= :from::date - 365',
          'last_possible_day(revision.event_day, revision.event_day_precision) >= :from',
        ]
      : []),
    ...(query.to ? ['revision.event_day <= :to'] : []),
    ...(query.status ? ['revision.status = :status'] : []),
    ...(query.toxicology ? ['awaits_toxicology(revision.status, revision.toxicology_complete_on)', COUNTS] : []),
    ...inArea(query.place === 'residence' ? 'residence' : 'found_place', query),
    ...(query.place === 'residence'
      ? inCircle('residence', 'residence_precision', query)
      : inCircle('found_place', 'found_precision', query)),
    ...(query.substance ? [{ has: WITH_SUBSTANCE }] : []),
  ],
  counts: {
    total: `${COUNTS} and ${COUNTED_ID} is null`,
    excluded: 'not counts_as_death(revision.status)',
    alcoholAlone: `counts_as_death(revision.status) and not ${COUNTS} and ${COUNTED_ID} is null`,
    countedWithAnother: `counts_as_death(revision.status) and ${COUNTED_ID} is not null`,
  },
})
