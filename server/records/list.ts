import { readCircle } from '../contract/circle.ts'
import type { Day } from '../contract/day.ts'
import type { ListQuery } from '../contract/page.ts'
import { type Reads, selectFields, toColumn, toField } from '../db/columns.ts'
import type { Trx } from '../db/tenant.ts'
import { type AskedPlace, bindingsOfPlace, isHeld, isPlacedClosely, liesIn } from '../facts/places.ts'
import { DayAndId, fromCursor, toCursor } from './cursor.ts'
import { type AnyDefinition, readsOf } from './kind.ts'

/** How a kind of record is listed: by day, latest first. Conditions, counts and reads speak of `head` and `revision`. */
export type ListDefinition<Query extends Partial<ListQuery>, Row, Counts extends string> = {
  /** The field of a row that it is listed by. */
  day: keyof Row & string
  /** The contract of a row: its fields name what is read. */
  row: { shape: { [Field in keyof Row]: unknown } }
  reads?: Reads
  joins?: string
  /** What narrows the list; `:name` is what was asked under that name. None that was not asked stands there: each plan is for what was. */
  narrow: (query: Query) => Narrowing[]
  bindings?: (query: Query) => Record<string, unknown>
  /** Which revision of a record the list shows; the current one, unless said otherwise. */
  revision?: (query: Query) => Narrowing[]
  /** What is counted of all that is listed, whatever page is shown: each by its condition. */
  counts: Record<Counts, string>
}

/**
 * A condition on `head` and `revision`; or what has to belong to a revision, or must not, as a query of `id` and `revision` of all records
 * that have it: a page looks it up row by row, along its index, and a count puts the two sets together.
 */
export type Narrowing = string | { has: string } | { hasNot: string }

export type RecordPage<Row, Counts extends string> = {
  rows: Row[]
  nextCursor: string | null
} & Record<Counts, number>

export const CURRENT: Narrowing[] = ['revision.revision = head.current_revision']

/** Records that are better found first and put in order then. */
const FEW = 500

/**
 * Lists records by pages. The page is found first, along the index by day of the revisions, and only its rows are worked out; what is
 * counted is a question of its own. The route parses the page, rows and all: here they are taken at their word.
 */
