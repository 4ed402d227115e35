import type { z } from 'zod'
import { extentOfAreas } from '../areas/store.ts'
import type { Day } from '../contract/day.ts'
import {
  Death,
  type DeathChange,
  type DeathListQuery,
  type DeathPage,
  DeathRow,
  type NewDeath,
} from '../contract/death.ts'
import type { NewFinding } from '../contract/finding.ts'
import { type JudgedDeath, judgeDeath } from '../contract/rules/death.ts'
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
  deathId: string
  revision: number
  knownOn: Day
  knownOnAssumed: boolean
  changeReason: string | null
}
type Details = Omit<NewDeath, 'source' | 'reference' | 'knownOn' | 'findings'>

const HEAD: HeadTable = { table: 'death', id: 'death_id' }

/**
 * Adds deaths in bulk; one that is there already (by source and reference) is left as it is, and said. Toxicology that was complete after
 * the death was known is a later revision, known on the day it was complete: no figure as known before shows it.
 */
export async function addDeaths(
  trx: Trx,
  deaths: (NewDeath & { knownOnAssumed?: boolean })[],
  today: Day,
  importId: string | null = null,
): Promise<Added[]> {
  const partnershipId = await partnershipOf(trx)
  const named = deaths.map((death) => ({ ...death, reference: death.reference ?? newReference() }))
  const heads = await addHeads(
    trx,
    HEAD,
    partnershipId,
    named.map((death) => ({ source: death.source, reference: death.reference, contentHash: contentHash(death) })),
    importId,
  )
  const fresh = named.flatMap((death, index) => {
    if (heads[index]?.outcome !== 'added') return []
    const whole = { ...death, knownOn: knownDay(death.knownOn, today) }
    const { id, revision } = heads[index]
    return [{ deathId: id, revision, death: beforeToxicology(whole, today) ?? whole, whole }]
  })
  await insertRevisions(
    trx,
    partnershipId,
    fresh.map(
      ({
        death: { source: _s, reference: _r, knownOn, knownOnAssumed = false, findings, ...details },
        deathId,
        revision,
      }) => ({
        of: { deathId, revision, knownOn, knownOnAssumed, changeReason: null },
        details,
        findings,
      }),
    ),
  )
  await addLaterRevisions(
    trx,
    fresh.flatMap(({ deathId, revision, death, whole }) =>
      death === whole ? [] : [withToxicology(deathId, revision + 1, whole)],
    ),
  )
  return heads
}

/** What was known of a death before its toxicology, where that came later; what was believed to have been taken may come from anybody. */
function beforeToxicology<T extends NewDeath & { knownOn: Day }>(whole: T, today: Day): T | undefined {
  const { toxicologyCompleteOn, knownOn, status } = whole
  if (!toxicologyCompleteOn || toxicologyCompleteOn <= knownOn || toxicologyCompleteOn > today) return undefined
  if (status === 'excluded') return undefined
  return {
    ...whole,
    status: 'notified',
    toxicologyCompleteOn: null,
    toxicologyPanelId: null,
    findings: whole.findings.filter(({ role }) => role === 'believed_taken'),
  }
}

function withToxicology(
  deathId: string,
  revision: number,
  whole: NewDeath & { knownOnAssumed?: boolean },
): LaterRevision {
  const { source: _s, reference: _r, knownOn: _k, knownOnAssumed: _a, ...change } = whole
  const changeReason = 'toxicology was complete on this day, as stated when the death was entered'
  return { deathId, revision, knownOn: whole.toxicologyCompleteOn as Day, change: { ...change, changeReason } }
}

/** A later revision of a death that is there: its number, the day it was learnt, and the whole death as it then read. */
export type LaterRevision = { deathId: string; revision: number; knownOn: Day; change: DeathChange }

