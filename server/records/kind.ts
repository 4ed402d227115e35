import type { z } from 'zod'
import type { Day } from '../contract/day.ts'
import type { Place } from '../contract/place.ts'
import type { Amended, Entered, Recorded } from '../contract/record.ts'
import { broughtIn, type Judgement } from '../contract/rules/remark.ts'
import { chunks, type Reads, selectFields, toColumn, toColumns } from '../db/columns.ts'
import { partnershipOf, type Trx } from '../db/tenant.ts'
import { refuseImpossible } from '../http/refuse.ts'
import { changedMeanwhile } from '../problem.ts'
import { contentHash } from './content-hash.ts'
import { type Added, addHeads, type HeadTable, moveHeads, newReference, takeNextRevision } from './heads.ts'
import { placeColumns, placeSql } from './place.ts'

type OfRevision = { knownOn: Day; knownOnAssumed: boolean; changeReason: string | null }
/** A revision as it is written, before it has its number. */
export type Stage<Details> = OfRevision & { details: Details }
/** What a new record holds beside what every kind says of itself. */
export type DetailsOf<New> = Omit<New, keyof Entered>
type Row = Record<string, unknown>

/** What a kind of record is: its tables, what its fields are in them, and the rules that are its own. */
export type KindDefinition<Whole extends Recorded, Details extends object, Change extends Amended> = HeadTable & {
  /** As a sentence calls one: "overdose event". */
  noun: string
  /** The whole record as it is answered. Its fields name what is read. */
  contract: z.ZodType<Whole> & { shape: object }
  /** Fields that are places: a column with the point, and the column with its precision. */
  places: Record<string, string>
  /** Fields that are no column of the revision, and what they are joined from. */
  reads?: Reads
  joins?: string
  /** Tables that hold what belongs to a revision, parents first, and their rows of one revision. */
  parts: Record<string, (details: Details) => Row[]>
  /** Details that stand in those tables, and in no column of the revision. */
  partFields: readonly (keyof Details & string)[]
  /** What the record says that cannot be; `records`: all that will be judged, for what has to be looked up. */
  judge: (trx: Trx, today: Day, records: readonly unknown[]) => Promise<(record: unknown) => Judgement>
  /** The details as they will stand, of an amendment that may leave some of them as they are. */
  complete: (trx: Trx, change: Omit<Change, keyof Amended>, current: Whole) => Promise<Details>
  /** The revisions that a new record makes, in order; one, unless said otherwise. */
  stagesOf?: (whole: Stage<Details>, today: Day) => Stage<Details>[]
  /** What withdraws a record whose import is undone, as pairs of a column and its value in SQL; `:reason` is why. */
  withdrawal: string
  /** What follows from revisions that have been written: of these records, each named once. */
  written?: (trx: Trx, ids: readonly string[]) => Promise<void>
}

/** A revision that is added to a record: its number, the day it was learnt, and the whole record as it then read. */
export type LaterRevision<Details> = Stage<Details> & { id: string; revision: number }

export type RecordKind<
  Whole extends Recorded,
  New extends Entered,
  Details extends object,
  Change extends Amended,
> = ReturnType<typeof recordKind<Whole, New, Details, Change>>