export function recordList<Query extends Partial<ListQuery>, Row extends object, Counts extends string>(
  kind: AnyDefinition,
  definition: ListDefinition<Query, Row, Counts>,
) {
  const { table, id } = kind
  const day = toColumn(definition.day)
  const reads = { ...readsOf(kind), ...definition.reads }
  const select = selectFields(Object.keys(definition.row.shape), 'revision', reads)
  const names = Object.keys(definition.counts) as Counts[]
  const isCounted = names.map((name) => `${definition.counts[name]} as "${name}"`).join(', ')
  const counts = names.map((name) => `count(*) filter (where "${name}")::int as "${name}"`).join(', ')
  const { narrow, revision = () => CURRENT } = definition
  const matching = `from ${table} head
    join ${table}_revision revision on revision.partnership_id = head.partnership_id and revision.${id} = head.${id}`

  async function page(trx: Trx, query: Query, found: number, bindings: Record<string, unknown>) {
    const [afterDay, afterId] = fromCursor(query.cursor, DayAndId) ?? []
    const { plain, sets } = sorted([...revision(query), ...narrow(query)])
    // "offset 0": looked up for each row on the way down the index, until the page is full. Where few are found, that would be the whole way
    const lookUp = found > FEW ? 'offset 0' : ''
    const where = [
      ...plain,
      ...sets.map(
        ({ is, set }) =>
          `${is ? '' : 'not '}exists (select from (${set}) such where such.id = revision.${id} and such.revision = revision.revision ${lookUp})`,
      ),
      ...(afterDay
        ? [`revision.${day} <= :afterDay`, `(revision.${day}, head.${id}) < (:afterDay::date, :afterId::uuid)`]
        : []),
    ]
    const { rows } = await trx.raw(
      `with page as materialized (
         select head.partnership_id, head.${id}, revision.revision
         ${matching} where ${['true', ...where].join(' and ')}
         order by revision.${day} desc, head.${id} desc
         limit :limit::int + 1)
       select ${select}
       from page
       join ${table} head on head.partnership_id = page.partnership_id and head.${id} = page.${id}
       join ${table}_revision revision on revision.partnership_id = page.partnership_id and revision.${id} = page.${id}
         and revision.revision = page.revision
       ${kind.joins ?? ''}
       ${definition.joins ?? ''}
       order by revision.${day} desc, head.${id} desc`,
      { ...bindings, afterDay, afterId },
    )
    return rows
  }

  async function count(trx: Trx, query: Query, bindings: Record<string, unknown>) {
    const { plain, sets } = sorted([...revision(query), ...narrow(query)])
    const listed = `select head.${id} as id, revision.revision, ${isCounted}
      ${matching} where ${['true', ...plain].join(' and ')}`
    const { rows } = await trx.raw(
      sets.length === 0
        ? `select ${counts} from (${listed}) listed`
        : // put together by grouping: how many a wall and a rule let through is not foreseen, and a join would be tried row by row
          `select ${counts}
           from (
             select ${names.map((name) => `bool_or("${name}") as "${name}"`).join(', ')}
             from (
               select listed.*, -1 as of_set from (${listed}) listed
               ${sets
                 .map(
                   ({ set }, at) =>
                     `union all select id, revision, ${names.map(() => 'false').join(', ')}, ${at} from (${set}) such`,
                 )
                 .join(' ')}) together
             group by id, revision
             having bool_or(of_set = -1) and ${sets.map(({ is }, at) => `${is ? '' : 'not '}bool_or(of_set = ${at})`).join(' and ')}) listed`,
      bindings,
    )
    return rows[0] as Record<Counts, number>
  }

  return async (trx: Trx, query: Query): Promise<RecordPage<Row, Counts>> => {
    const { limit = 50 } = query
    const circle = circleOf(query)
    const bindings = { ...query, limit, ...(circle && bindingsOfPlace(circle)), ...definition.bindings?.(query) }
    const counted = await count(trx, query, bindings)
    const all = names.reduce((sum, name) => sum + counted[name], 0)
    const found = await page(trx, query, all, bindings)
    const rows: Row[] = found.slice(0, limit)
    const last = rows.at(-1) as Record<string, string> | undefined
    return {
      rows,
      nextCursor:
        found.length > limit && last ? toCursor(last[definition.day] as Day, last[toField(id)] as string) : null,
      ...counted,
    }
  }
}

function sorted(conditions: readonly Narrowing[]) {
  return {
    plain: conditions.filter((condition) => typeof condition === 'string'),
    sets: conditions.flatMap((condition) => {
      if (typeof condition === 'string') return []
      return 'has' in condition ? [{ is: true, set: condition.has }] : [{ is: false, set: condition.hasNot }]
    }),
  }
}

/** Conditions of a list that every kind has. */
export const inDays = (day: string, { from, to }: Partial<ListQuery>): string[] => [
  ...(from ? [`revision.${day} >= :from`] : []),
  ...(to ? [`revision.${day} <= :to`] : []),
]

/**
 * In a circle, as the map counts what is in one. Its box is asked first, record by record: the wall of the partnership stands before any
 * question that an index of places could answer.
 */
export function inCircle(point: string, precision: string, query: Partial<ListQuery>): string[] {
  const circle = circleOf(query)
  return circle ? [isPlacedClosely(`revision.${precision}`), liesIn(circle, `revision.${point}`)] : []
}

function circleOf({ circle }: Partial<ListQuery>): AskedPlace | undefined {
  const read = readCircle(circle)
  return read && { kind: 'circle', ...read }
}

export const inArea = (point: string, { area }: Partial<ListQuery>): string[] =>
  area ? [isHeld(`revision.${point}`)] : []