/** Appends revisions of many deaths at once, in the order of their numbers; a change without findings has none. */
export async function addLaterRevisions(trx: Trx, revisions: readonly LaterRevision[]): Promise<void> {
  if (revisions.length === 0) return
  const partnershipId = await partnershipOf(trx)
  await insertRevisions(
    trx,
    partnershipId,
    revisions.map(
      ({ deathId, revision, knownOn, change: { knownOn: _, changeReason = null, findings = [], ...details } }) => ({
        of: { deathId, revision, knownOn, knownOnAssumed: false, changeReason },
        details,
        findings,
      }),
    ),
  )
  const latest = new Map<string, number>()
  for (const { deathId, revision } of revisions) latest.set(deathId, Math.max(revision, latest.get(deathId) ?? 0))
  await trx.raw(
    `update death
     set current_revision = latest.revision,
       -- a later revision written with the first is of the same import
       import_revision = case when import_revision = current_revision then latest.revision else import_revision end
     from jsonb_to_recordset(:latest::jsonb) as latest (death_id uuid, revision integer)
     where death.partnership_id = :partnershipId and death.death_id = latest.death_id
       and death.current_revision < latest.revision`,
    {
      partnershipId,
      latest: JSON.stringify([...latest].map(([death_id, revision]) => ({ death_id, revision }))),
    },
  )
}

async function insertRevisions(
  trx: Trx,
  partnershipId: string,
  revisions: { of: RevisionOf; details: Details; findings: NewFinding[] }[],
) {
  const rows = revisions.map(({ of, details: { residence, foundPlace, ...details } }) => ({
    partnership_id: partnershipId,
    ...toColumns(of),
    ...toColumns(details),
    residence: pointText(residence),
    residence_precision: precisionOf(residence),
    found_place: pointText(foundPlace),
    found_precision: precisionOf(foundPlace),
  }))
  const findings = revisions.flatMap(({ of, findings }) =>
    findings.map((finding, index) => ({
      partnership_id: partnershipId,
      death_id: of.deathId,
      revision: of.revision,
      finding: index + 1,
      ...toColumns(finding),
    })),
  )
  for (const part of chunks(rows)) await trx('death_revision').insert(part)
  for (const part of chunks(findings, 1000)) await trx('death_substance').insert(part)
}

/** Whether this death is there for whoever asks. */
export async function hasDeath(trx: Trx, deathId: string): Promise<boolean> {
  return (await trx('death').where({ death_id: deathId }).first('death_id')) !== undefined
}

/** A death as it stands now, or as known on a day; undefined when there is none (or none yet). */
export async function findDeath(trx: Trx, deathId: string, asKnownOn?: Day): Promise<Death | undefined> {
  const [death] = await readRevisions(trx, [deathId], asKnownOn ? 'known' : 'current', asKnownOn)
  return death
}

/** Deaths as they stand now, in one question. */
export function findDeaths(trx: Trx, deathIds: readonly string[]): Promise<Death[]> {
  return readRevisions(trx, deathIds, 'current')
}

/** Every revision of a death, newest first. */
export function listDeathRevisions(trx: Trx, deathId: string): Promise<Death[]> {
  return readRevisions(trx, [deathId], 'all')
}

async function readRevisions(
  trx: Trx,
  deathIds: readonly string[],
  which: 'current' | 'known' | 'all',
  asKnownOn?: Day,
): Promise<Death[]> {
  const wanted = {
    current: 'revision.revision = head.current_revision',
    known: 'revision.known_on <= :asKnownOn',
    all: 'true',
  }[which]
  const { rows } = await trx.raw(
    `select
       head.source,
       head.reference,
       revision.*,
       st_x(revision.residence) as residence_longitude,
       st_y(revision.residence) as residence_latitude,
       st_x(revision.found_place) as found_longitude,
       st_y(revision.found_place) as found_latitude,
       coalesce((
         select jsonb_agg(to_jsonb(found) || jsonb_build_object('substance_name', coalesce(substance.name, 'not in the tree: ' || found.not_in_tree)) order by found.finding)
         from death_substance found -- not "finding": that would name its column
         left join substance on substance.code = found.substance_code
         where found.partnership_id = revision.partnership_id
           and found.death_id = revision.death_id
           and found.revision = revision.revision
       ), '[]') as findings
     from death head
     join death_revision revision on revision.partnership_id = head.partnership_id and revision.death_id = head.death_id
     where head.death_id in (select jsonb_array_elements_text(:deathIds::jsonb)::uuid) and ${wanted}
     order by revision.revision desc
     ${which === 'known' ? 'limit 1' : ''}`,
    { deathIds: JSON.stringify(deathIds), ...(asKnownOn ? { asKnownOn } : {}) },
  )
  return rows.map(toDeath)
}

