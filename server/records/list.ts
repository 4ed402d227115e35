import type { z } from 'zod'
import type { Day } from '../contract/day.ts'
import type { ListQuery } from '../contract/page.ts'
import { type Reads, selectFields, toColumn, toField } from '../db/columns.ts'
import type { Trx } from '../db/tenant.ts'
import { fromCursor, toCursor } from './cursor.ts'
import { type AnyDefinition, readsOf } from './kind.ts'

/** How a kind of record is listed: by day, latest first. Conditions, counts and reads speak of `head` and `revision`. */
export type ListDefinition<Query extends Partial<ListQuery>, Row, Counts extends string> = {
  /** The field of a row that it is listed by. */
  day: keyof Row & string
  row: z.ZodType<Row> & { shape: object }
  reads?: Reads
  joins?: string
  /** What narrows the list; `:name` is what was asked under that name. None that was not asked stands there: each plan is for what was. */
  narrow: (query: Query) => string[]
  /** Which revision of a record the list shows; the current one, unless said otherwise. */
  revision?: (query: Query) => string
  bindings?: (query: Query) => Record<string, unknown>
  /** What is counted of all that is listed, whatever page is shown. */
  counts: Record<Counts, string>
}

export type RecordPage<Row, Counts extends string> = {
  rows: Row[]
  nextCursor: string | null
} & Record<Counts, number>

/**
 * Lists records by pages. The page is found first, along the index by day of the revisions, and only its rows are worked out; what is
 * counted is a question of its own.
 */
export function recordList<Query extends Partial<ListQuery>, Row extends object, Counts extends string>(
  kind: AnyDefinition,
  definition: ListDefinition<Query, Row, Counts>,
) {
  const { table, id } = kind
  const day = toColumn(definition.day)
  const reads = { ...readsOf(kind), ...definition.reads }
  const select = selectFields(Object.keys(definition.row.shape), 'revision', reads)
  const counts = Object.entries<string>(definition.counts).map(([name, sql]) => `${sql} as "${name}"`)
  const { narrow, revision = () => 'head.current_revision' } = definition

  return async (trx: Trx, query: Query): Promise<RecordPage<Row, Counts>> => {
    const { cursor, limit = 50 } = query
    const after = fromCursor(cursor)
    const matching = `from ${table} head
      join ${table}_revision revision on revision.partnership_id = head.partnership_id and revision.${id} = head.${id}
        and revision.revision = ${revision(query)}
      where ${['true', ...narrow(query)].join(' and ')}`
    const bindings = {
      ...query,
      ...definition.bindings?.(query),
      afterDay: after?.day,
      afterId: after?.id,
      rows: limit + 1,
    }
    const { rows } = await trx.raw(
      `with page as materialized (
         select head.partnership_id, head.${id}, revision.revision
         ${matching} ${after ? `and revision.${day} <= :afterDay and (revision.${day}, head.${id}) < (:afterDay::date, :afterId::uuid)` : ''}
         order by revision.${day} desc, head.${id} desc
         limit :rows)
       select ${select}
       from page
       join ${table} head on head.partnership_id = page.partnership_id and head.${id} = page.${id}
       join ${table}_revision revision on revision.partnership_id = page.partnership_id and revision.${id} = page.${id}
         and revision.revision = page.revision
       ${kind.joins ?? ''}
       ${definition.joins ?? ''}
       order by revision.${day} desc, head.${id} desc`,
      bindings,
    )
    const [counted] = (await trx.raw(`select ${counts.join(', ')} ${matching}`, bindings)).rows
    const page: Row[] = rows.slice(0, limit).map((row: unknown) => definition.row.parse(row))
    const last = page.at(-1) as Record<string, string> | undefined
    return {
      rows: page,
      nextCursor:
        rows.length > limit && last ? toCursor(last[definition.day] as Day, last[toField(id)] as string) : null,
      ...counted,
    }
  }
}

/** Conditions of a list that every kind has. */
export const inDays = (day: string, { from, to }: Partial<ListQuery>): string[] => [
  ...(from ? [`revision.${day} >= :from`] : []),
  ...(to ? [`revision.${day} <= :to`] : []),
]

export const inArea = (point: string, { area }: Partial<ListQuery>): string[] =>
  area ? [`exists (select from area_holding(:area::uuid, revision.${point}))`] : []