/** A kind of revisioned record, as its store: what is the same of all of them is told here, once. */
export function recordKind<Whole extends Recorded, New extends Entered, Details extends object, Change extends Amended>(
  definition: KindDefinition<Whole, Details, Change>,
) {
  const { table, id, contract, judge, complete, stagesOf = (whole) => [whole] } = definition
  const write = writerOf(definition)
  const revisions = `from ${table} head
     join ${table}_revision revision on revision.partnership_id = head.partnership_id and revision.${id} = head.${id}`
  const fields = selectFields(Object.keys(contract.shape), 'revision', readsOf(definition))
  const whole = `select ${fields} ${revisions} ${definition.joins ?? ''}`

  async function read(trx: Trx, which: string, bindings: Record<string, string>, name?: string): Promise<Whole[]> {
    const { rows } = await trx.raw(`${whole} where ${which}`, bindings).options(name ? { name } : {})
    return rows.map((row: unknown) => contract.parse(row))
  }

  /** Adds records in bulk; one that is there already (by source and reference) is left as it is, and said. */
  async function add(
    trx: Trx,
    records: readonly (New & { knownOnAssumed?: boolean })[],
    today: Day,
    importId: string | null = null,
  ): Promise<Added[]> {
    const partnershipId = await partnershipOf(trx)
    const named = records.map((record) => ({ ...record, reference: record.reference ?? newReference() }))
    const heads = await addHeads(
      trx,
      definition,
      partnershipId,
      named.map((record) => ({ source: record.source, reference: record.reference, contentHash: contentHash(record) })),
      importId,
    )
    const made = named.map(({ source: _s, reference: _r, knownOn = today, knownOnAssumed = false, ...details }, at) => {
      const head = heads[at]
      if (head?.outcome !== 'added') return []
      const first = { knownOn, knownOnAssumed, changeReason: null, details: details as object as Details }
      return stagesOf(first, today).map((stage, later) => ({ ...stage, id: head.id, revision: head.revision + later }))
    })
    await write(trx, partnershipId, made.flat())
    await moveHeads(
      trx,
      definition,
      partnershipId,
      made.flatMap(([_, ...later]) => later),
    )
    return heads
  }

  /** Appends revisions of many records at once, in the order of their numbers. */
  async function append(trx: Trx, later: readonly LaterRevision<Details>[]): Promise<void> {
    if (later.length === 0) return
    const partnershipId = await partnershipOf(trx)
    await write(trx, partnershipId, later)
    await moveHeads(trx, definition, partnershipId, later)
  }

  /** A record as it stands now, or as known on a day; undefined when there is none (or none yet). */
  async function find(trx: Trx, recordId: string, asKnownOn?: Day): Promise<Whole | undefined> {
    const of = `head.${id} = :recordId`
    const [found] = asKnownOn
      ? await read(trx, `${of} and revision.known_on <= :asKnownOn order by revision.revision desc limit 1`, {
          recordId,
          asKnownOn,
        })
      : await read(trx, `${of} and revision.revision = head.current_revision`, { recordId }, `find ${table}`)
    return found
  }

  /** Records as they stand now, in one question. */
  function findMany(trx: Trx, recordIds: readonly string[]): Promise<Whole[]> {
    return read(
      trx,
      `head.${id} in (select jsonb_array_elements_text(:recordIds::jsonb)::uuid) and revision.revision = head.current_revision`,
      { recordIds: JSON.stringify(recordIds) },
    )
  }

  /** Every revision of a record, newest first; none when there is no such record. */
  function listRevisions(trx: Trx, recordId: string): Promise<Whole[]> {
    return read(trx, `head.${id} = :recordId order by revision.revision desc`, { recordId })
  }

  /** Whether this record is there for whoever asks. */
  async function has(trx: Trx, recordId: string): Promise<boolean> {
    return (
      (await trx(table)
        .where({ [id]: recordId })
        .first(id)) !== undefined
    )
  }

  /**
   * Appends a revision.
   * @throws 412 with both versions when somebody else has amended the record since `ifMatch`.
   */
  async function amend(
    trx: Trx,
    recordId: string,
    ifMatch: number,
    change: Change,
    today: Day,
  ): Promise<Whole | undefined> {
    const current = await find(trx, recordId)
    const next = await takeNextRevision(trx, definition, recordId, ifMatch)
    if (!current || next === 'missing') return undefined
    if (next === 'changed') changedMeanwhile(await find(trx, recordId), change)
    const { knownOn = today, changeReason = null, ...details } = change
    const changed = { ...change, knownOn, knownOnAssumed: false }
    refuseImpossible(broughtIn(await judge(trx, today, [current, changed]), current, changed))
    await write(trx, next.partnershipId, [
      {
        ...{ id: recordId, revision: next.revision, knownOn, knownOnAssumed: false, changeReason },
        details: await complete(trx, details, current),
      },
    ])
    return find(trx, recordId)
  }

  /** Appends a revision that states nothing a person has to answer for, to a record that is held: its rules are not asked. */
  async function revise(trx: Trx, recordId: string, revision: number, stage: Stage<Details>): Promise<void> {
    await takeNextRevision(trx, definition, recordId, revision)
    await write(trx, await partnershipOf(trx), [{ ...stage, id: recordId, revision: revision + 1 }])
  }

  return { definition, add, append, find, findMany, listRevisions, has, amend, revise }
}

/** Where each field stands that is no column of the revision by its name. */
export function readsOf({ places, reads }: Pick<AnyDefinition, 'places' | 'reads'>): Reads {
  return {
    source: 'head.source',
    reference: 'head.reference',
    ...Object.fromEntries(
      Object.entries(places).map(([field, precision]) => [
        field,
        placeSql(`revision.${toColumn(field)}`, `revision.${precision}`),
      ]),
    ),
    ...reads,
  }
}

/** Writes revisions: a row each, and the rows of what belongs to them. */
function writerOf<Details extends object>({
  table,
  id,
  places,
  parts,
  partFields,
  written: follow,
}: Pick<KindDefinition<Recorded, Details, Amended>, 'table' | 'id' | 'places' | 'parts' | 'partFields' | 'written'>) {
  const inParts = new Set<string>(partFields)
  const columnsOf = (details: Details) =>
    Object.fromEntries(
      Object.entries(details).flatMap(([field, value]): [string, unknown][] => {
        const precision = places[field]
        if (precision) return placeColumns(toColumn(field), precision, value as Place | null)
        return inParts.has(field) ? [] : [[toColumn(field), value]]
      }),
    )
  return async (trx: Trx, partnershipId: string, revisions: readonly LaterRevision<Details>[]): Promise<void> => {
    const written = revisions.map(({ id: recordId, revision, details, ...of }) => ({
      key: { partnership_id: partnershipId, [id]: recordId, revision },
      of: toColumns(of),
      details,
    }))
    const rows = written.map(({ key, of, details }) => ({ ...key, ...of, ...columnsOf(details) }))
    for (const some of chunks(rows)) await trx(`${table}_revision`).insert(some)
    for (const [part, rowsOf] of Object.entries(parts)) {
      const belonging = written.flatMap(({ key, details }) => rowsOf(details).map((row) => ({ ...key, ...row })))
      for (const some of chunks(belonging, 1000)) await trx(part).insert(some)
    }
    await follow?.(trx, [...new Set(revisions.map(({ id: recordId }) => recordId))])
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what is done to any kind of record alike, whatever its details
export type AnyDefinition = KindDefinition<any, any, any>