function toDeath(row: Record<string, unknown>): Death {
  const {
    partnership_id: _p,
    residence: _r,
    found_place: _f,
    residence_precision,
    found_precision,
    residence_longitude,
    residence_latitude,
    found_longitude,
    found_latitude,
    findings,
    ...columns
  } = row
  return Death.parse({
    ...fromColumns(columns),
    residence: toPlace(
      residence_longitude as number | null,
      residence_latitude as number | null,
      residence_precision as 'town',
    ),
    foundPlace: toPlace(found_longitude as number | null, found_latitude as number | null, found_precision as 'town'),
    findings: (findings as Record<string, unknown>[]).map(
      ({ partnership_id: _, death_id: __, revision: ___, ...finding }) => fromColumns(finding),
    ),
  })
}

/**
 * Appends a revision. Findings left out stay as they are.
 * @throws 412 with both versions when somebody else has amended the death since `ifMatch`.
 */
export async function amendDeath(
  trx: Trx,
  deathId: string,
  ifMatch: number,
  change: DeathChange,
  today: Day,
): Promise<Death | undefined> {
  const current = await findDeath(trx, deathId)
  const next = await takeNextRevision(trx, HEAD, deathId, ifMatch)
  if (!current || next === 'missing') return undefined
  if (next === 'changed') changedMeanwhile(await findDeath(trx, deathId), change)
  const { knownOn, changeReason = null, findings, ...details } = change
  const known = knownDay(knownOn, today)
  const context = { today, extent: await extentOfAreas(trx) }
  refuseImpossible(
    broughtIn((death) => judgeDeath(death as JudgedDeath, context), current, {
      ...change,
      knownOn: known,
      knownOnAssumed: false,
      findings: findings ?? [],
    }),
  )
  await insertRevisions(trx, next.partnershipId, [
    {
      of: { deathId, revision: next.revision, knownOn: known, knownOnAssumed: false, changeReason },
      details,
      findings: findings ?? current.findings.map(({ finding: _, substanceName: __, ...finding }) => finding),
    },
  ])
  return findDeath(trx, deathId)
}

/** A page of deaths, latest event day first. One query, served by death_revision_day and the primary keys. */
export async function listDeaths(trx: Trx, query: DeathListQuery): Promise<z.infer<typeof DeathPage>> {
  const after = fromCursor(query.cursor)
  if (after === 'malformed') invalid([{ path: 'cursor', message: 'is not a cursor of ours' }])
  const bindings = {
    from: query.from ?? '-infinity',
    to: query.to ?? 'infinity',
    area: query.area ?? null,
    substance: query.substance ?? null,
    role: query.role,
    status: query.status ?? null,
    toxicology: query.toxicology ?? null,
    asKnownOn: query.asKnownOn ?? null,
    afterDay: after?.day ?? null,
    afterId: after?.id ?? null,
    limit: query.limit + 1,
  }
  const place = query.place === 'residence' ? 'residence' : 'found_place'
  const { rows } = await trx.raw(
    `with matching as (
       select death_revision.*, head.source, head.reference,
         -- worked out once for all, and looked up: a join would be tried row by row
         ((select jsonb_object_agg(elsewhere.death_id, elsewhere.counted_id)
           from counted_elsewhere(coalesce(:asKnownOn::date, 'infinity'), 'infinity') elsewhere) ->> head.death_id::text)::uuid as counted_id
       from death head
       join death_revision on death_revision.partnership_id = head.partnership_id
         and death_revision.death_id = head.death_id
         and death_revision.revision = ${
           query.asKnownOn
             ? `(select max(known.revision) from death_revision known
                 where known.partnership_id = head.partnership_id and known.death_id = head.death_id and known.known_on <= :asKnownOn)`
             : 'head.current_revision'
         }
       -- one that is known only by its month or year is of every period that holds a day of it; a year back keeps to the index
       where death_revision.event_day between :from::date - 365 and :to
         and last_possible_day(death_revision.event_day, death_revision.event_day_precision) >= :from
         and (:status::text is null or death_revision.status = :status)
         and (:toxicology::text is null or (
           death_revision.status not in ('excluded', 'closed') and death_revision.toxicology_complete_on is null))
         and (:area::uuid is null or exists (select from area_holding(:area::uuid, death_revision.${place})))
         and (:substance::text is null or exists (
           select from substance_in_death(death_revision.partnership_id, death_revision.death_id, death_revision.revision, :role) found
           where found.substance_code = :substance))
     )
     select matching.*, (select counted.reference from death counted
         where counted.partnership_id = matching.partnership_id and counted.death_id = matching.counted_id) as counted_reference,
       (select count(*)::int from matching where status <> 'excluded' and counted_id is null) as total,
       (select count(*)::int from matching where status <> 'excluded' and counted_id is not null) as counted_with_another,
       (select count(*)::int from matching where status = 'excluded') as excluded,
       (select first.known_on from death_revision first
        where first.partnership_id = matching.partnership_id and first.death_id = matching.death_id and first.revision = 1) as first_known_on,
       coalesce((
         select jsonb_agg(drug.name order by drug.first)
         from (
           select coalesce(substance.name, 'not in the tree: ' || finding.not_in_tree) as name, min(finding.finding) as first
           from death_substance finding
           left join substance on substance.code = finding.substance_code
           where finding.partnership_id = matching.partnership_id
             and finding.death_id = matching.death_id
             and finding.revision = matching.revision
             and finding.role = 'implicated'
           group by 1
         ) drug
       ), '[]') as implicated
     from matching
     where :afterDay::date is null or (event_day, death_id) < (:afterDay::date, :afterId::uuid)
     order by event_day desc, death_id desc
     limit :limit`,
    bindings,
  )
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    rows: page.map(toDeathRow),
    nextCursor: rows.length > query.limit ? toCursor(last.event_day, last.death_id) : null,
    ...(rows[0]
      ? { total: rows[0].total, excluded: rows[0].excluded, countedWithAnother: rows[0].counted_with_another }
      : await countAgain(trx, query, after !== undefined)),
  }
}

/** Where no row says so: there is none, or a cursor points past the last. */
async function countAgain(
  trx: Trx,
  query: DeathListQuery,
  isPastLast: boolean,
): Promise<Pick<z.infer<typeof DeathPage>, 'total' | 'excluded' | 'countedWithAnother'>> {
  if (!isPastLast) return { total: 0, excluded: 0, countedWithAnother: 0 }
  const { total, excluded, countedWithAnother } = await listDeaths(trx, { ...query, cursor: undefined, limit: 1 })
  return { total, excluded, countedWithAnother }
}

function toDeathRow(row: Record<string, unknown>): DeathRow {
  return DeathRow.parse({
    deathId: row.death_id,
    reference: row.reference,
    source: row.source,
    status: row.status,
    eventDay: row.event_day,
    eventDayBasis: row.event_day_basis,
    eventDayPrecision: row.event_day_precision,
    ageYears: row.age_years,
    sex: row.sex,
    foundTown: row.found_town,
    residenceTown: row.residence_town,
    setting: row.setting,
    implicated: row.implicated,
    isToxicologyComplete: row.toxicology_complete_on !== null,
    revision: row.revision,
    firstKnownOn: row.first_known_on,
    knownOn: row.known_on,
    countedWith: row.counted_id ? { deathId: row.counted_id, reference: row.counted_reference } : null,
  })
}
